import Foundation
import LayerLab

extension OutputOptions {
    /// Prints the rows of a benchmark with the roofline that they are read against.
    func print(_ rows: [BenchmarkRow], _ roofline: Roofline, precision: String = "float") throws {
        Console.print(
            json
                ? try JSONText.encode(BenchmarkListing(roofline, rows, precision))
                : "\(roofline.line)\n\n\(BenchmarkRow.table(rows).text)")
    }
}

/// Rows of a benchmark as JSON.
struct BenchmarkListing: Codable {
    /// The name of the format.
    static let name = "layerlab.benchmark"
    private(set) var schema = name
    private(set) var version = 1
    private(set) var kernels = Backend.kernelSetName
    private(set) var blas = Backend.blasDescription
    /// The number type of the rows; nil in files of before.
    let precision: String?
    let roofline: Roofline
    let rows: [BenchmarkRow]

    init(_ roofline: Roofline, _ rows: [BenchmarkRow], _ precision: String) {
        self.precision = precision
        self.roofline = roofline
        self.rows = rows
    }
}

/// The growth of a step's time as JSON.
struct ScalingListing: Encodable {
    let schema = "layerlab.scaling_benchmark"
    let version = 1
    let series: [Series]

    struct Series: Encodable {
        let name: String
        let values: [Int]
        let seconds: [Double]
        let exponent: Double
    }

    init(_ result: ScalingBenchmark) {
        series = result.series.map {
            Series(name: $0.name, values: $0.values, seconds: $0.seconds, exponent: $0.exponent)
        }
    }
}

/// An epoch benchmark as JSON, with the keys that the scripts of Benchmarks/peers print.
struct EpochListing: Encodable {
    let schema = "layerlab.epoch_benchmark"
    let schemaVersion = 1
    let tool = "layerlab"
    let version = layerLabVersion
    let threads: Int
    let epochSeconds, evaluationSeconds: [Double]
    let testAccuracy, finalLoss: Double
    let epochsByRoofline, evaluationsByRoofline: Double
    let roofline: Roofline
    let notes: String

    enum CodingKeys: String, CodingKey {
        case schema, tool, version, threads, roofline, notes
        case schemaVersion = "schema_version"
        case epochSeconds = "epoch_seconds"
        case evaluationSeconds = "evaluation_seconds"
        case testAccuracy = "test_accuracy"
        case finalLoss = "final_loss"
        case epochsByRoofline = "epochs_by_roofline"
        case evaluationsByRoofline = "evaluations_by_roofline"
    }

    init(_ result: EpochBenchmark, _ configuration: RunConfiguration) {
        threads = configuration.threads
        epochSeconds = result.epochs.seconds
        evaluationSeconds = result.evaluations.seconds
        testAccuracy = result.testAccuracy
        finalLoss = result.finalLoss
        epochsByRoofline = result.epochsByRoofline
        evaluationsByRoofline = result.evaluationsByRoofline
        roofline = result.roofline
        notes = "\(configuration.networkTitle); kernels \(Backend.kernelSetName), product \(configuration.gemm)"
    }
}

extension Roofline {
    /// The peaks in a line.
    var line: String {
        "measured peak, \(threads) threads: \((floatPeak / 1e9).formatted(decimals: 1)) GFLOP/s in float, "
            + "\((doublePeak / 1e9).formatted(decimals: 1)) in double; memory is read at "
            + "\((readBandwidth / 1e9).formatted(decimals: 1)) GB/s; kernels \(Backend.kernelSetName)"
    }
}

extension BenchmarkRow {
    /// What was reached, in its unit.
    var rateText: String {
        [
            operationsPerSecond.map { "\(($0 / 1e9).formatted(decimals: 1)) GFLOP/s" },
            bytesPerSecond.map { "\(($0 / 1e9).formatted(decimals: 1)) GB/s" },
        ].compactMap { $0 }.joined(separator: ", ")
    }

    /// Rows as people read them.
    static func table(_ rows: [BenchmarkRow]) -> TextTable {
        var table = TextTable(
            ["work", "name", "microseconds", "+-", "GFLOP/s", "GB/s", "of peak"], alignRight: [2, 3, 4, 5, 6])
        for row in rows {
            table.add([
                row.shape, row.name, (row.seconds * 1e6).formatted(decimals: 1), row.spread.percent,
                row.operationsPerSecond.map { ($0 / 1e9).formatted(decimals: 1) } ?? "",
                row.bytesPerSecond.map { ($0 / 1e9).formatted(decimals: 1) } ?? "",
                row.rooflineShare.map { (100 * $0).formatted(decimals: 0) + " %" } ?? "",
            ])
        }
        return table
    }
}
