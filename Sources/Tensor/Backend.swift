import CCore
import Platform

/// What computes: the kernel set of the C core, the matrix product by name, and the worker threads.
///
/// A backend is passed to whatever computes. Results have the same bits at any number of threads.
public final class Backend: @unchecked Sendable {
    /// Worker threads, the calling one included.
    public let threads: Int
    /// The name of the matrix product in use.
    public let gemmName: String

    let pool: OpaquePointer
    let gemm: UnsafePointer<cc_gemm>

    /// Starts the workers.
    ///
    /// - Parameters:
    ///   - threads: how many threads compute, 1 or more.
    ///   - gemm: the matrix product's name out of ``gemmNames``; `auto` chooses by shape.
    /// - Throws: ``LabError`` of kind `usage` for an unknown name, a thread count out of 1 ... 1024, or a kernel set that
    ///   LAYERLAB_KERNELS names and this machine does not have.
    public init(threads: Int = 1, gemm: String = "auto") throws {
        guard cc_kernels_active() != nil else {
            throw LabError.usage(
                "LAYERLAB_KERNELS names a kernel set that this machine does not have. "
                    + "Choose one of: \(Backend.kernelSetNames.joined(separator: ", ")).")
        }
        guard Backend.threadCounts.contains(threads) else {
            throw LabError.usage(
                "The number of threads is in \(Backend.threadCountsText), but \(threads) was asked for.")
        }
        guard let product = Backend.products.first(where: { String(cString: $0.pointee.name) == gemm }) else {
            throw LabError.unknown("matrix product (--gemm)", gemm, choices: Backend.gemmNames)
        }
        guard let pool = cc_pool_create(threads) else {
            throw LabError.usage("The system refused to start \(threads) threads. Ask for fewer with --threads.")
        }
        self.threads = threads
        self.gemm = product
        self.gemmName = gemm
        self.pool = pool
    }

    deinit { cc_pool_destroy(pool) }

    /// How many threads a backend may have.
    public static let threadCounts = 1...1024

    /// The same for people.
    package static var threadCountsText: String { "\(threadCounts.lowerBound) ... \(threadCounts.upperBound)" }

    /// The names that `--gemm` takes.
    public static var gemmNames: [String] { products.map { String(cString: $0.pointee.name) } }

    /// The kernel sets of this machine, reference first, the fastest last.
    public static var kernelSetNames: [String] {
        kernelSets.map { String(cString: $0.name) }
    }

    /// The kernel set in use.
    public static var kernelSetName: String { String(cString: kernelSet.name) }

    /// The names of the kernels, each of which every set has in its own version.
    public static var kernelNames: [String] {
        (0...).lazy.map { cc_slot_name($0) }.prefix { $0 != nil }.map { String(cString: $0!) }
    }

    /// The BLAS behind the matrix product `openblas`, as it describes itself.
    public static var blasDescription: String { String(cString: cc_blas_description()) }

    /// What the CPU offers.
    public static var cpuFeatures: String { String(cString: cc_cpu_features()) }

    /// Whether the C core was compiled with optimisation; measurements of one that was not mean nothing.
    public static var isOptimized: Bool { cc_is_optimized() }

    /// Does pieces of work on the workers, in no fixed order; each must touch nothing that another one writes.
    ///
    /// A product inside a piece runs on that worker alone.
    public func forEach(_ count: Int, _ body: (Int) -> Void) {
        withoutActuallyEscaping(body) { body in
            var work = body
            withUnsafeMutablePointer(to: &work) { context in
                cc_pool_run(
                    pool, count,
                    { context, piece in context!.assumingMemoryBound(to: ((Int) -> Void).self).pointee(piece) },
                    context)
            }
        }
    }

    /// Takes part in what is left of reading ahead, and waits for its end.
    public func finishReadingAhead() { cc_pool_finish(pool) }

    static var kernelSets: [cc_kernels] {
        (0...).lazy.map { cc_kernel_set($0) }.prefix { $0 != nil }.map { $0!.pointee }
    }

    // The tables are constants of the C core, filled before anything can read them.
    nonisolated(unsafe) static let kernelSet: cc_kernels = (cc_kernels_active() ?? cc_kernel_set(0)).pointee

    private static var products: [UnsafePointer<cc_gemm>] {
        (0...).lazy.map { cc_gemm_at($0) }.prefix { $0 != nil }.map { $0! }
    }
}
