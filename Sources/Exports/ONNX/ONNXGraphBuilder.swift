import Foundation
import Tensor

/// Puts the nodes of an ONNX graph together; each node's output is named after its number and its operator.
struct ONNXGraphBuilder {
    /// The number type of all tensors: 32-bit floating point.
    static let element: Int32 = 1

    private(set) var graph = ONNXGraph()

    init(name: String) {
        graph.name = name
    }

    /// Adds a node of one output.
    ///
    /// - Parameters:
    ///   - inputs: the names of its inputs.
    ///   - output: the name of its output; nil for one that is made up.
    /// - Returns: the name of its output.
    mutating func add(
        _ operatorName: String, _ inputs: String..., attributes: [String: Double] = [:], output: String? = nil
    ) -> String {
        add(operatorName, inputs, attributes.map { .with($0, float: $1) }, output)
    }

    /// Adds z = x W^T + b.
    mutating func addLinear(_ x: String, W: String, b: String, output: String? = nil) -> String {
        add("Gemm", [x, W, b], [.with("transB", int: 1)], output)
    }

    private mutating func add(
        _ operatorName: String, _ inputs: [String], _ attributes: [ONNXAttribute], _ output: String?
    ) -> String {
        var node = ONNXNode()
        node.name = "\(graph.node.count + 1)_\(operatorName)"
        node.operator = operatorName
        node.input = inputs
        node.output = [output ?? node.name]
        node.attribute = attributes.sorted { $0.name < $1.name }
        graph.node.append(node)
        return node.output[0]
    }

    /// Adds a matrix that is part of the model, and returns its name.
    mutating func matrix(_ name: String, _ matrix: Matrix<Double>) -> String {
        tensor(name, [matrix.rows, matrix.columns], matrix.entries)
    }

    /// Adds a vector that is part of the model, and returns its name.
    mutating func vector(_ name: String, _ values: [Double]) -> String { tensor(name, [values.count], values) }

    /// Adds a single number that is part of the model, once for each value, and returns its name.
    mutating func constant(_ value: Double) -> String {
        let name = "constant_\(value)"
        return graph.initializer.contains { $0.name == name } ? name : tensor(name, [], [value])
    }

    private mutating func tensor(_ name: String, _ shape: [Int], _ values: [Double]) -> String {
        var tensor = ONNXTensor()
        tensor.name = name
        tensor.dimension = shape.map(Int64.init)
        tensor.element = ONNXGraphBuilder.element
        tensor.entries = values.map { Float($0) }.withUnsafeBytes { Data($0) }
        graph.initializer.append(tensor)
        return name
    }

    /// Declares an input of N x width.
    mutating func declareInput(_ name: String, width: Int) { graph.input.append(.batch(name, width: width)) }
    /// Declares an output of N x width.
    mutating func declareOutput(_ name: String, width: Int) { graph.output.append(.batch(name, width: width)) }
}

extension ONNXAttribute {
    fileprivate static func with(_ name: String, float: Double) -> ONNXAttribute {
        var attribute = ONNXAttribute()
        attribute.name = name
        attribute.float = Float(float)
        attribute.kind = .float
        return attribute
    }

    fileprivate static func with(_ name: String, int: Int64) -> ONNXAttribute {
        var attribute = ONNXAttribute()
        attribute.name = name
        attribute.int = int
        attribute.kind = .int
        return attribute
    }
}

extension ONNXValue {
    /// A value of any number of rows.
    fileprivate static func batch(_ name: String, width: Int) -> ONNXValue {
        var rows = ONNXShape.Dimension()
        rows.symbol = "N"
        var columns = ONNXShape.Dimension()
        columns.number = Int64(width)
        var value = ONNXValue()
        value.name = name
        value.type.tensor.element = ONNXGraphBuilder.element
        value.type.tensor.shape.dimension = [rows, columns]
        return value
    }
}
