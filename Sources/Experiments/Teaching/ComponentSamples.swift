import Components
import Foundation
import Platform
import Tensor

/// Values of an activation at points, with its derivatives, or of a schedule at steps.
public struct ComponentSamples: Sendable {
    /// The kind of the component.
    public let kind: ComponentKind
    /// The points z, or the steps counted from 0.
    public let points: [Double]
    /// f(z), or the rate.
    public let values: [Double]
    /// f'(z); empty for a schedule.
    public let derivatives: [Double]

    /// The length of the training that schedules are asked about.
    static let length = TrainingLength(steps: 1000, stepsPerEpoch: 100)

    init(_ kind: ComponentKind, points: [Double], values: [Double]) {
        (self.kind, self.points, self.values, derivatives) = (kind, points, values, [])
    }

    /// The values of a component at some points.
    ///
    /// - Parameters:
    ///   - registry: where the components are looked up.
    ///   - text: the component with its options.
    ///   - kind: the kind of the component.
    ///   - points: nil for those of a comparison: 96 points of -6 ... 6 beside the usual kinks, every 5th step.
    /// - Throws: ``LabError`` of kind `usage` for an unknown name, another kind, or a point that is no step.
    public init(_ kind: ComponentKind, _ text: String, _ registry: Registry, at points: [Double]? = nil) throws {
        self.kind = kind
        switch kind {
        case .activation:
            let f = try registry.activation(text)
            self.points = points ?? stride(from: -6 + 1.0 / 16, to: 6, by: 0.125).map { $0 }
            let Z = Matrix<Double>(rows: 1, columns: self.points.count, self.points)
            var A = Matrix<Double>(rows: 1, columns: self.points.count)
            f.forward(Z, into: &A)
            var dZ = Matrix<Double>(rows: 1, columns: self.points.count)
            let ones = Matrix<Double>(rows: 1, columns: self.points.count, self.points.map { _ in 1 })
            f.backward(ones, input: Z, output: A, into: &dZ)
            values = self.points.indices.map { A[0, $0] }
            derivatives = self.points.indices.map { dZ[0, $0] }
        case .schedule:
            let schedule = try registry.schedule(text)
            self.points = points ?? stride(from: 0, to: Double(ComponentSamples.length.steps), by: 5).map { $0 }
            values = try self.points.map { point in
                guard let step = Int(exactly: point), (0..<ComponentSamples.length.steps).contains(step) else {
                    throw LabError.usage("A schedule is asked at steps, whole numbers in 0 ... 999, not at \(point).")
                }
                return schedule.rate(at: step, of: ComponentSamples.length)
            }
            derivatives = []
        default: throw LabError.usage("Activations and schedules have values at points, a \(kind.rawValue) has none.")
        }
        try registry.fault.check()
    }

    /// The first point where others differ by more than a tolerance, as a share of the value where that is above 1.
    func firstDifference(_ given: [Double], _ givenDerivatives: [Double], tolerance: Double) -> String? {
        let (f, argument) = kind == .schedule ? ("rate", "step") : ("f", "z")
        func first(_ name: String, _ given: [Double], _ expected: [Double]) -> String? {
            // Written so that a value that is no number differs.
            let wrong = zip(given, expected).enumerated().first { _, pair in
                !(abs(pair.0 - pair.1) <= tolerance * max(1, abs(pair.1)))
            }
            return wrong.map { "\(name) is \($1.0) at \(argument) = \(points[$0]), where \($1.1) was expected." }
        }
        return first(f, given, values) ?? first("\(f)'", givenDerivatives, derivatives)
    }
}
