import CPluginABI
import Components
import Platform
import Synchronization
import Tensor

/// A component that a plugin has made: its state, and who hears of its failures.
final class PluginInstance: @unchecked Sendable {
    /// What `create` made; the functions must not change it.
    let state: UnsafeMutableRawPointer?
    /// What it was made from.
    let component: PluginComponent
    private let fault: ComponentFault
    /// The interface promises that create and destroy are called by one thread at a time.
    private static let one = Mutex(())

    /// Makes it from checked options.
    ///
    /// - Throws: ``LabError`` of kind `usage` where the plugin refuses the values.
    init(_ component: PluginComponent, _ options: ComponentOptions, _ fault: ComponentFault) throws {
        var state: UnsafeMutableRawPointer?
        let values = component.info.parameters.map { options[$0.name] }
        let code = PluginInstance.one.withLock { _ in component.description.create?(&state, values) ?? LAYERLAB_OK }
        guard code == LAYERLAB_OK else {
            throw LabError.usage(
                "\(component.place) cannot be made from '\(options.resolved)' (\(component.file.reason(code))); "
                    + "choose other values.")
        }
        self.state = state
        self.component = component
        self.fault = fault
    }

    deinit { PluginInstance.one.withLock { _ in component.description.destroy?(state) } }

    /// Notes that a function returned a code.
    func note(code: Int32, in function: String) {
        note("failed in \(function) (\(component.file.reason(code)))")
    }

    /// Notes that a function made NaN or infinity where it must not.
    func note(_ value: String, in function: String) {
        note("made \(value) out of finite numbers in \(function)")
    }

    private func note(_ what: String) {
        fault.note(
            .badData("\(component.place) \(what)."),
            remedy: "Find out more with: layerlab plugin check \(component.file.path) \(component.info.name)")
    }

    /// Looks at what a function returned and wrote.
    ///
    /// After a failure the output is NaN, so that nothing can go on with it unnoticed.
    /// - Parameters:
    ///   - hasNaN: whether there is NaN in the output, where that is known already.
    ///   - inputsAreFinite: asked only where there is.
    @inline(__always)
    func look<S: Scalar>(
        at output: inout Matrix<S>, _ code: Int32, _ function: String, hasNaN: Bool? = nil,
        inputsAreFinite: () -> Bool
    ) {
        if code != LAYERLAB_OK {
            note(code: code, in: function + S.suffix)
            output.fillWithNaN()
        } else if hasNaN ?? output.hasNaN, inputsAreFinite() {
            note("NaN", in: function + S.suffix)
        }
    }
}

extension PluginComponent {
    /// The component in a sentence: `/path/swish.so: its activation 'swish'`.
    var place: String { "\(file.path): its \(info.kind.rawValue) '\(info.name)'" }

    /// Copies the functions of a kind, once they are known to be there and complete.
    ///
    /// - Parameter required: the functions that may not be NULL, by name.
    func functions<T>(
        _ pointer: UnsafePointer<T>, _ name: String, required: (T) -> KeyValuePairs<String, Bool>
    ) throws -> T {
        let size = UnsafeRawPointer(pointer).load(as: UInt32.self)
        try PluginFile.check(size, of: T.self, name, in: place)
        if let missing = required(pointer.pointee).first(where: { !$0.value }) {
            throw LabError.badData("\(place) has no \(missing.key); set .\(missing.key) in its \(name).")
        }
        return pointer.pointee
    }
}

extension Scalar {
    /// The ending of the functions of this precision.
    static var suffix: String { isFloat ? "_f32" : "_f64" }
    /// Whether this is `Float`, and not `Double`.
    @inline(__always) static var isFloat: Bool { Self.self == Float.self }
}

extension Matrix {
    /// Whether an entry is NaN.
    @inline(__always) var hasNaN: Bool {
        withEntries { $0.hasNaN }
    }

    /// Sets every entry to NaN.
    mutating func fillWithNaN() { withMutableEntries { $0.update(repeating: .nan) } }
}

extension UnsafeBufferPointer where Element: Scalar {
    /// Whether an entry is NaN.
    @inline(__always) var hasNaN: Bool {
        Element.isFloat ? layerlab_has_nan_f32(bound(), count) : layerlab_has_nan_f64(bound(), count)
    }
}

extension UnsafeBufferPointer {
    /// The entries as what they are, where the compiler cannot see that.
    @inline(__always) func bound<T>(to type: T.Type = T.self) -> UnsafePointer<T> {
        UnsafeRawPointer(baseAddress!).assumingMemoryBound(to: T.self)
    }
}

extension UnsafeMutableBufferPointer {
    /// The entries as what they are, where the compiler cannot see that.
    @inline(__always) func bound<T>(to type: T.Type = T.self) -> UnsafeMutablePointer<T> {
        UnsafeMutableRawPointer(baseAddress!).assumingMemoryBound(to: T.self)
    }
}
