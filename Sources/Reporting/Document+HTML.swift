import Foundation
import Platform

extension Document {
    /// The report as one HTML file that asks for nothing else: style and figures are part of it.
    ///
    /// Before the first heading of level 2 the contents are listed.
    /// - Parameter title: the title of the window.
    /// - Throws: ``LabError``: `io` where a figure cannot be read, `usage` where its name ends neither in .svg nor in .png.
    public func html(title: String) throws -> String {
        let anchors = anchors
        let body = try blocks.enumerated().map { i, block in
            let contents = i == anchors.keys.filter(isListed).min() ? contents(anchors) : ""
            return contents + (try html(block, anchor: anchors[i]))
        }
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(Document.escaped(title))</title>
            <style>
            \(Document.style)
            </style>
            </head>
            <body>
            <main>
            \(body.joined(separator: "\n"))
            </main>
            </body>
            </html>

            """
    }

    private func html(_ block: Block, anchor: String?) throws -> String {
        switch block {
        case .heading(let level, let text):
            "<h\(level) id=\"\(anchor ?? "")\">\(Document.escaped(text))</h\(level)>"
        case .paragraph(let text): "<p>\(Document.escaped(text))</p>"
        case .list(let points):
            "<ul>\n" + points.map { "<li>\(Document.escaped($0))</li>\n" }.joined() + "</ul>"
        case .table(let table): Document.html(table)
        case .figure(let url, let caption):
            """
            <figure>
            <div class="card" tabindex="0"><img src="\(try Document.dataURI(url))" alt="\(Document.escaped(caption))"></div>
            <figcaption>\(Document.escaped(caption))</figcaption>
            </figure>
            """
        case .gallery(let cells):
            try "<ul class=\"gallery\">\n"
                + cells.map { cell in
                    let caption = Document.escaped(cell.caption)
                    let image = try Document.dataURI(cell.picture)
                    return "<li><img src=\"\(image)\" alt=\"\(caption)\"><span>\(caption)</span></li>\n"
                }.joined() + "</ul>"
        case .code(let text): "<pre tabindex=\"0\"><code>\(Document.escaped(text))</code></pre>"
        }
    }

    private static func html(_ table: TextTable) -> String {
        func row(_ cells: [String], _ tag: String, _ attributes: String = "") -> String {
            "<tr>"
                + cells.enumerated().map { column, cell in
                    let alignment = table.alignRight.contains(column) ? " class=\"number\"" : ""
                    return "<\(tag)\(attributes)\(alignment)>\(escaped(cell))</\(tag)>"
                }.joined() + "</tr>"
        }
        return """
            <div class="scroll" tabindex="0"><table>
            <thead>
            \(row(table.headers, "th", " scope=\"col\""))
            </thead>
            <tbody>
            \(table.rows.map { row($0, "td") }.joined(separator: "\n"))
            </tbody>
            </table></div>
            """
    }

    /// The links to the headings of level 2; nothing for a single one.
    private func contents(_ anchors: [Int: String]) -> String {
        let links = blocks.enumerated().compactMap { i, block -> String? in
            guard isListed(i), case .heading(_, let text) = block, let anchor = anchors[i] else { return nil }
            return "<li><a href=\"#\(anchor)\">\(Document.escaped(text))</a></li>"
        }
        guard links.count > 1 else { return "" }
        return "<nav aria-label=\"Contents\"><ul>\n\(links.joined(separator: "\n"))\n</ul></nav>\n"
    }

    private func isListed(_ position: Int) -> Bool {
        if case .heading(2, _) = blocks[position] { true } else { false }
    }

    /// The ids of the headings by their positions: the words of the text, numbered where another has the same.
    private var anchors: [Int: String] {
        var (anchors, used) = ([Int: String](), Set<String>())
        for case (let i, .heading(_, let text)) in blocks.enumerated() {
            let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
            let base = words.isEmpty ? "section" : words
            var (anchor, number) = (base, 2)
            while !used.insert(anchor).inserted {
                anchor = "\(base)-\(number)"
                number += 1
            }
            anchors[i] = anchor
        }
        return anchors
    }

    /// A picture as an address that holds it; the ids within several SVGs of one page would get in each other's way.
    private static func dataURI(_ url: URL) throws -> String {
        let type =
            switch url.pathExtension {
            case "svg": "image/svg+xml"
            case "png": "image/png"
            default:
                throw LabError.usage("\(url.path) is no figure for a report: it ends neither in .svg nor in .png.")
            }
        return "data:\(type);base64,\(try DurableFile.read(url).base64EncodedString())"
    }

    private static func escaped(_ text: String) -> String {
        [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&#39;")]
            .reduce(text) { $0.replacing($1.0, with: $1.1) }
    }
}
