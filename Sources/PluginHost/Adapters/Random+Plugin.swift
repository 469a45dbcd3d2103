import CPluginABI
import Tensor

extension Random {
    /// Hands the stream to a plugin, which draws from it as from a built-in component's.
    mutating func withPluginStream<Result>(_ body: (UnsafePointer<layerlab_random>) -> Result) -> Result {
        withUnsafeMutablePointer(to: &self) { stream in
            var random = layerlab_random(
                size: UInt32(MemoryLayout<layerlab_random>.size), unused: 0, stream: stream,
                uniform: { $0!.assumingMemoryBound(to: Random.self).pointee.uniform() },
                normal: { $0!.assumingMemoryBound(to: Random.self).pointee.normal() },
                integer: { $0!.assumingMemoryBound(to: Random.self).pointee.next() })
            return body(&random)
        }
    }
}
