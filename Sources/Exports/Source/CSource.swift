import Foundation
import Platform
import Tensor

extension InferenceGraph {
    /// The network as one C11 file: weights, the forward pass as loops, and a program that classifies standard input.
    ///
    /// Numbers are hexadecimal, so that each is the very one that was trained. Where inputs are whitened, that is
    /// folded into the first weights; batch normalization is not folded, as there is something to learn from it.
    /// - Throws: ``LabError`` of kind `usage` for an activation of a plugin.
    public func cSource(on backend: Backend) throws -> String {
        try CSource(graph: withFoldedWhitening(on: backend)).text()
    }
}

/// The text of a network in C.
private struct CSource {
    let graph: InferenceGraph

    func text() throws -> String {
        let form = try graph.activationForm(in: "C")
        return [
            head, names, inputMoments, graph.steps.compactMap(weights).joined(separator: "\n"), linear,
            graph.hasNormalization ? normalization : nil, form.map(activation), softmax, forward, program,
        ].compactMap { $0 }.joined(separator: "\n\n") + "\n"
    }

    private var head: String {
        """
        /* A classifier that layerlab \(layerLabVersion) has trained, in one file.
         *
         *     cc -std=c11 -O2 FILE.c -lm -o classify
         *     ./classify < values.txt         \(graph.inputs) numbers a sample, between blanks or line breaks
         *     ./classify --raw < values.bin   \(graph.inputs) bytes a sample
         *
         * A sample: \(graph.shapeRemark).
         * It prints a line for each sample: its class, then the probabilities of the \(graph.classNames.count) classes.
         */
        #include <ctype.h>
        #include <stdio.h>
        #include <string.h>
        #include <tgmath.h> /* exp, tanh ... of the type of their argument */

        typedef \(graph.isDouble ? "double" : "float") real;

        enum { INPUTS = \(graph.inputs), CLASSES = \(graph.classNames.count) };
        """
    }

    private var names: String {
        """
        static const char *const class_names[CLASSES] = {
        \(graph.classNames.map { "    " + CSource.literal($0) + ",\n" }.joined())};
        """
    }

    private var inputMoments: String {
        let normalizer = graph.model.normalizer
        return """
            /* \(graph.inputRemark). */
            \(CSource.table("double", "input_mean[INPUTS]", normalizer.mean, suffix: ""))
            \(CSource.table("double", "input_deviation[INPUTS]", normalizer.deviation, suffix: ""))
            """
    }

    private func weights(_ step: SourceStep) -> String? {
        let L = step.layer
        switch step.stage {
        case .linear(let linear):
            let W = linear.W
            let rows = (0..<W.rows).map { "    {\n\(numbers(W.row($0)).indented(4))    },\n" }.joined()
            return """
                /* layer \(L): W\(L) leads from \(W.columns) values to \(W.rows), one row for each of these. */
                static const real W\(L)[\(W.rows)][\(W.columns)] = {
                \(rows)};
                \(table("b\(L)", linear.b))
                """
        case .normalization(let norm):
            return """
                /* layer \(L): what batch normalization has learned, and the running moments that it uses now. */
                \(table("gamma\(L)", norm.gamma))
                \(table("beta\(L)", norm.beta))
                \(table("mean\(L)", norm.mean))
                \(table("variance\(L)", norm.variance))
                static const real epsilon\(L) = \(graph.literal(norm.epsilon))\(suffix);
                """
        case .activation: return nil
        }
    }

    private let linear = """
        /* y (outputs) = W (outputs x inputs) x (inputs) + b (outputs) */
        static void linear(int outputs, int inputs, const real W[outputs][inputs], const real b[], const real x[],
                           real y[])
        {
            for (int o = 0; o < outputs; o++) {
                real sum = b[o];
                for (int i = 0; i < inputs; i++)
                    sum += W[o][i] * x[i];
                y[o] = sum;
            }
        }
        """

    private let normalization = """
        /* x (n) = gamma (x - mean) / sqrt(variance + epsilon) + beta
         *
         * With scale = gamma / sqrt(variance + epsilon) it is x scale + beta - mean scale: an affine map, which could
         * be folded into the W and b in front of it, or into those behind it. */
        static void batch_normalize(int n, const real gamma[], const real beta[], const real mean[],
                                    const real variance[], real epsilon, real x[])
        {
            for (int j = 0; j < n; j++)
                x[j] = gamma[j] * (x[j] - mean[j]) / sqrt(variance[j] + epsilon) + beta[j];
        }
        """

    private func activation(_ form: ActivationForm) -> String {
        let constants = form.constants.map {
            "    const real \($0.name) = \(graph.literal($0.value))\(suffix); /* about \($0.value) */\n"
        }
        return """
            /* z (n) = f(z), the activation \(graph.activation.resolved) */
            static void activate(int n, real signal[])
            {
            \(constants.joined())    for (int j = 0; j < n; j++) {
                    real z = signal[j];
                    signal[j] = \(form.expression);
                }
            }
            """
    }

