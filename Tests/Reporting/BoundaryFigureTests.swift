import Data
import Foundation
import Platform
import Reporting
import Tensor
import TestSupport
import Testing

/// Decision regions and points in the plane.
@Suite struct BoundaryFigureTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Three points, one of each class.
    private static let samples = Subset(
        Dataset(
            name: "three", features: .floats([-1, -1, 1, -1, 0, 1]), labels: [0, 1, 2], classNames: ["a", "it's", "c"],
            dimensions: 2, imageShape: nil))

    /// Class 0 on the left of x = 0.25, class 1 on the right of it; the third has nothing.
    private func regions(_ window: PlaneWindow) throws -> DecisionRegions {
        let side = 40
        let grid = window.grid(side, of: Self.samples.dataset)
        guard case .floats(let values) = grid.features else { throw LabError.badData("no floats") }
        let P = (0..<side * side).flatMap { i -> [Double] in
            let p = 1 / (1 + exp(8 * (Double(values[2 * i]) - 0.25)))
            return [p, 1 - p, 0]
        }
        return try DecisionRegions(Matrix<Double>(rows: side * side, columns: 3, P), in: window)
    }

    private func script(_ figure: BoundaryFigure) throws -> String {
        let url = folder.url.appendingPathComponent("a.svg")
        return try figure.script(for: url, output: url)
    }

    /// The numbers of an inline block.
    private func block(_ name: String, of script: String) -> [[Double]] {
        let body = script.components(separatedBy: "$\(name) << EOD\n").dropFirst().first ?? ""
        return body.components(separatedBy: "\nEOD")[0].split(separator: "\n").map { line in
            line.split(separator: " ").compactMap { Double($0) }
        }
    }

    @Test func theBoundaryIsWhereTheMostProbableClassChanges() throws {
        let window = try PlaneWindow(around: Self.samples)
        let figure = try BoundaryFigure(
            title: "T", panels: [.init(title: "P", regions: regions(window))], samples: Self.samples, window: window)
        let points = block("b0", of: try script(figure))
        #expect(points.count > 60)
        for point in points { #expect(abs(point[0] - 0.25) < 0.005, "\(point)") }
        // From the lowest row of cells to the highest.
        #expect(points.map { $0[1] }.min()! < -1.05 && points.map { $0[1] }.max()! > 1.05)
    }

    /// The light colors of Okabe and Ito's blue and orange far from the boundary, something between them at it.
    @Test func cellsBlendTheColorsOfTheClasses() throws {
        let window = try PlaneWindow(around: Self.samples)
        let figure = try BoundaryFigure(
            title: "T", panels: [.init(title: "P", regions: regions(window))], samples: Self.samples, window: window)
        let row = Array(block("r0", of: try script(figure)).prefix(40))
        #expect(row.count == 40 && row[0][2...].elementsEqual([148, 196, 223]), "\(row[0])")
        #expect(row[39][3] > 210 && row[39][4] < 152, "\(row[39])")
        for (a, b) in zip(row, row.dropFirst()) { #expect(b[2] >= a[2] && b[4] <= a[4]) }
    }

    @Test func classesDifferByColorAndMark() throws {
        let script = try script(
            BoundaryFigure(title: "T", panels: [.init(title: "", regions: nil)], samples: Self.samples))
        let looks = script.matches(of: /\$c\d using 1:2 with points pt (\d+) ps [\d.]+ lc rgb '(#\w+)' notitle/)
        #expect(looks.count == 3)
        #expect(Set(looks.map(\.output.1)).count == 3 && Set(looks.map(\.output.2)).count == 3)
        #expect(!script.contains("rgbimage") && !script.contains("'boundary'") && script.contains("title 'it''s'"))
        #expect(block("c1", of: script) == [[1, -1]])
    }

    @Test(arguments: ["svg", "png"]) func gnuplotDrawsIt(ending: String) async throws {
        let window = try PlaneWindow(around: Self.samples)
        let panels = try (1...9).map { BoundaryFigure.Panel(title: "panel \($0)", regions: try regions(window)) }
        let url = folder.url.appendingPathComponent("b.\(ending)")
        let title = "a \"quoted\" \\ title that is far too long for its figure, " + String(repeating: "x", count: 90)
        try await BoundaryFigure(title: title, panels: panels, samples: Self.samples, window: window).write(to: url)
        let data = try Data(contentsOf: url)
        #expect(data.count > 10_000)
        if ending == "svg" {
            let text = String(decoding: data, as: UTF8.self)
            for words in ["panel 1", "panel 9", "boundary", "it's"] { #expect(text.contains(">\(words)<"), "\(words)") }
            #expect(text.contains("title that is far too long for its figure,<"))
        }
    }

    /// A title may hold the path of a table, which is the user's.
    @Test(arguments: [1, 100]) func runsNothingThatStandsInItsTexts(words: Int) async throws {
        let command = "it's `touch \(folder.path("RUN"))`"
        let title = Array(repeating: command, count: words).joined(separator: ", ")
        let url = folder.url.appendingPathComponent("c.svg")
        try await BoundaryFigure(
            title: title, panels: [.init(title: command, regions: nil)], samples: Self.samples
        ).write(to: url)
        #expect(!FileManager.default.fileExists(atPath: folder.path("RUN")))
        #expect(try String(contentsOf: url, encoding: .utf8).contains("it's `touch"))
    }

    @Test func probabilitiesThatAreNotFiniteHaveNoRegions() throws {
        let error = #expect(throws: LabError.self) {
            try DecisionRegions(
                Matrix<Float>(rows: 4, columns: 2, [0, 1, 0, 1, .nan, .nan, 0, 1]), of: "the model of step 4",
                in: PlaneWindow(around: Self.samples))
        }
        #expect(error?.kind == .diverged && error?.message.contains("the model of step 4") == true)
    }

    /// Columns of different scale have an axis each; those that differ little, or not at all in one value, share theirs.
    @Test(arguments: [(1, 2, 2.0), (1, 3, 3), (1, 4, 1), (1000, 1, 1000), (0, 5, 5)])
    func axesShareAScaleWhereTheyCan(width: Float, height: Float, shown: Double) throws {
        let samples = Subset(
            Dataset(
                name: "two", features: .floats([0, 0, width, height]), labels: [0, 1], classNames: ["a", "b"],
                dimensions: 2, imageShape: nil))
        let window = try PlaneWindow(around: samples)
        #expect(abs((window.x.upperBound - window.x.lowerBound) * 6 / 7 - shown) < 1e-6 * shown, "\(window)")
        #expect(window.y.contains(0) && window.y.contains(Double(height)))
    }

    @Test func refusesWhatIsNotInThePlane() async throws {
        let shapes = try await DataLibrary.load(DataRequest(dataset: "shapes:train=10,test=1", validation: "0"))
        let error = #expect(throws: LabError.self) {
            try BoundaryFigure(title: "", panels: [], samples: shapes.training)
        }
        #expect(error?.kind == .usage && error?.message.contains("spiral, circles, xor, gaussians") == true)
        let figure = try BoundaryFigure(title: "", panels: [.init(title: "", regions: nil)], samples: Self.samples)
        await #expect(throws: LabError.self) { try await figure.write(to: URL(fileURLWithPath: "/no/where.svg")) }
        await #expect(throws: LabError.self) { try await figure.write(to: folder.url.appendingPathComponent("a.gif")) }
    }
}
