import Components
import Data
import Tensor

extension Normalizer {
    /// What a preprocessing asks for, fitted to training samples.
    ///
    /// - Parameters:
    ///   - transform: what is done to the inputs.
    ///   - subset: the training samples.
    ///   - backend: what computes.
    ///   - observer: told how far it has come, where it takes long.
    /// - Throws: ``LabError`` of kind `usage` where the data are not of the kind that it needs, or need too much memory.
    public init(
        _ transform: InputTransform, fittedTo subset: Subset, on backend: Backend,
        observer: PreparationObserver = { _ in }
    ) throws {
        switch transform {
        case .none: self.init(withoutMomentsOf: subset.dataset)
        case .standardize(let byChannel): try self.init(standardizing: subset, byChannel: byChannel)
        case .whiten(let epsilon):
            try self.init(whitening: subset, epsilon: epsilon, on: backend, observer: observer)
        }
    }
}
