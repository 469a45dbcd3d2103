import CCore
import Foundation
import KernelChecks
import TestSupport
import Testing

/// Every kernel against its reference, on shapes that fit no register.
@Suite struct KernelTests {
    static let sizes = [1, 2, 7, 8, 9, 31, 33, 63, 65, 130]
    static let sets = (0...).lazy.map { cc_kernel_set($0) }.prefix { $0 != nil }.count
    static let products = (0...).lazy.map { cc_gemm_at($0) }.prefix { $0 != nil }.count

    @Test(arguments: 1..<sets, sizes)
    func everySlotEqualsItsReference(set: Int, rows: Int) throws {
        let kernels = try #require(cc_kernel_set(set))
        for columns in Self.sizes {
            let failed = kernel_checks_set(kernels, rows, columns, testSeed)
            #expect(failed == nil, "\(String(cString: kernels.pointee.name)): \(name(failed)) at \(rows) x \(columns)")
        }
    }

    @Test(arguments: 0..<products, sizes)
    func everyProductEqualsItsReference(product: Int, rows: Int) throws {
        let gemm = try #require(cc_gemm_at(product))
        for (columns, inner) in zip(Self.sizes.reversed(), [3, 1, 130, 65, 9, 8, 33, 2, 31, 7]) {
            let failed = kernel_checks_gemm(gemm, rows, columns, inner, testSeed)
            #expect(
                failed == nil,
                "\(String(cString: gemm.pointee.name)): \(name(failed)) at \(rows) x \(inner) x \(columns)")
        }
    }

    /// Large enough to be cut into tiles along rows and along columns, and beyond each block that a product packs.
    @Test(
        arguments: 0..<products,
        [(100, 50, 1600), (9, 1100, 100), (130, 10, 400), (13, 37, 803), (5, 197, 260), (67, 50, 131), (20, 30, 2000)])
    func tilesAndBlocksAddUp(product: Int, shape: (m: Int, n: Int, k: Int)) throws {
        let gemm = try #require(cc_gemm_at(product))
        let failed = kernel_checks_gemm(gemm, shape.m, shape.n, shape.k, testSeed)
        #expect(failed == nil, "\(String(cString: gemm.pointee.name)): \(name(failed)) at \(shape)")
    }

    /// Few and many images and units, cut along the pixels and along the images, with a rest at every end.
    @Test(arguments: sizes + [300], [1, 5, 50, 128]) func imagesGiveTheProductsOfTheirNumbers(images: Int, units: Int) {
        for d in [1, 7, 9, 16, 33, 65, 400, 803] {
            let failed = kernel_checks_images(images, d, units, testSeed)
            #expect(failed == nil, "\(name(failed)) at \(images) x \(d) and \(units) units")
        }
    }

    /// One infinite entry anywhere makes the sum infinite, and against a zero not a number: no zero is skipped, and the
    /// entries that fill up a vector meet no infinity.
    @Test(arguments: 0..<products, [5, 9, 37, 130, 300]) func infinityPassesThroughAProduct(product: Int, k: Int) throws
    {
        let gemm = try #require(cc_gemm_at(product)).pointee
        for position in 0..<k {
            var B = [Float](repeating: 1, count: k)
            B[position] = .infinity
            for transposed in [false, true] {
                var C: [Float] = [0]
                gemm.f32(
                    &C, [Float](repeating: 1, count: k), B, false, transposed, 1, 1, k, 1, k, transposed ? k : 1, 1, 0)
                #expect(C[0] == .infinity, "entry \(position)")
                gemm.f32(
                    &C, [Float](repeating: 0, count: k), B, false, transposed, 1, 1, k, 1, k, transposed ? k : 1, 1, 0)
                #expect(C[0].isNaN, "entry \(position)")
            }
        }
    }

    @Test(arguments: [1, 2, 4]) func noTileIsLost(threads: Int) {
        #expect(kernel_checks_pool(threads, 2_000))
    }

    /// 32-bit partial sums would overflow here if they were not emptied in time.
    @Test(arguments: 0..<sets) func momentsAreExactBeyondThirtyTwoBits(set: Int) throws {
        let kernels = try #require(cc_kernel_set(set))
        let n = 140_000
        var sum = [UInt64](repeating: 0, count: 2)
        var squares = sum
        kernels.pointee.moments(&sum, &squares, [255, 1], [Int32](repeating: 0, count: n), n, 2)
        #expect(sum == [UInt64(255 * n), UInt64(n)])
        #expect(squares == [UInt64(255 * 255 * n), UInt64(n)])
    }

    @Test(arguments: 0..<sets) func notANumberStaysVisible(set: Int) throws {
        let kernels = try #require(cc_kernel_set(set)).pointee
        var A: [Float] = [0, 0]
        kernels.f32.relu(&A, [.nan, -1], 2)
        #expect(A[0].isNaN && A[1] == 0)
        var correct = 0
        #expect(kernels.f64.cross_entropy(nil, &correct, [.nan, 1], [0], 1, 1, 2).isNaN)
    }

    /// From where the result is zero to where it is infinite, with the smallest numbers on the way, and NaN.
    @Test(arguments: 0..<sets) func exponentialsKeepTheirDigitsEverywhere(set: Int) throws {
        let kernels = try #require(cc_kernel_set(set)).pointee
        func exponentials(_ x: Double) -> [(name: String, found: Double, expected: Double, ulp: Double)] {
            var (e, m, f, g) = (0.0, 0.0, Float(0), Float(0))
            kernels.f64.exp(&e, [x], 1)
            kernels.f64.expm1(&m, [x], 1)
            kernels.f32.exp(&f, [Float(x)], 1)
            kernels.f32.expm1(&g, [Float(x)], 1)
            let rounded = Double(Float(x))
            return [
                ("exp", e, Foundation.exp(x), Foundation.exp(x).ulp), ("expm1", m, expm1(x), expm1(x).ulp),
                ("expf", Double(f), Double(Float(Foundation.exp(rounded))), Double(Float(Foundation.exp(rounded)).ulp)),
                ("expm1f", Double(g), Double(Float(expm1(rounded))), Double(Float(expm1(rounded)).ulp)),
            ]
        }
        let near = (-60...60).map { 2e-3 * Double($0) } + [1e-9, -1e-9, 1e-30, 0]
        let far = (-80...80).map { 9.13 * Double($0) } + [88.6, -87.4, -103.2, 709.7, -744.9, 1e9, -1e9]
        for x in near + far {
            for result in exponentials(x) where result.expected.isFinite {
                #expect(
                    abs(result.found - result.expected) <= 4 * result.ulp,
                    "\(result.name)(\(x)) is \(result.found), not \(result.expected)")
            }
        }
        #expect(exponentials(.nan).allSatisfy { $0.found.isNaN })
        #expect(exponentials(800).allSatisfy { $0.found == .infinity })
    }

    @Test(arguments: 0..<sets) func theLossIsFiniteForHugeScores(set: Int) throws {
        let kernels = try #require(cc_kernel_set(set)).pointee
        var correct = 0
        let loss = kernels.f32.cross_entropy(nil, &correct, [1e4, -1e4, 0], [1], 1, 1, 3)
        #expect(abs(loss - 2e4) < 1 && correct == 0)
    }

    private func name(_ text: UnsafePointer<CChar>?) -> String { text.map { String(cString: $0) } ?? "" }
}
