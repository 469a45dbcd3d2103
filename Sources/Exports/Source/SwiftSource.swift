import Foundation
import Platform
import Tensor

extension InferenceGraph {
    /// The network as one Swift file: weights, the forward pass as loops, and a program that classifies standard input.
    ///
    /// The weights stand there as text in base 64: the compiler takes minutes for as many literals. Where inputs are
    /// whitened, that is folded into the first weights; batch normalization is not folded.
    /// - Throws: ``LabError`` of kind `usage` for an activation of a plugin.
    public func swiftSource(on backend: Backend) throws -> String {
        try SwiftSource(graph: withFoldedWhitening(on: backend)).text()
    }
}

/// The text of a network in Swift.
private struct SwiftSource {
    let graph: InferenceGraph

    func text() throws -> String {
        let form = try graph.activationForm(in: "Swift")
        let members = [
            "static let inputs = \(graph.inputs)",
            "static let classNames = [\(graph.classNames.map(SwiftSource.literal).joined(separator: ", "))]",
            inputMoments, graph.steps.compactMap(weights).joined(separator: "\n"), forward, linear,
            graph.hasNormalization ? normalization : nil, form.map(activation), softmax, decode,
        ].compactMap { $0 }.joined(separator: "\n\n")
        return "\(head)\n\nenum Classifier {\n\(members.indented(4))\n}\n\n\(program)\n"
    }

    private var head: String {
        """
        // A classifier that layerlab \(layerLabVersion) has trained, in one file.
        //
        //     swiftc -O FILE.swift -o classify
        //     ./classify < values.txt         \(graph.inputs) numbers a sample, between blanks or line breaks
        //     ./classify --raw < values.bin   \(graph.inputs) bytes a sample
        //
        // A sample: \(graph.shapeRemark).
        // It prints a line for each sample: its class, then the probabilities of the \(graph.classNames.count) classes.
        //
        // The weights are text in base 64, decoded when they are first used: a compiler takes minutes, and gigabytes,
        // for array literals of that length. Each number is four bytes, or eight of a Double, the lowest first.
        import Foundation

        typealias Real = \(graph.isDouble ? "Double" : "Float")
        """
    }

    private var inputMoments: String {
        """
        // \(graph.inputRemark).
        \(table("inputMean", "Double", graph.model.normalizer.mean))
        \(table("inputDeviation", "Double", graph.model.normalizer.deviation))
        """
    }

    private func weights(_ step: SourceStep) -> String? {
        let L = step.layer
        switch step.stage {
        case .linear(let linear):
            return """
                // Layer \(L): W\(L) leads from \(linear.W.columns) values to \(linear.W.rows), one row for each of these.
                \(table("W\(L)", "Real", linear.W.entries))
                \(table("b\(L)", "Real", linear.b.entries))
                """
        case .normalization(let norm):
            let tables = [
                ("gamma", norm.gamma), ("beta", norm.beta), ("mean", norm.mean), ("variance", norm.variance),
            ].map { table("\($0.0)\(L)", "Real", $0.1.entries) }
            return """
                // Layer \(L): what batch normalization has learned, and the running moments that it uses now.
                \(tables.joined(separator: "\n"))
                static let epsilon\(L): Real = \(graph.literal(norm.epsilon))
                """
        case .activation: return nil
        }
    }

    private var forward: String {
        """
        /// The probabilities of the classes for one sample of raw values.
        static func probabilities(_ value: [Double]) -> [Real] {
            var x = (0..<inputs).map { Real((value[$0] - inputMean[$0]) / inputDeviation[$0]) }
        \(graph.steps.map(call).joined())    return softmax(x)
        }

        /// The class with the largest probability.
        static func predict(_ P: [Real]) -> Int {
            P.indices.reduce(0) { P[$1] > P[$0] ? $1 : $0 }
        }
        """
    }

    private func call(_ step: SourceStep) -> String {
        let L = step.layer
        return switch step.stage {
        case .linear: "    x = linear(W\(L), b\(L), x)  // \(step.inputs) -> \(step.outputs)\n"
        case .normalization: "    x = batchNormalize(gamma\(L), beta\(L), mean\(L), variance\(L), epsilon\(L), x)\n"
        case .activation: "    x = x.map(activation)\n"
        }
    }

    private let linear = """
        /// y (outputs) = W (outputs x inputs, row by row) x (inputs) + b (outputs).
        static func linear(_ W: [Real], _ b: [Real], _ x: [Real]) -> [Real] {
            var y = b
            for o in 0..<b.count {
                for i in 0..<x.count { y[o] += W[o * x.count + i] * x[i] }
            }
            return y
        }
        """

