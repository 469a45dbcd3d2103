import Foundation
import Platform
import Reporting
import Tensor
import TestSupport
import Testing
import Training

@Suite struct TextTableTests {
    @Test func alignsAndEscapes() {
        var table = TextTable(["name", "n"], alignRight: [1])
        table.add(["a|b", "7"])
        table.add(["long name", "12"])
        #expect(table.text == "name        n\n---------  --\na|b         7\nlong name  12")
        #expect(table.markdown == "| name | n |\n| --- | ---: |\n| a\\|b | 7 |\n| long name | 12 |")
    }
}

@Suite struct ConfusionMatrixTests {
    @Test func countsAndShares() {
        let matrix = ConfusionMatrix(
            labels: [0, 0, 0, 1, 1], predictions: [0, 0, 1, 1, 0], classNames: ["a", "b", "c"])
        #expect(matrix.counts == [[2, 1, 0], [1, 1, 0], [0, 0, 0]])
        #expect(matrix.precision(0) == 2.0 / 3 && matrix.recall(0) == 2.0 / 3 && matrix.recall(1) == 0.5)
        #expect(matrix.precision(2) == nil && matrix.recall(2) == nil && matrix.f1(2) == nil)
        #expect(matrix.perClassTable.text.contains("\nc            0          -"))
    }
}

@Suite struct FigureTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var curves: Curves {
        let rows = (0..<5).map { i in
            let metrics = Metrics(loss: 2.3 / Double(i + 1), cost: 2.5 / Double(i + 1), accuracy: 0.1 * Double(i))
            return HistoryRow(step: 10 * i, epoch: Double(i), eta: 0.1, training: metrics, validation: metrics)
        }
        return Curves(title: "it's a_title, 100 %", rows, rates: [(0, 0.1), (40, 0.2)])
    }

    @Test func drawsSVGWithItsTitle() async throws {
        let url = folder.url.appendingPathComponent("a.svg")
        try await curves.write(to: url)
        let svg = try String(contentsOf: url, encoding: .utf8)
        for text in ["it's a_title, 100 %", "Loss", "Cost", "Accuracy", "Learning rate", "validation"] {
            #expect(svg.contains(text), "\(text)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["a.svg"])
    }

    @Test func drawsPNG() async throws {
        let url = folder.url.appendingPathComponent("a.png")
        try await curves.write(to: url)
        #expect(try Data(contentsOf: url).starts(with: [0x89, 0x50, 0x4e, 0x47]))
    }

    @Test func refusesOtherNamesAndMissingFolders() async {
        await #expect { try await curves.write(to: folder.url.appendingPathComponent("a.bmp")) } throws: {
            ($0 as? LabError)?.kind == .usage
        }
        await #expect { try await curves.write(to: folder.url.appendingPathComponent("no/a.svg")) } throws: {
            ($0 as? LabError)?.kind == .io
        }
    }

    /// Where nothing can be written, the file is named as other writers name it.
    @Test func namesTheFileThatCannotBeWritten() async {
        await #expect { try await curves.write(to: URL(fileURLWithPath: "/proc/a.svg")) } throws: {
            ($0 as? LabError)?.kind == .io && "\($0)".contains("Cannot write /proc/a.svg")
        }
    }

    /// Titles that are too long for their figure are broken, at a comma if they can be, and nothing is left out.
    @Test(arguments: [
        (10, ", ", 1), (80, ", ", 1), (150, ", ", 2), (150, " ", 2), (150, ",", 2), (400, ", ", 5),
    ]) func breaksLongTitles(count: Int, separator: String, lines: Int) throws {
        let title = String(String(repeating: "abcd\(separator)", count: count).prefix(count - 4)) + "last"
        let figure = SearchFigure(title: title, axis: "x", isLogarithmic: false, series: []).figure
        let url = folder.url.appendingPathComponent("a.png")
        let script = try figure.script(for: url, output: url)
        let heading = try #require(script.firstMatch(of: /layout 1,1 title (.*) font ',(\d+)'/))
        let parts = String(heading.output.1).components(separatedBy: " . \"\\n\" . ").map { $0.dropFirst().dropLast() }
        #expect(parts.count == lines, "\(parts)")
        let size = try #require(Double(heading.output.2))
        for part in parts { #expect(Double(part.count) * 10 * size / 13 <= 720 && size >= 9, "\(part)") }
        #expect(parts.joined().filter(\.isLetter) == title.filter(\.isLetter))
    }

    @Test func weightsBecomeImagesOfFullRange() {
        let W = Matrix<Float>(rows: 2, columns: 4, [0, 1, 2, 3, 5, 5, 5, 5])
        let image = WeightImages(W, shape: ImageShape(channels: 1, height: 2, width: 2)).image
        #expect(image.channels == 3 && image.pixels.contains(0) && image.pixels.contains(255))
    }
}
