import ArgumentParser
import Foundation
import LayerLab

/// `layerlab inspect`: what a trained network is made of.
struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show the layers, shapes, parameter counts and norms of a trained network.",
        discussion: """
            'layerlab plot weights' draws the weights of the first layer as images.

            EXAMPLES
              layerlab inspect runs/first
              layerlab inspect runs/first --json
            """)

    @OptionGroup var argument: RunArgument

    @OptionGroup(title: "Output") var output: OutputOptions

    func run() async throws {
        let registry = try argument.plugins.registry()
        let (folder, configuration) = try argument.open(registry)
        try inspect(configuration.scalarType, folder, configuration, registry)
    }

    private func inspect<S: Scalar>(
        _ type: S.Type, _ folder: RunFolder, _ configuration: RunConfiguration, _ registry: Registry
    ) throws {
        let run = try SavedRun<S>(folder, configuration, registry)
        let tensors =
            run.network.parameters.map { Tensor($0.name, $0.value, isLearned: true) }
            + run.network.buffers.map { Tensor($0.name, $0.value, isLearned: false) }
        if output.json {
            Console.print(
                try JSONText.encode(
                    Result(
                        layers: run.network.layers.map { $0.name }, parameters: run.network.parameterCount,
                        tensors: tensors)))
        } else {
            Console.print("layers: " + run.network.layers.map { $0.name }.joined(separator: " -> "))
            Console.print("parameters: \(run.network.parameterCount)\n")
            Console.print(table(tensors).text)
        }
    }

    private func table(_ tensors: [Tensor]) -> TextTable {
        var table = TextTable(["tensor", "shape", "count", "norm", "mean", "deviation"], alignRight: [1, 2, 3, 4, 5])
        for t in tensors {
            table.add([
                t.isLearned ? t.name : "(\(t.name))", "\(t.rows) x \(t.columns)", String(t.rows * t.columns),
                t.norm.formatted(decimals: 4), t.mean.formatted(decimals: 4), t.deviation.formatted(decimals: 4),
            ])
        }
        return table
    }

    /// The figures of one tensor.
    private struct Tensor: Encodable {
        let name: String
        let rows: Int
        let columns: Int
        let isLearned: Bool
        let norm: Double
        let mean: Double
        let deviation: Double

        init<S: Scalar>(_ name: String, _ value: Matrix<S>, isLearned: Bool) {
            let count = Double(value.count)
            let mean = value.entries.reduce(0) { $0 + Double($1) } / count
            self.name = name
            self.isLearned = isLearned
            self.mean = mean
            rows = value.rows
            columns = value.columns
            norm = value.norm
            deviation = max(value.sumOfSquares / count - mean * mean, 0).squareRoot()
        }
    }

    /// The JSON form of the result.
    private struct Result: Encodable {
        let schema = "layerlab.inspection"
        let version = 1
        let layers: [String]
        let parameters: Int
        let tensors: [Tensor]
    }
}