    private let normalization = """
        /// gamma (x - mean) / sqrt(variance + epsilon) + beta, each of n values.
        ///
        /// With scale = gamma / sqrt(variance + epsilon) it is x scale + beta - mean scale: an affine map, which could
        /// be folded into the W and b in front of it, or into those behind it.
        static func batchNormalize(
            _ gamma: [Real], _ beta: [Real], _ mean: [Real], _ variance: [Real], _ epsilon: Real, _ x: [Real]
        ) -> [Real] {
            x.indices.map { j in gamma[j] * (x[j] - mean[j]) / (variance[j] + epsilon).squareRoot() + beta[j] }
        }
        """

    private func activation(_ form: ActivationForm) -> String {
        let constants = form.constants.map { constant in
            "    let \(constant.name): Real = \(graph.literal(constant.value))  // about \(constant.value)\n"
        }
        return """
            /// f(z), the activation \(graph.activation.resolved).
            static func activation(_ z: Real) -> Real {
            \(constants.joined())    return \(form.expression)
            }
            """
    }

    private let softmax = """
        /// exp(score) / sum of exp(score); less the largest score, no exponential overflows.
        static func softmax(_ score: [Real]) -> [Real] {
            let largest = score.max()!
            let powers = score.map { exp($0 - largest) }
            let sum = powers.reduce(0, +)
            return powers.map { $0 / sum }
        }
        """

    private let decode = """
        /// Numbers from their bytes in base 64.
        static func decode<Number: FloatingPoint>(_ text: String) -> [Number] {
            let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters)!
            var numbers = [Number](repeating: 0, count: data.count / MemoryLayout<Number>.size)
            _ = numbers.withUnsafeMutableBytes { data.copyBytes(to: $0) }
            return numbers
        }
        """

    private let program = """
        /// Ends the program with what is wrong.
        func fail(_ code: Int32, _ message: String) -> Never {
            FileHandle.standardError.write(Data((message + "\\n").utf8))
            exit(code)
        }

        /// Prints the class of a sample and the probabilities.
        func classify(_ value: [Double]) {
            let P = Classifier.probabilities(value)
            print(([Classifier.classNames[Classifier.predict(P)]] + P.map { "\\($0)" }).joined(separator: "\\t"))
        }

        switch CommandLine.arguments.dropFirst() {
        case []:
            var (sample, value) = (1, [Double]())
            while let line = readLine() {
                for word in line.split(whereSeparator: \\.isWhitespace) {
                    guard let number = Double(word) else {
                        fail(65, "sample \\(sample) is not \\(Classifier.inputs) numbers")
                    }
                    value.append(number)
                    if value.count == Classifier.inputs {
                        classify(value)
                        (sample, value) = (sample + 1, [])
                    }
                }
            }
            if !value.isEmpty { fail(65, "sample \\(sample) is not \\(Classifier.inputs) numbers") }
        case ["--raw"]:
            let bytes = [UInt8](FileHandle.standardInput.readDataToEndOfFile())
            for start in stride(from: 0, to: bytes.count, by: Classifier.inputs) {
                guard start + Classifier.inputs <= bytes.count else {
                    fail(65, "sample \\(start / Classifier.inputs + 1) is not \\(Classifier.inputs) bytes")
                }
                classify(bytes[start..<start + Classifier.inputs].map(Double.init))
            }
        default:
            fail(64, "usage: \\(CommandLine.arguments[0]) [--raw] < samples")
        }
        """
}

extension SwiftSource {
    /// A vector as a decoded text, 96 signs a line.
    private func table(_ name: String, _ type: String, _ values: [Double]) -> String {
        let bytes =
            type == "Double" || graph.isDouble
            ? values.withUnsafeBytes { Data($0) } : values.map { Float($0) }.withUnsafeBytes { Data($0) }
        let lines = stride(from: 0, to: bytes.count, by: 72).map {
            "    " + bytes[$0..<min($0 + 72, bytes.count)].base64EncodedString()
        }
        return "static let \(name): [\(type)] = decode(\n    \"\"\"\n\(lines.joined(separator: "\n"))\n    \"\"\")"
    }

    private static func literal(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\" + String(scalar)
            case " "..."~": String(scalar)
            default: "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return "\"" + escaped.joined() + "\""
    }
}
