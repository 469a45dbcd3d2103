import Foundation
import LayerLab

/// The page of one run: what came out, its curves, where it errs, what it learned, and how to do it again.
struct RunPage {
    private static let mistakes = 24
    private static let units = 60
    private let run: PlottedRun
    private let registry: Registry
    private let split: SplitName?
    private let dataDirectory: String?
    private var configuration: RunConfiguration { run.configuration }

    /// - Parameters:
    ///   - split: the samples that are classified; those of ``Splits/chosen(_:)`` where nil.
    ///   - dataDirectory: where the data are, if they have moved since the run.
    init(_ run: PlottedRun, _ registry: Registry, _ split: SplitName?, dataDirectory: String?) {
        (self.run, self.registry, self.split, self.dataDirectory) = (run, registry, split, dataDirectory)
    }

    /// The page.
    ///
    /// - Throws: ``LabError``: `io` where the run has no summary or gnuplot is missing, `usage` for an empty split.
    func page() async throws -> ReportPage { try await page(configuration.scalarType) }

    private func page<S: Scalar>(_ type: S.Type) async throws -> ReportPage {
        let figures = try FigureFolder()
        let summary = try RunSummary.read(run.folder)
        let title = configuration.networkTitle
        let (splits, change) = try await run.folder.data(configuration, in: dataDirectory)
        let chosen = try splits.chosen(split)
        let saved = try SavedRun<S>(run.folder, configuration, registry)
        let backend = try configuration.backend()
        let head: [Document.Block] =
            [.heading(level: 1, title), .paragraph(sentence(summary))]
            + (change.map { [.paragraph("Beware: \($0)")] } ?? [])
            + [.table(summary.table(hasValidation: configuration.hasValidation))] + warnings(summary)
        let document = Document(
            head + [.heading(level: 2, "Learning curves"), try await curves(figures)]
                + (try await classified(saved, chosen.name.rawValue, chosen.samples, backend, figures))
                + (try await learned(saved, splits, backend, figures))
                + again(summary, splits))
        return ReportPage(title: title, document: document, figures: figures)
    }

    private func sentence(_ summary: RunSummary) -> String {
        let row = summary.keptRow
        let result =
            configuration.hasValidation
            ? "\(row.validation.accuracy.percent) of the validation samples correctly."
            : "\(row.training.accuracy.percent) of the training samples correctly; no samples were held out for validation."
        let state = summary.status == .finished ? "" : " The run was stopped before its end."
        return "A network of \(summary.parameters) parameters, trained for \(summary.steps) steps "
            + "(\(summary.last.epoch.formatted(decimals: 1)) epochs) in \(ProgressLine.duration(summary.seconds)). The model that is "
            + "kept, of step \(row.step), classifies \(result)\(state)"
    }

    private func warnings(_ summary: RunSummary) -> [Document.Block] {
        summary.warnings.isEmpty
            ? [] : [.paragraph("Warnings of the training: \(summary.warnings.joined(separator: ", ")).")]
    }

    private func curves(_ figures: FigureFolder) async throws -> Document.Block {
        try await figures.figure(caption: "Loss, cost, accuracy and learning rate over the steps.") {
            try await RunFigures.curves(of: run, registry).write(to: $0)
        }
    }

    /// What the kept model makes of the samples.
    private func classified<S: Scalar>(
        _ saved: SavedRun<S>, _ split: String, _ subset: Subset, _ backend: Backend, _ figures: FigureFolder
    ) async throws -> [Document.Block] {
        try saved.check(subset.dataset)
        let P = try saved.probabilities(of: subset, on: backend)
        let confusion = ConfusionMatrix(
            labels: subset.labels, predictions: P.largestByRow, classNames: subset.dataset.classNames)
        return [
            .heading(level: 2, "Where it errs"),
            .paragraph("On the \(subset.count) \(split) samples."),
            .table(confusion.perClassTable),
            try await figures.figure(
                caption: "What the samples of each class are taken for: counts, and shares as color."
            ) {
                try await ConfusionFigure(title: configuration.networkTitle, split: split, confusion)
                    .write(to: $0)
            },
        ] + (try worst(Mistake.worst(RunPage.mistakes, in: P, labels: subset.labels), subset, figures))
    }

