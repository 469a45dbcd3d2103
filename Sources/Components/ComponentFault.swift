import Platform
import Synchronization

/// Where components that are computed outside this program note that one of them has failed.
///
/// Their protocols do not throw, so that steps stay fast. Whoever runs steps asks here after each of them, and stops.
public final class ComponentFault: Sendable {
    private let isNoted = Atomic<Bool>(false)
    private let first = Mutex<(error: LabError, remedy: String)?>(nil)

    /// Nothing noted.
    public init() {}

    /// Notes a failure.
    ///
    /// The first one is kept. Any thread may call it.
    /// - Parameter remedy: a sentence that says how to find out more.
    public func note(_ error: LabError, remedy: String) {
        first.withLock { $0 = $0 ?? (error, remedy) }
        isNoted.store(true, ordering: .releasing)
    }

    /// Throws what was noted, if anything, with its remedy; where nothing was, it costs one read.
    public func check() throws {
        guard isNoted.load(ordering: .acquiring), let (error, remedy) = first.withLock({ $0 }) else { return }
        throw LabError(error.kind, "\(error.message) \(remedy)")
    }

    /// Takes out what was noted, so that other components can be looked at.
    public func take() -> LabError? {
        isNoted.store(false, ordering: .releasing)
        return first.withLock { first in
            defer { first = nil }
            return first?.error
        }
    }
}
