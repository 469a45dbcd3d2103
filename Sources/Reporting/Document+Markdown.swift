import Foundation

extension Document {
    /// The report in GitHub's Markdown.
    ///
    /// - Parameter folder: where the text will lie, from which its figures are linked.
    public func markdown(relativeTo folder: URL) -> String {
        blocks.map { block in
            switch block {
            case .heading(let level, let text): String(repeating: "#", count: level) + " " + Document.inline(text)
            case .paragraph(let text): Document.line(text)
            case .list(let points): points.map { "- " + Document.line($0) }.joined(separator: "\n")
            case .table(let table): table.mapped(Document.inline).markdown
            case .figure(let url, let caption):
                "![\(Document.inline(caption))](\(Document.path(to: url, from: folder)))\n\n\(Document.line(caption))"
            case .gallery(let cells):
                cells.map { "![\(Document.inline($0.caption))](\(Document.path(to: $0.picture, from: folder)))" }
                    .joined(separator: "\n")
            case .code(let text): Document.fenced(text)
            }
        }.joined(separator: "\n\n") + "\n"
    }

    /// A text that begins a line: what would begin a list, a quotation or a rule does not.
    private static func line(_ text: String) -> String {
        let text = inline(text)
        if let number = text.prefixMatch(of: /[0-9]+(?=[.)])/) {
            return number.output + "\\" + text[number.range.upperBound...]
        }
        return text.hasPrefix("-") || text.hasPrefix("+") || text.hasPrefix("=") ? "\\" + text : text
    }

    /// A text in one line, its marks of Markdown escaped; a star between spaces and a line between letters are none.
    private static func inline(_ text: String) -> String {
        let characters = Array(text.split(whereSeparator: \.isNewline).joined(separator: " "))
        func at(_ i: Int) -> Character { characters.indices.contains(i) ? characters[i] : " " }
        func isWord(_ c: Character) -> Bool { c.isLetter || c.isNumber }
        return characters.enumerated().map { i, character in
            let isMark =
                switch character {
                case "\\", "`", "[", "]", "<", ">", "&", "~", "$": true
                case "*": at(i - 1) != " " || at(i + 1) != " "
                case "_": !isWord(at(i - 1)) || !isWord(at(i + 1))
                case "#": at(i - 1) == " "
                default: false
                }
            return isMark ? "\\\(character)" : String(character)
        }.joined()
    }

    private static func fenced(_ code: String) -> String {
        var fence = "```"
        while code.contains(fence) { fence += "`" }
        return "\(fence)\n\(code)\(code.hasSuffix("\n") ? "" : "\n")\(fence)"
    }

    /// The way from a folder to a file, as a link has it.
    private static func path(to url: URL, from folder: URL) -> String {
        let (target, start) = (url.standardizedFileURL.pathComponents, folder.standardizedFileURL.pathComponents)
        let common = zip(target, start).prefix { $0 == $1 }.count
        let steps = start.dropFirst(common).map { _ in ".." } + target.dropFirst(common)
        let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "()"))
        return steps.joined(separator: "/").addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
    }
}