    private let softmax = """
        /* P (CLASSES) = exp(score) / sum of exp(score); less the largest score, no exponential overflows */
        static void softmax(const real score[], real P[])
        {
            real largest = score[0], sum = 0;
            for (int k = 1; k < CLASSES; k++)
                if (score[k] > largest)
                    largest = score[k];
            for (int k = 0; k < CLASSES; k++) {
                P[k] = exp(score[k] - largest);
                sum += P[k];
            }
            for (int k = 0; k < CLASSES; k++)
                P[k] /= sum;
        }
        """

    private var forward: String {
        """
        /* P: the probabilities of the classes for one sample of raw values */
        static void probabilities(const double value[INPUTS], real P[CLASSES])
        {
            static real x0[INPUTS];
            for (int j = 0; j < INPUTS; j++)
                x0[j] = (real)((value[j] - input_mean[j]) / input_deviation[j]);
        \(graph.steps.map(call).joined())    softmax(x\(graph.steps.last?.layer ?? 0), P);
        }

        /* The class with the largest probability */
        static int predict(const real P[CLASSES])
        {
            int best = 0;
            for (int k = 1; k < CLASSES; k++)
                if (P[k] > P[best])
                    best = k;
            return best;
        }
        """
    }

    private func call(_ step: SourceStep) -> String {
        let (L, n) = (step.layer, step.outputs)
        return switch step.stage {
        case .linear:
            """
                static real x\(L)[\(n)];
                linear(\(n), \(step.inputs), W\(L), b\(L), x\(L - 1), x\(L));

            """
        case .normalization:
            "    batch_normalize(\(n), gamma\(L), beta\(L), mean\(L), variance\(L), epsilon\(L), x\(L));\n"
        case .activation: "    activate(\(n), x\(L));\n"
        }
    }

    private var program: String {
        """
        /* Reads one sample; returns 1, 0 at the end of the input, -1 where it breaks off or is no number */
        static int read_sample(int raw, double value[INPUTS])
        {
            if (raw) {
                static unsigned char bytes[INPUTS];
                size_t count = fread(bytes, 1, INPUTS, stdin);
                for (size_t j = 0; j < count; j++)
                    value[j] = bytes[j];
                return count == INPUTS ? 1 : count == 0 ? 0 : -1;
            }
            for (int j = 0; j < INPUTS; j++) {
                int found = scanf("%lf", &value[j]);
                if (found != 1)
                    return found == EOF && j == 0 ? 0 : -1;
                int behind = getchar();
                if (behind != EOF && !isspace(behind))
                    return -1;
            }
            return 1;
        }

        int main(int argc, char *argv[])
        {
            static double value[INPUTS];
            real P[CLASSES];
            int raw = argc == 2 && strcmp(argv[1], "--raw") == 0;
            if (argc > 1 && !raw) {
                fprintf(stderr, "usage: %s [--raw] < samples\\n", argv[0]);
                return 64;
            }
            int state;
            for (long sample = 1; (state = read_sample(raw, value)) != 0; sample++) {
                if (state < 0) {
                    fprintf(stderr, "sample %ld is not \(graph.inputs) %s\\n", sample, raw ? "bytes" : "numbers");
                    return 65;
                }
                probabilities(value, P);
                printf("%s", class_names[predict(P)]);
                for (int k = 0; k < CLASSES; k++)
                    printf("\\t%.\(graph.isDouble ? 17 : 9)g", (double)P[k]);
                printf("\\n");
            }
            return 0;
        }
        """
    }
}

extension CSource {
    /// What marks a number of the type `real`.
    private var suffix: String { graph.isDouble ? "" : "f" }

    private func table(_ name: String, _ row: Matrix<Double>) -> String {
        CSource.table("real", "\(name)[\(row.columns)]", row.entries, suffix: suffix)
    }

    private func numbers(_ values: [Double]) -> String { CSource.numbers(values, suffix) }

    private static func table(_ type: String, _ name: String, _ values: [Double], suffix: String) -> String {
        "static const \(type) \(name) = {\n\(numbers(values, suffix))};"
    }

    /// Numbers between commas, six a line.
    private static func numbers(_ values: [Double], _ suffix: String) -> String {
        stride(from: 0, to: values.count, by: 6).map { start in
            let line = values[start..<min(start + 6, values.count)].map { literal($0, suffix) }
            return "    " + line.joined(separator: ", ") + ",\n"
        }.joined()
    }

    private static func literal(_ value: Double, _ suffix: String) -> String { String(format: "%a", value) + suffix }

    /// A text between quotes; a question mark is escaped, as two of them may begin a trigraph.
    private static func literal(_ text: String) -> String {
        let escaped = text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "?"): "\\" + String(UnicodeScalar(byte))
            case 0x20..<0x7F: String(UnicodeScalar(byte))
            default: String(format: "\\%03o", byte)
            }
        }
        return "\"" + escaped.joined() + "\""
    }
}
