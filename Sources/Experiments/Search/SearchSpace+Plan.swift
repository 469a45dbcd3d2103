import Components
import Data

extension SearchPlan {
    /// Where the first stage looks; `fits` tells which layer sizes are small enough.
    public func coarseSpace(where fits: ([Int]) throws -> Bool = { _ in true }) throws -> SearchSpace {
        var shared = try search.map { try Dimension($0) }
        if let hidden { shared.append(try Dimension(architectures: hidden, where: fits)) }
        return try SearchSpace(shared, boxes: boxes)
    }

    /// Whether the values of a key are spread over orders of magnitude: by the range that it was searched in, or by its kind.
    public func isLogarithmic(_ key: String) -> Bool {
        let boxes = (try? coarseSpace())?.boxes.joined().filter { $0.key == key } ?? []
        let ranges = boxes.compactMap { dimension -> Bool? in
            if case .range(_, let isLogarithmic) = dimension.values { isLogarithmic } else { nil }
        }
        return ranges.first ?? Dimension.isUsuallyLogarithmic(key)
    }

    /// Where the second stage looks, where that is given.
    public func fineSpace() throws -> SearchSpace? {
        fine.isEmpty ? nil : try SearchSpace(fine.map { try Dimension($0) })
    }

    /// Whether a network of such layers is within the bound.
    public func fits(_ hidden: [Int], _ configuration: RunConfiguration, _ registry: Registry, _ dataset: Dataset)
        throws -> Bool
    {
        guard let maxParameters else { return true }
        var configuration = configuration
        configuration.hidden = hidden
        let network = try RunComponents(configuration, registry).network(
            inputs: dataset.dimensions, classes: dataset.classCount)
        return Int(network.weightCount) <= maxParameters
    }
}
