import Components
import Exports
import Foundation
import Platform
import Standard
import Tensor
import TestSupport
import Testing

/// ONNX files as far as they can be checked without ONNX's own packages; with those, Tests/Interchange does.
@Suite struct ONNXTests {
    /// The operator that each activation cannot do without.
    static let operators = [
        "identity": "Identity", "relu": "Relu", "leaky_relu": "LeakyRelu", "elu": "Elu", "selu": "Selu", "gelu": "Erf",
        "silu": "Sigmoid", "softplus": "Softplus", "hard_swish": "HardSwish", "sigmoid": "Sigmoid", "tanh": "Tanh",
    ]

    @Test func everyActivationHasAForm() throws {
        for name in try Standard.registry().names(.activation) {
            let file = try ExampleNetwork<Float>(activation: name, placement: "none").graph.onnx()
            let word = try #require(Self.operators[name], "\(name) is new: give it a form and name its operator here")
            #expect(file.range(of: Data(word.utf8)) != nil, "\(name)")
        }
    }

    /// The sizes of the tensors of a model by their names, each below 128 and so a byte of its own.
    ///
    /// In onnx.proto the graph is field 7 of a model, its tensors field 5, and of these 1 are the sizes and 8 the name.
    private func shapes(_ model: Data) -> [String: [Int]] {
        func all(_ number: Int, _ message: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
            EventFileReader.fields(message).filter { $0.number == number }.map(\.content)
        }
        let tensors = all(7, ArraySlice(model)).flatMap { all(5, $0) }
        return Dictionary(
            uniqueKeysWithValues: tensors.map { tensor in
                (String(decoding: all(8, tensor).joined(), as: UTF8.self), all(1, tensor).joined().map(Int.init))
            })
    }

    /// W of a layer of one unit is a matrix of one row, which Gemm takes, and no vector.
    @Test(arguments: [[], [7, 5], [1, 4], [4, 1]]) func tensorsHaveTheirShapes(hidden: [Int]) throws {
        let example = try ExampleNetwork<Float>(
            activation: "tanh", placement: "before", normalize: "zca:epsilon=0.1", hidden: hidden)
        let widths = [18] + hidden + [4]
        var expected = ["input.mean": [18], "input.deviation": [18], "input.whitening": [18, 18]]
        for (i, (inputs, outputs)) in zip(widths, widths.dropFirst()).enumerated() {
            expected["layer\(i + 1).W"] = [outputs, inputs]
            expected["layer\(i + 1).b"] = [outputs]
            for name in ["gamma", "beta", "runningMean", "runningVariance"] where i < hidden.count {
                expected["layer\(i + 1).\(name)"] = [outputs]
            }
        }
        #expect(try shapes(example.graph.onnx()) == expected)
    }

    /// An activation that is registered from outside, as a plugin's is.
    private struct Mine: Activation, Component {
        static let info = ComponentInfo(
            .activation, "mine", summary: "Twice.", formula: "f(z) = 2 z", source: "this test")
        init(_ options: ComponentOptions) {}
        func forward<S: Scalar>(_ Z: Matrix<S>, into A: inout Matrix<S>) { A.map(Z) { 2 * $0 } }
        func backward<S: Scalar>(_ dA: Matrix<S>, input Z: Matrix<S>, output A: Matrix<S>, into dZ: inout Matrix<S>) {
            dZ.map(dA) { 2 * $0 }
        }
    }

    @Test func anActivationFromOutsideHasNone() throws {
        var registry = try Standard.registry()
        try registry.register(Mine.self)
        let graph = try ExampleNetwork<Float>(activation: "mine", placement: "none", registry: registry).graph
        let backend = try Backend(threads: 1)
        for (format, make) in [
            ("ONNX", { _ = try graph.onnx() }), ("C", { _ = try graph.cSource(on: backend) }),
            ("Swift", { _ = try graph.swiftSource(on: backend) }),
        ] as [(String, () throws -> Void)] {
            #expect(throws: LabError.self) { try make() }
            #expect { try make() } throws: {
                "\($0)".hasPrefix("The activation 'mine' is not built in, so it has no form in \(format)")
            }
        }
    }
}
