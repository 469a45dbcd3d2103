import Experiments
import Foundation
import Platform

/// Accuracy rises towards a height that is best at lambda 0.003; stops like Ctrl-C after some trainings.
final class Hill: TrialRunner {
    var calls: [(name: String, epochs: Int)] = []
    var epochsDone = 0
    var callsLeft = Int.max

    func train(
        _ trial: Trial, through epochs: Int, of total: Int, goesOn: (_ epoch: Int, _ accuracy: Double) -> Bool
    ) throws -> [Double] {
        guard callsLeft > 0 else { throw LabError(.interrupted, "Interrupted.") }
        callsLeft -= 1
        calls.append((trial.name, epochs))
        let lambda = Double(trial.values["lambda"]!)!
        if lambda > 0.09 { throw LabError(.diverged, "far too strong") }
        let height = 0.6 - 0.05 * pow(log10(lambda / 0.003), 2)
        var accuracies = trial.accuracies
        while accuracies.count < epochs {
            accuracies.append(height * (1 - exp(-Double(accuracies.count + 1) / 4)))
            epochsDone += 1
            guard goesOn(accuracies.count, accuracies[accuracies.count - 1]) else { break }
        }
        return accuracies
    }
}
