import Components
import Platform

/// The texts of a plugin's records, checked: there, in UTF-8, on one line.
struct PluginTexts {
    /// Whose texts they are, as errors begin: `swish.so: its component 2`.
    let owner: String

    /// A name, lower_snake.
    func name(_ pointer: UnsafePointer<CChar>?) throws -> String {
        let text = try line(pointer, "name")
        guard text.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil else {
            throw LabError.badData(
                "\(owner) is called '\(text)'; choose a name of small letters, digits and underscores.")
        }
        return text
    }

    /// A line of text.
    func line(_ pointer: UnsafePointer<CChar>?, _ field: String) throws -> String {
        guard let pointer, pointer.pointee != 0 else { throw LabError.badData("\(owner) has no \(field); write one.") }
        guard let text = String(validatingCString: pointer), !text.contains(where: \.isNewline) else {
            throw LabError.badData("\(owner) has a \(field) that is not one line of UTF-8; write it as such.")
        }
        return text
    }
}
