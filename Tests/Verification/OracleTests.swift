import Components
import Foundation
import Network
import Standard
import Tensor
import TestSupport
import Testing

/// What make_oracle.py wrote.
private struct Oracle: Decodable {
    let version: Int
    let eta, lambda, epsilon, factor: Double
    let hidden: [Int]
    let cases: [Case]

    struct Case: Decodable, CustomTestStringConvertible {
        let placement, activation: String
        let initial: [String: [[Double]]]
        let steps: [Step]
        let final: [String: [[Double]]]
        let runningMoments: [String: [Double]]
        let inferenceScores: [[Double]]

        var testDescription: String { "\(placement) \(activation)" }
    }

    struct Step: Decodable {
        let X, scores: [[Double]]
        let labels: [Int32]
        let loss, cost: Double
        let gradients: [String: [[Double]]]
    }

    static let file: Oracle = {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/oracle.json")
        do {
            return try JSONDecoder().decode(Oracle.self, from: Data(contentsOf: url))
        } catch {
            fatalError("\(url.path): \(error)")
        }
    }()
}

extension Matrix where S == Double {
    /// The matrix of these rows.
    fileprivate init(_ rows: [[Double]]) {
        self.init(rows: rows.count, columns: rows[0].count, rows.flatMap { $0 })
    }
}

/// The library against NumPy and SciPy.
@Suite struct OracleTests {
    private let oracle = Oracle.file

    /// Three steps of gradient descent: scores, loss, cost and gradients of each, parameters and moments at the end.
    @Test(arguments: Oracle.file.cases, [true, false])
    fileprivate func threeStepsAreThoseOfNumPy(expected: Oracle.Case, isFused: Bool) throws {
        #expect(oracle.version == 1)
        let registry = try Standard.registry()
        let backend = try Backend()
        let network = try network(expected, isFused, registry)
        let sgd = try registry.optimizer("sgd")
        var workspace = Workspace(network)
        var last = Matrix<Double>(rows: 0, columns: 6)
        for step in expected.steps {
            last = Matrix(step.X)
            let (loss, _) = network.lossAndGradients(
                last, Targets(step.labels, classes: 3), in: &workspace, on: backend)
            let mean = loss / Double(step.labels.count)
            #expect(abs(mean - step.loss) < 1e-12)
            #expect(abs(mean + oracle.lambda * network.sumOfSquaredWeights - step.cost) < 1e-12)
            #expect(workspace.scores.maximumDifference(to: Matrix(step.scores)) < 1e-12)
            for parameter in network.parameters {
                let gradient = Matrix(try #require(step.gradients[parameter.name]))
                #expect(parameter.gradient.maximumDifference(to: gradient) < 1e-12, "\(parameter.name)")
                var state: [Matrix<Double>] = []
                let context = UpdateContext(rate: oracle.eta, decay: parameter.decay(lambda: oracle.lambda), step: 0)
                sgd.update(&parameter.value, gradient: parameter.gradient, state: &state, context)
            }
        }
        expect(network, expected.final)
        try expectMoments(network, expected.runningMoments)
        network.forward(last, .inference, in: &workspace, on: backend)
        #expect(workspace.scores.maximumDifference(to: Matrix(expected.inferenceScores)) < 1e-12)
    }

    private func network(_ expected: Oracle.Case, _ isFused: Bool, _ registry: Registry) throws -> Network<Double> {
        let network = Network<Double>(
            NetworkDescription(
                inputs: 6, hidden: oracle.hidden, classes: 3, activation: try registry.activation(expected.activation),
                placement: try registry.placement(
                    expected.placement
                        + (expected.placement == "none" ? "" : ":epsilon=\(oracle.epsilon),factor=\(oracle.factor)")),
                initializer: try registry.initializer("he"), seed: testSeed, isFused: isFused))
        #expect(Set(network.parameters.map(\.name)) == Set(expected.initial.keys))
        for parameter in network.parameters {
            parameter.value = Matrix(try #require(expected.initial[parameter.name]))
        }
        return network
    }

    private func expect(_ network: Network<Double>, _ values: [String: [[Double]]]) {
        for parameter in network.parameters {
            let difference = parameter.value.maximumDifference(to: Matrix(values[parameter.name] ?? [[]]))
            #expect(difference < 1e-12, "\(parameter.name)")
        }
    }

    private func expectMoments(_ network: Network<Double>, _ moments: [String: [Double]]) throws {
        let buffers = network.buffers.filter { $0.name.contains("running") }
        #expect(buffers.count == moments.count)
        for buffer in buffers {
            let difference = buffer.value.maximumDifference(to: Matrix([try #require(moments[buffer.name])]))
            #expect(difference < 1e-12, "\(buffer.name)")
        }
    }
}
