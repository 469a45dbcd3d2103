import Foundation
import LayerLab

extension RunFigures {
    /// The rows of a benchmark under the roofs of its machine.
    ///
    /// - Throws: ``LabError`` of kind `usage` where no row tells its operations and its bytes.
    static func roofline(_ listing: BenchmarkListing, title: String? = nil) throws -> RooflineFigure {
        let rows = listing.rows.filter { $0.operations != nil && $0.bytes != nil && $0.seconds > 0 }
        guard !rows.isEmpty else {
            throw LabError.usage(
                "No row of this benchmark tells its operations and its bytes: write it anew with 'layerlab bench kernels "
                    + "--json' or 'layerlab bench gemm --json'.")
        }
        let precision = listing.precision ?? Float.precisionName
        // The implementations of a product share a shape; a kernel has one of its own.
        let names = Set(rows.map(\.name))
        let comparesImplementations =
            rows.allSatisfy { row in
                rows.count { $0.shape == row.shape } == names.count
            } && names.count < rows.count
        let works = rows.map { row in
            RooflineFigure.Work(
                comparesImplementations ? row.shape : "\(row.name) \(row.shape)",
                series: comparesImplementations ? row.name : "kernel", operations: row.operations!, bytes: row.bytes!,
                seconds: row.seconds)
        }
        let roofline = listing.roofline
        let isDouble = precision == Double.precisionName
        let workers = roofline.threads == 1 ? "1 thread" : "\(roofline.threads) threads"
        return RooflineFigure(
            title: title ?? "Roofline: kernels \(listing.kernels), \(precision), \(workers)",
            note: "above the memory's roof: operands that a cache holds",
            peak: isDouble ? roofline.doublePeak : roofline.floatPeak, bandwidth: roofline.readBandwidth, works)
    }
}
