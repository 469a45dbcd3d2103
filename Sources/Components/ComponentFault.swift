import Platform
import Synchronization

/// Where components that are computed outside this program note that one of them has failed.
///
/// Their protocols do not throw, so that steps stay fast. Whoever runs steps asks here after each of them, and stops.
public final class ComponentFault: Sendable {
    private let isNoted = Atomic<Bool>(false)
    private let first = Mutex<LabError?>(nil)

    /// Nothing noted.
    public init() {}

    /// Notes a failure; the first one is kept. Any thread may call it.
    public func note(_ error: @autoclosure () -> LabError) {
        guard !isNoted.exchange(true, ordering: .acquiringAndReleasing) else { return }
        let error = error()
        first.withLock { $0 = error }
    }

    /// Throws what was noted, if anything; where nothing was, it costs one read.
    public func check() throws {
        if isNoted.load(ordering: .acquiring), let error = first.withLock({ $0 }) { throw error }
    }

    /// Takes out what was noted, so that other components can be looked at.
    public func take() -> LabError? {
        let error = first.withLock { error in
            defer { error = nil }
            return error
        }
        isNoted.store(false, ordering: .releasing)
        return error
    }
}
