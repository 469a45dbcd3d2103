import Foundation
import Platform
import Reporting
import TestSupport
import Testing

@Suite struct DocumentTests {
    private static let dot = Data([0x89, 0x50, 0x4e, 0x47])
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// One block of every kind, in whose texts every mark of either form occurs.
    private func document(_ picture: URL) -> Document {
        var table = TextTable(["a|b", "n"], alignRight: [1])
        table.add(["<i> & \"q\"", "7"])
        return Document([
            .heading(level: 1, "Title <b>"), .paragraph("- not a list,\n5 < 6 & a_b 'c' *d*"),
            .heading(level: 2, "Part"),
            .table(table), .heading(level: 2, "Part"), .figure(picture, caption: "a \"dot\""),
            .code("x < 1 && y ```\n"), .list(["one <", "- two"]), .gallery([(picture: picture, caption: "a < b")]),
        ])
    }

    /// Where each text begins, which has to come after the one before.
    private func expectInOrder(_ texts: [String], _ whole: String) {
        var rest = whole[...]
        for text in texts {
            guard let place = rest.range(of: text) else {
                Issue.record("'\(text)' is missing, or not after those before it, in:\n\(whole)")
                return
            }
            rest = rest[place.upperBound...]
        }
    }

    @Test func markdownEscapesAndKeepsTheOrder() {
        let picture = folder.url.appendingPathComponent("figures of 1/a (b).png")
        let text = document(picture).markdown(relativeTo: folder.url.appendingPathComponent("report"))
        #expect(
            text == """
                # Title \\<b\\>

                \\- not a list, 5 \\< 6 \\& a_b 'c' \\*d\\*

                ## Part

                | a\\|b | n |
                | --- | ---: |
                | \\<i\\> \\& "q" | 7 |

                ## Part

                ![a "dot"](../figures%20of%201/a%20%28b%29.png)

                a "dot"

                ````
                x < 1 && y ```
                ````

                - one \\<
                - \\- two

                ![a \\< b](../figures%20of%201/a%20%28b%29.png)

                """)
    }

    @Test(arguments: [
        ("1. x", "1\\. x"), ("12 x", "12 x"), ("# x #", "\\# x \\#"), ("2 * 3", "2 * 3"), ("_x_", "\\_x\\_"),
        ("> x", "\\> x"), ("+ x", "\\+ x"), ("a\\b `c` [d](e) ~f~ $g$", "a\\\\b \\`c\\` \\[d\\](e) \\~f\\~ \\$g\\$"),
    ]) func markdownEscapes(text: String, expected: String) {
        #expect(Document([.paragraph(text)]).markdown(relativeTo: folder.url) == expected + "\n")
    }

    @Test func htmlEscapesAndKeepsTheOrder() throws {
        let picture = folder.url.appendingPathComponent("a.png")
        try Self.dot.write(to: picture)
        expectInOrder(
            [
                "<title>T &lt; &quot;U&quot;</title>", "<h1 id=\"title-b\">Title &lt;b&gt;</h1>",
                "<p>- not a list,\n5 &lt; 6 &amp; a_b &#39;c&#39; *d*</p>", "<nav ", "<a href=\"#part\">Part</a>",
                "<a href=\"#part-2\">Part</a>", "</nav>", "<h2 id=\"part\">Part</h2>",
                "<th scope=\"col\">a|b</th><th scope=\"col\" class=\"number\">n</th>",
                "<td>&lt;i&gt; &amp; &quot;q&quot;</td><td class=\"number\">7</td>", "<h2 id=\"part-2\">Part</h2>",
                "<img src=\"data:image/png;base64,\(Self.dot.base64EncodedString())\" alt=\"a &quot;dot&quot;\">",
                "<figcaption>a &quot;dot&quot;</figcaption>", "<code>x &lt; 1 &amp;&amp; y ```\n</code>",
                "<ul>\n<li>one &lt;</li>\n<li>- two</li>\n</ul>", "<ul class=\"gallery\">",
                "alt=\"a &lt; b\"><span>a &lt; b</span></li>",
                "</html>",
            ], try document(picture).html(title: "T < \"U\""))
    }

    @Test func htmlAsksForNothingElse() throws {
        let picture = folder.url.appendingPathComponent("a.svg")
        try Data("<svg xmlns=\"http://www.w3.org/2000/svg\"/>".utf8).write(to: picture)
        let html = try document(picture).html(title: "T")
        #expect(html.contains("src=\"data:image/svg+xml;base64,"))
        let addresses = html.matches(of: /(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]*)/).map(\.output.1)
        #expect(addresses.count == 4)
        for address in addresses { #expect(address.hasPrefix("data:") || address.hasPrefix("#"), "\(address)") }
        for part in ["http:", "https:", "<link", "<script", "@import"] { #expect(!html.contains(part), "\(part)") }
        #expect(html.contains("prefers-color-scheme: dark") && html.contains("name=\"viewport\""))
    }

    @Test func aSinglePartHasNoContents() throws {
        #expect(try !Document([.heading(level: 2, "Only")]).html(title: "T").contains("<nav"))
    }

    @Test(arguments: [("none.svg", LabError.Kind.io), ("a.bmp", .usage)])
    func refusesAFigureItCannotShow(name: String, kind: LabError.Kind) throws {
        let picture = folder.url.appendingPathComponent(name)
        let error = #expect(throws: LabError.self) { try document(picture).html(title: "T") }
        #expect(error?.kind == kind && error?.message.contains(picture.path) == true)
    }
}
