import Foundation

/// A chapter of Tutorials: the blocks of its Markdown that can be held against what happens.
struct Chapter {
    /// One block between two lines of three backticks.
    struct Block {
        /// The word behind the backticks: sh, text, swift ...
        let language: String
        /// The line of the first backticks, from 1 on.
        let line: Int
        /// The lines between the backticks.
        let content: [String]
    }

    /// Commands, and what a reader is promised to see of them.
    struct Command {
        let script: Block
        /// Nil where nothing is promised.
        let promise: Block?
        /// What the promise looks like; a comment `<!-- within N points -->` before it widens what percentages may be.
        let pattern: OutputPattern?
    }

    let url: URL
    let lines: [String]
    let blocks: [Block]

    init(_ url: URL) throws {
        self.url = url
        lines = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n")
        blocks = Chapter.blocks(lines)
    }

    var name: String { url.deletingPathExtension().lastPathComponent }

    /// The commands in their order; those of `./lab` are left to .ci/run, which calls them itself.
    var commands: [Command] {
        blocks.indices.filter { blocks[$0].language == "sh" && !blocks[$0].isSetUp }.map { i in
            let next = i + 1 < blocks.count ? blocks[i + 1] : nil
            guard let promise = next, promise.language == "text" else {
                return Command(script: blocks[i], promise: nil, pattern: nil)
            }
            let points = lines[promise.line - 2].wholeMatch(of: /<!-- within (\d+) points -->/).flatMap { Double($0.1) }
            return Command(
                script: blocks[i], promise: promise, pattern: OutputPattern(promise.content, points: points ?? 6))
        }
    }

    /// The pictures that the chapter shows: their names in Tutorials/figures.
    var figures: [String] { text.matches(of: /!\[[^\]]*\]\(figures\/([^)]+)\)/).map { String($0.1) } }

    /// The programs that the chapter shows: a comment with the file stands right before the block.
    var snippets: [(file: String, block: Block)] {
        blocks.filter { $0.language == "swift" && $0.line >= 2 }.compactMap { block in
            lines[block.line - 2].wholeMatch(of: /<!-- (Snippets\/\S+\.swift) -->/).map { (String($0.1), block) }
        }
    }

    /// Files of the repository that the text names, and the pages that it links to.
    var paths: [String] {
        let named = text.matches(of: /`((?:Sources|CCore|Plugins|Tests|Tutorials|Benchmarks|docs)\/[\w\/.+-]*\w)/)
            .map { "../" + $0.1 }
        let linked = text.matches(of: /\]\(([^)#:]+?)(?:#[^)]*)?\)/).map { String($0.1) }
        return named + linked
    }

    private var text: String { lines.joined(separator: "\n") }

    private static func blocks(_ lines: [String]) -> [Block] {
        var (blocks, start) = ([Block](), Int?.none)
        for (i, line) in lines.enumerated() where line.hasPrefix("```") {
            if let first = start {
                blocks.append(
                    Block(
                        language: String(lines[first].dropFirst(3)), line: first + 1,
                        content: Array(lines[first + 1..<i])))
                start = nil
            } else {
                start = i
            }
        }
        return blocks
    }
}

extension Chapter.Block {
    /// Whether these are commands that set the project up.
    var isSetUp: Bool { content.contains { $0.hasPrefix("./lab ") } }
}

extension Chapter {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let folder = root.appendingPathComponent("Tutorials")

    /// The names of the chapters: the files of Tutorials that begin with a number.
    static let all: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        .filter { $0.wholeMatch(of: /\d\d-[\w-]+\.md/) != nil }.map { String($0.dropLast(3)) }.sorted()

    /// Those that are asked for: whose name has $LAYERLAB_TEST_CHAPTER in it; all where that is not set.
    static let names = all.filter { wanted.isEmpty || $0.contains(wanted) }

    private static let wanted = ProcessInfo.processInfo.environment["LAYERLAB_TEST_CHAPTER"] ?? ""

    static func named(_ name: String) throws -> Chapter {
        try Chapter(folder.appendingPathComponent(name + ".md"))
    }
}
