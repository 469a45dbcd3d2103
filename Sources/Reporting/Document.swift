import Foundation

/// A report: a list of blocks, for Markdown and for a page that stands alone.
///
/// Texts are plain: whatever they hold is shown as it is, and no character is markup.
public struct Document: Sendable {
    /// One part of a report.
    public enum Block: Sendable {
        /// A heading, of level 1 to 6.
        case heading(level: Int, String)
        /// A paragraph; line ends in it are spaces.
        case paragraph(String)
        /// Points, one below the other.
        case list([String])
        /// A table, its numbers aligned to the right.
        case table(TextTable)
        /// A picture in a file that ends in .svg or .png, with what is to be seen in it.
        case figure(URL, caption: String)
        /// Small pictures side by side, each with a few words.
        case gallery([(picture: URL, caption: String)])
        /// Lines that are shown as they are.
        case code(String)
    }

    /// The parts in their order.
    public private(set) var blocks: [Block] = []

    /// A report of some parts.
    public init(_ blocks: [Block] = []) {
        for block in blocks { add(block) }
    }

    /// Adds a part at the end.
    public mutating func add(_ block: Block) {
        if case .heading(let level, let text) = block {
            precondition(
                (1...6).contains(level), "There are headings of level 1 to 6, but '\(text)' has level \(level).")
        }
        blocks.append(block)
    }
}
