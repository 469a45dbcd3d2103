import Components
import Foundation
import Tensor

/// An activation and its derivative from -6 to 6, kinks marked.
struct ActivationFigure {
    private let activation: any Activation
    private let title: String

    init(_ activation: any Activation, title: String) {
        self.activation = activation
        self.title = title
    }

    func write(to url: URL, _ fault: ComponentFault) async throws {
        let z = places
        let Z = Matrix<Double>(rows: 1, columns: z.count, z)
        var A = Z
        var slopes = Z
        activation.forward(Z, into: &A)
        activation.backward(Matrix(rows: 1, columns: z.count, repeating: 1), input: Z, output: A, into: &slopes)
        try fault.check()
        func line(_ title: String, _ values: Matrix<Double>, _ style: GnuplotFigure.Style) -> GnuplotFigure.Line {
            GnuplotFigure.Line(title: title, points: zip(z, values.entries).map { (x: $0, y: $1) }, style: style)
        }
        let kinks = activation.kinks.isEmpty ? "" : "; upright lines: the derivative jumps"
        try await GnuplotFigure(
            title: title,
            panels: [
                GnuplotFigure.Panel(
                    title: "function and derivative\(kinks)", x: "z", y: "f(z), f'(z)", marks: activation.kinks,
                    lines: [line("f", A, .training), line("f'", slopes, .validation)])
            ], columns: 1
        ).write(to: url)
    }

    /// A grid, and both sides of each kink, so that a jump is drawn upright.
    private var places: [Double] {
        let grid = (-300...300).map { Double($0) / 50 }.filter { !activation.kinks.contains($0) }
        return (grid + activation.kinks.flatMap { [$0 - 1e-9, $0 + 1e-9] }).sorted()
    }
}
