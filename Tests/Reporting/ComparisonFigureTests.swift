import Foundation
import Reporting
import TestSupport
import Testing
import Training

@Suite struct ComparisonFigureTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A history that is measured every ten steps, five of them an epoch, with these losses and accuracies.
    private func history(_ values: [Double]) -> [HistoryRow] {
        values.enumerated().map { i, value in
            let training = Metrics(loss: value, cost: value, accuracy: 0)
            let validation = Metrics(loss: value + 1, cost: value, accuracy: value / 10)
            return HistoryRow(step: 10 * i, epoch: 2 * Double(i), eta: 0.1, training: training, validation: validation)
        }
    }

    private func script(_ figure: GnuplotFigure) throws -> String {
        let url = folder.url.appendingPathComponent("a.svg")
        return try figure.script(for: url, output: url)
    }

    @Test func meansAndBandsOverSeedsOfUnequalLength() throws {
        let curves = ComparisonCurves(
            title: "T", [("two seeds", [history([4, 2, 1]), history([2, 1])]), ("one", [history([3, 3])])])
        let script = try script(curves.figure)
        #expect(script.contains("$p0l0 << EOD\n0.0 3.0 2.0 4.0\n2.0 1.5 1.0 2.0\n4.0 1.0 1.0 1.0\nEOD"))
        #expect(script.contains("$p1l0 << EOD\n0.0 4.0 3.0 5.0\n2.0 2.5 2.0 3.0\n4.0 2.0 2.0 2.0\nEOD"))
        #expect(script.contains("$p2l0 << EOD\n0.0 30.0 20.0 40.0\n2.0 15.0 10.0 20.0\n4.0 10.0 10.0 10.0\nEOD"))
        #expect(script.contains("$p0l1 << EOD\n0.0 3.0\n2.0 3.0\nEOD"))
        #expect(script.contains("$p0l0 using 1:3:4 with filledcurves lt 1 fs transparent"))
        #expect(!script.contains("$p0l1 using 1:3:4"))
        #expect(script.contains("mean of up to 2 seeds, band: lowest to highest"))
    }

    @Test func leavesOutWhatIsNotFiniteAndCutsOffWhatGrowsWithoutBound() throws {
        let curves = ComparisonCurves(
            title: "T", [("diverges", [history([2, 1e9, .infinity]), history([2, .nan, 1])])])
        let script = try script(curves.figure)
        #expect(script.contains("$p0l0 << EOD\n0.0 2.0 2.0 2.0\n2.0 1000000000.0 3.0 3.0\n4.0 1.0"))
        #expect(script.contains("set yrange [0.0:3.0]") && script.contains("set yrange [0.0:4.5]"))
    }

    @Test func hasNoPanelForWhatWasNotMeasured() throws {
        let rows = history([4, 2]).map { row in
            HistoryRow(
                step: row.step, epoch: row.epoch, eta: row.eta, training: row.training,
                validation: Metrics(loss: .nan, cost: .nan, accuracy: .nan))
        }
        let script = try script(ComparisonCurves(title: "T", [("no validation", [rows])]).figure)
        #expect(script.contains("Training loss") && !script.contains("Validation"))
    }

    @Test func drawsEightSettingsAndOneWithoutAnyHistory() async throws {
        let settings = (1...7).map { (label: "it's_\($0)", histories: [history([3, 2, 1.0 / Double($0)])]) }
        let url = folder.url.appendingPathComponent("b.svg")
        let curves = ComparisonCurves(title: "Eight", settings + [("nothing", [])])
        try await curves.write(to: url)
        let svg = try String(contentsOf: url, encoding: .utf8)
        for text in settings.map(\.label) + ["nothing", "Training loss", "Validation loss", "Validation accuracy"] {
            #expect(svg.components(separatedBy: ">\(text)<").count == 2, "\(text)")
        }
        let types = try script(curves.figure).matches(of: /set linetype \d lc rgb ('#\w+') lw \d dt .+ pt (\d+)\n/)
        #expect(types.count == 8 && Set(types.map(\.output.1)).count == 8 && Set(types.map(\.output.2)).count == 8)
        try await ComparisonCurves(title: "Nothing", [("nothing", [])]).write(to: url)
    }

    @Test func searchHasItsPointsTheirMarksAndTheMarkedValue() async throws {
        let figure = SearchFigure(
            title: "Search", axis: "lambda", isLogarithmic: true,
            series: [("coarse", [(0, 0.1), (0.001, 0.5), (0.01, 0.25)]), ("fine", [(0.005, 0.75)])],
            mark: ("published", 0.02))
        let script = try script(figure.figure)
        #expect(script.contains("$p0l0 << EOD\n0.001 50.0\n0.01 25.0\nEOD\n$p0l1 << EOD\n0.005 75.0\nEOD"))
        #expect(script.contains("using 1:2 with points ps 0.8 lt 1 title 'coarse'"))
        #expect(script.contains("using 1:2 with points ps 0.8 lt 2 title 'fine'"))
        #expect(script.contains("set arrow from 0.02, graph 0 to 0.02, graph 1"))
        #expect(script.contains("not shown: 1 at 0 or below"))
        let url = folder.url.appendingPathComponent("c.svg")
        try await figure.write(to: url)
        let svg = try String(contentsOf: url, encoding: .utf8)
        for text in ["coarse", "fine", "published", "lambda", "validation accuracy in percent"] {
            #expect(svg.contains(">\(text)<"), "\(text)")
        }
    }

    /// The tics that a logarithmic axis shows for a search from the first number to the last.
    @Test(arguments: [
        (1e-3, 1e-2, "'0.001' 0.001, '0.002' 0.002, '0.005' 0.005, '0.01' 0.01"),
        (2e-5, 1e-4, "'2e-5' 2e-5, '5e-5' 5e-5, '1e-4' 1e-4"),
        (1.5e-3, 6e-3, "'0.002' 0.002, '0.003' 0.003, '0.004' 0.004, '0.005' 0.005, '0.006' 0.006"),
        (0.42, 0.48, "'0.42' 0.42, '0.44' 0.44, '0.46' 0.46, '0.48' 0.48"),
    ]) func shortLogarithmicAxesHaveTics(low: Double, high: Double, tics: String) throws {
        let points = [(x: low, accuracy: 0.5), (x: high, accuracy: 0.4)]
        let figure = SearchFigure(title: "", axis: "x", isLogarithmic: true, series: [("coarse", points)])
        let script = try script(figure.figure)
        #expect(script.contains("set xtics (\(tics));"), "\(script)")
    }

    @Test func aLinearAxisReachesTheMark() throws {
        let figure = SearchFigure(
            title: "", axis: "x", isLogarithmic: false, series: [("coarse", [(0, 0.5), (1, 0.4)])], mark: ("best", 2))
        #expect(try script(figure.figure).contains("set xrange [*<2.0:2.0<*]"))
    }
}
