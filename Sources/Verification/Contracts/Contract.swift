import Components
import Tensor

/// What every component of a kind promises, tested on the component itself: built-in or loaded.
///
/// A registered thing is a tested thing: the tests loop over every registered name.
public enum Contract {
    /// The promises that a component breaks, a sentence each; empty where it keeps them all.
    ///
    /// - Parameters:
    ///   - kind: what the component is for.
    ///   - text: the name with its options, as on the command line.
    ///   - registry: where the components are looked up.
    ///   - seed: the seed of the random inputs.
    /// - Throws: ``LabError`` of kind `usage` for an unknown name or a wrong option.
    public static func violations(
        of kind: ComponentKind, _ text: String, in registry: Registry, seed: UInt64 = 1
    ) throws -> [String] {
        let random = Random(seed: seed, purpose: .check)
        return switch kind {
        case .activation: violations(of: try registry.activation(text), using: random)
        case .placement: violations(of: try registry.placement(text))
        case .schedule: violations(of: try registry.schedule(text))
        case .initializer: violations(of: try registry.initializer(text), using: random)
        case .optimizer: violations(of: try registry.optimizer(text), using: random)
        case .augmentation: violations(of: try registry.augmentation(text), using: random)
        case .loss: violations(of: try registry.loss(text), using: random)
        case .preprocessing: try violations(of: registry.preprocessing(text), using: random)
        }
    }
}

/// A list of broken promises under way.
struct Violations {
    private(set) var sentences: [String] = []

    /// Notes a sentence unless the promise is kept.
    mutating func expect(_ isKept: Bool, _ sentence: @autoclosure () -> String) {
        if !isKept { sentences.append(sentence()) }
    }
}

extension Matrix {
    /// Standard normal entries times a deviation.
    init(normal rows: Int, _ columns: Int, deviation: Double = 1, using random: inout Random) {
        self.init(rows: rows, columns: columns)
        addNormal(deviation: deviation, using: &random)
    }

    /// Whether the shapes and all bits are the same, NaN included.
    func isIdentical(to other: Matrix) -> Bool {
        rows == other.rows && columns == other.columns
            && zip(entries, other.entries).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
    }
}
