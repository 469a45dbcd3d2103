import Foundation
import Platform

extension Grading {
    /// Looks at a report: its length, words, headings and figures.
    func findings(_ task: FileTask) throws -> GradeFindings {
        let bytes = try DurableFile.read(submission.file(task.path))
        guard !bytes.isEmpty else { return .fault("\(task.path) is empty.") }
        let needsText = task.leastWords > 1 || !(task.words + task.headings).isEmpty || task.figures > 0
        guard needsText else { return GradeFindings(remarks: ["\(task.path) is there, with \(bytes.count) bytes."]) }
        guard let text = String(data: bytes, encoding: .utf8) else {
            return .fault("\(task.path) is no text in UTF-8, so its words cannot be looked at.")
        }
        var findings = GradeFindings()
        let count = text.split { !$0.isLetter && !$0.isNumber }.count
        findings.add(
            count >= task.leastWords, "It has \(count) words.",
            else: "It has \(count) words, but \(task.leastWords) were expected at least.")
        let missing = task.words.filter { text.range(of: $0, options: .caseInsensitive) == nil }
        findings.add(
            missing.isEmpty, "Every word is there.", else: "It does not speak of: \(missing.joined(separator: ", ")).")
        let headings = Grading.headings(text)
        let lost = task.headings.filter { wanted in !headings.contains { $0.contains(wanted.lowercased()) } }
        findings.add(
            lost.isEmpty, "Every heading is there.", else: "It has no heading: \(lost.joined(separator: ", ")).")
        checkFigures(task, text, &findings)
        return findings
    }

    /// The headings of a text in Markdown, with # or underlined, in small letters.
    private static func headings(_ text: String) -> [String] {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let marked = lines.filter { $0.firstMatch(of: /^#{1,6}\s/) != nil }
        let underlined = zip(lines, lines.dropFirst()).filter { $0.1.wholeMatch(of: /(?:=+|-+)\s*/) != nil }.map {
            $0.0
        }
        return (marked + underlined).map { $0.lowercased() }
    }

    /// The files of the figures of a text: `![...](file)`, `![...](<file>)` and `<img src="file">`.
    private static func figures(_ text: String) -> Set<String> {
        let markdown = text.matches(of: /!\[[^\]]*\]\(\s*(?:<([^>]*)>|([^)\s]+))/).map { $0.1 ?? $0.2 ?? "" }
        let html = text.matches(of: /<img\s(?:[^>]*\s)?src\s*=\s*(?:"([^"]*)"|'([^']*)')/).map { $0.1 ?? $0.2 ?? "" }
        return Set((markdown + html).map { $0.removingPercentEncoding ?? String($0) })
    }

    private func checkFigures(_ task: FileTask, _ text: String, _ findings: inout GradeFindings) {
        guard task.figures > 0 else { return }
        let folder = (task.path as NSString).deletingLastPathComponent
        let named = Grading.figures(text)
        let there = named.filter { name in
            (try? submission.file(folder.isEmpty ? name : "\(folder)/\(name)")).flatMap { try? DurableFile.read($0) }?
                .isEmpty == false
        }
        let absent = named.subtracting(there).sorted()
        findings.add(
            absent.isEmpty, "Every figure is there.",
            else: "It shows files that are not there: \(absent.joined(separator: ", ")).")
        findings.add(
            there.count >= task.figures, "Figures that it shows: \(there.count).",
            else: "Figures that it shows: \(there.count), but at least \(task.figures) expected.")
    }
}
