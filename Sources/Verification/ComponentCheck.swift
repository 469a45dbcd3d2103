import Components
import Platform

/// What came of a component's contract, and of the gradient check of small networks that it is a part of.
public struct ComponentCheck: Sendable, Codable, Equatable {
    /// The kind of the component.
    public let kind: String
    /// Its name with its options, as on the command line.
    public let component: String
    /// The promises that it breaks, a sentence each.
    public let violations: [String]
    /// The networks whose gradients were checked; none for kinds that no gradient depends on.
    public let networks: [GradientSurvey.Case]

    /// Whether it keeps all promises and all gradients are right.
    public var passed: Bool { violations.isEmpty && networks.allSatisfy(\.passed) }

    /// The largest relative error of the networks' gradients; 0 where none were checked.
    public var largestError: Double { networks.map(\.worstRelative).max() ?? 0 }

    /// Checks a component.
    ///
    /// A plugin that fails while it is looked at is no error here, but the first of its broken promises.
    /// - Parameters:
    ///   - kind: what the component is for.
    ///   - text: its name with its options.
    ///   - registry: where the components are looked up.
    ///   - seed: the seed of what is drawn.
    /// - Throws: ``LabError``, of kind `interrupted` after Ctrl-C.
    public init(_ kind: ComponentKind, _ text: String, in registry: Registry, seed: UInt64 = 1) throws {
        self.kind = kind.rawValue
        component = text
        _ = registry.fault.take()
        var violations: [String] = []
        var networks: [GradientSurvey.Case] = []
        do {
            violations = try Contract.violations(of: kind, text, in: registry, seed: seed)
            try registry.fault.check()
            networks = try ComponentCheck.networks(kind, text, registry, seed)
        } catch let error as LabError where error.kind != .interrupted {
            // Without the advice to make this very check.
            violations.insert((registry.fault.take() ?? error).message, at: 0)
        }
        self.violations = violations
        self.networks = networks
    }

    private static func networks(
        _ kind: ComponentKind, _ text: String, _ registry: Registry, _ seed: UInt64
    ) throws -> [GradientSurvey.Case] {
        let check = try GradientCheck(samples: 50, seed: seed)
        switch kind {
        case .activation:
            let survey = GradientSurvey(registry, check)
            return try registry.names(.placement).flatMap { placement in
                try [2, 4].map { depth in
                    try Interruption.check()
                    return try survey.run(text, placement, depth: depth)
                }
            }
        case .augmentation:
            return [try GradientSurvey(registry, check, augmentation: text).run("tanh", "none", depth: 3)]
        case .initializer: return [try GradientSurvey(registry, check, initializer: text).run("tanh", "none", depth: 3)]
        default: return []
        }
    }
}