    /// The samples that it gets most wrong: as pictures, or by their values.
    private func worst(
        _ mistakes: [Mistake], _ subset: Subset, _ figures: FigureFolder
    ) throws -> [Document.Block] {
        let heading = Document.Block.heading(level: 3, "Most wrong")
        guard !mistakes.isEmpty else { return [heading, .paragraph("No sample is classified wrongly.")] }
        let names = subset.dataset.classNames
        let words = Document.Block.paragraph(
            "The samples whose own class got the least probability. Is the network to blame, or the label?")
        if subset.dataset.imageShape != nil {
            let cells = try mistakes.map { mistake in
                let position = subset.positions[mistake.row]
                return (
                    picture: try figures.file(subset.dataset.image(at: position)),
                    caption: "\(names[mistake.label]) (\(mistake.probabilityOfLabel.roundedPercent)), taken for "
                        + "\(names[mistake.prediction]) (\(mistake.probabilityOfPrediction.roundedPercent))"
                )
            }
            return [heading, words, .gallery(cells)]
        }
        var table = TextTable(["sample", "class", "probability", "taken for", "probability"], alignRight: [0, 2, 4])
        for mistake in mistakes {
            table.add([
                String(subset.positions[mistake.row]), names[mistake.label], mistake.probabilityOfLabel.percent,
                names[mistake.prediction], mistake.probabilityOfPrediction.percent,
            ])
        }
        return [heading, words, .table(table)]
    }

    /// What can be seen of the network itself: its regions in the plane or its first weights, and what it has recorded.
    private func learned<S: Scalar>(
        _ saved: SavedRun<S>, _ splits: Splits, _ backend: Backend, _ figures: FigureFolder
    ) async throws -> [Document.Block] {
        var blocks: [Document.Block] = []
        if splits.training.dataset.imageShape != nil {
            let weights = try RunFigures.weights(of: saved, name: run.name, atMost: RunPage.units)
            blocks.append(
                .figure(
                    try figures.file(weights.image),
                    caption: "The weights of the first layer's first \(weights.count) units, each in its own range."))
        }
        if splits.training.dataset.dimensions == 2 {
            blocks.append(
                try await figures.figure(
                    caption: "The class that the network gives to each place, and training samples."
                ) {
                    try await RunFigures.boundary(of: run, splits, on: backend, BoundaryChoice(), registry).write(
                        to: $0)
                })
        }
        if configuration.recordStatistics, !configuration.hidden.isEmpty {
            blocks.append(
                try await figures.figure(
                    "png",
                    caption: "Activations and gradients of every layer over the steps, and their shares of zeros."
                ) { try await RunFigures.statistics(of: run).write(to: $0) })
        }
        return blocks.isEmpty ? [] : [.heading(level: 2, "What it has learned")] + blocks
    }

    /// The settings, where they come from, and the command.
    private func again(_ summary: RunSummary, _ splits: Splits) -> [Document.Block] {
        let facts = summary.provenance
        var machine = TextTable(["fact", "value"])
        for (fact, value) in [
            ("layerlab", facts.layerlab), ("kernels", facts.kernels), ("matrix product", facts.gemm),
            ("instructions", facts.cpu), ("threads", String(facts.threads)), ("seed", String(facts.seed)),
            ("data", facts.data + (facts.data == splits.checksum ? "" : ", but now \(splits.checksum)")),
            (
                "samples",
                "\(splits.training.count) training, \(splits.validation.count) validation, \(splits.test.count) test"
            ),
        ] { machine.add([fact, value]) }
        return [
            .heading(level: 2, "Settings"), .table(settings), .heading(level: 2, "Do it again"),
            .paragraph(
                "Save the following as run.yaml; on a machine with the same kernels the same command gives the same bits."
            ),
            .code("layerlab train --config run.yaml\(configuration.plugins.flags) --out again"),
            .code(configuration.yaml()), .table(machine),
        ]
    }

    private var settings: TextTable {
        let builtIn = RunConfiguration()
        var table = TextTable(["setting", "value", "built in", "what it is"])
        for key in ConfigurationKey.all where key.name != "out" {
            guard let value = key.text(configuration) else { continue }
            let usual = key.text(builtIn) ?? ""
            table.add([key.name, value, usual == value || key.name == "threads" ? "" : usual, key.summary])
        }
        return table
    }
}

extension Double {
    /// A share as percent without decimals: `54 %`.
    fileprivate var roundedPercent: String { String(format: "%.0f %%", 100 * self) }
}
