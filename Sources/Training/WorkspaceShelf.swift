import Network
import Synchronization
import Tensor

/// The workspaces that the members of a population take by turns.
///
/// Each worker holds one at a time, and the one that was put back last is taken first: what a step writes there is still
/// in the worker's cache when the next member's step writes over it. A workspace of its own for each member would come
/// from memory in every step.
final class WorkspaceShelf<S: Scalar>: @unchecked Sendable {
    private let lock = Mutex(())
    private var free: [Workspace<S>] = []

    /// One that fits the network, of those on the shelf or a new one.
    @specialized(where S == Float)
    @specialized(where S == Double)
    func take(for network: Network<S>) -> Workspace<S> {
        let found = lock.withLock { _ in
            free.lastIndex { $0.fits(network) }.map { free.remove(at: $0) }
        }
        return found ?? Workspace(network)
    }

    /// Puts one back for whoever comes next.
    @specialized(where S == Float)
    @specialized(where S == Double)
    func putBack(_ workspace: Workspace<S>) { lock.withLock { _ in free.append(workspace) } }
}
