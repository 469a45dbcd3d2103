import Foundation
import LayerLab

/// A run that a figure is made of, wherever it stands: in a folder of its own, or in a store.
struct PlottedRun {
    /// What the user called it.
    let name: String
    let folder: RunFolder
    let configuration: RunConfiguration
    /// Its history in the store; nil for one that stands in its folder alone.
    private let stored: [HistoryRow]?

    /// The run in a folder.
    init(folder path: String, _ registry: Registry) throws {
        (name, folder, stored) = (path, try RunFolder.open(path), nil)
        configuration = try LayeredConfiguration(file: folder.configuration, registry: registry).configuration
    }

    /// A run of a store.
    init(_ run: StoredRun, of store: RunStore, _ registry: Registry) throws {
        (name, folder, stored) = (run.id, store.folder(of: run.id), try store.history(of: run.id))
        configuration = try LayeredConfiguration(
            [ConfigurationLayer(source: "run \(run.id)", run.settings)], registry: registry
        ).configuration
    }

    /// Whether it stands in a store.
    var isStored: Bool { stored != nil }

    /// Its data, with a warning where they are not those that it was trained on.
    ///
    /// - Parameter directory: where the data are, if they have moved.
    func splits(in directory: String?) async throws -> Splits {
        try await folder.splits(configuration, in: directory)
    }

    /// Its history, of one evaluation after training began at least; what was not measured is NaN.
    ///
    /// - Throws: ``LabError`` of kind `usage` where there is none.
    func history() throws -> [HistoryRow] {
        var rows = try stored ?? RunHistory.read(folder)
        guard let last = rows.last, last.step > 0 else {
            throw LabError.usage(
                "The run \(name) has no evaluation after its first step, so it has no curves yet: train it.")
        }
        if !configuration.hasValidation {
            for i in rows.indices { rows[i].validation = Metrics(loss: .nan, cost: .nan, accuracy: .nan) }
        }
        return rows
    }

    /// The rate at some hundred steps, from the first to the last that is given; to the end of the plan where it is nil.
    func rates(through last: Int? = nil, _ registry: Registry) throws -> [(step: Int, eta: Double)] {
        let rows = try history()
        let row = rows[rows.count - 1]
        let stepsPerEpoch = max(Int((Double(row.step) / row.epoch).rounded()), 1)
        let components = try RunComponents(configuration, registry)
        let length = TrainingLength(
            steps: try components.steps(perEpoch: stepsPerEpoch), stepsPerEpoch: stepsPerEpoch)
        let last = last ?? length.steps
        return stride(from: 0, through: last, by: max(last / 200, 1)).map {
            (step: $0, eta: components.schedule.rate(at: $0, of: length))
        }
    }
}
