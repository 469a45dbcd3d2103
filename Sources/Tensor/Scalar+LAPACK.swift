import CCore
import CLAPACKE

extension Float {
    public static func qr(
        _ A: UnsafeMutablePointer<Float>, _ tau: UnsafeMutablePointer<Float>, _ m: Int, _ n: Int
    ) -> Int32 {
        cc_blas_use_one_thread()
        return LAPACKE_sgeqrf(LAPACK_ROW_MAJOR, Int32(m), Int32(n), A, Int32(n), tau)
    }

    public static func qrFactor(
        _ Q: UnsafeMutablePointer<Float>, _ tau: UnsafePointer<Float>, _ m: Int, _ n: Int
    ) -> Int32 {
        cc_blas_use_one_thread()
        return LAPACKE_sorgqr(LAPACK_ROW_MAJOR, Int32(m), Int32(n), Int32(n), Q, Int32(n), tau)
    }

    public static func symmetricEigen(
        _ A: UnsafeMutablePointer<Float>, _ values: UnsafeMutablePointer<Float>, _ n: Int
    ) -> Int32 {
        cc_blas_use_one_thread()
        return LAPACKE_ssyevd(LAPACK_COL_MAJOR, jobWithVectors, lowerTriangle, Int32(n), A, Int32(n), values)
    }
}

extension Double {
    public static func qr(
        _ A: UnsafeMutablePointer<Double>, _ tau: UnsafeMutablePointer<Double>, _ m: Int, _ n: Int
    ) -> Int32 {
        cc_blas_use_one_thread()
        return LAPACKE_dgeqrf(LAPACK_ROW_MAJOR, Int32(m), Int32(n), A, Int32(n), tau)
    }

    public static func qrFactor(
        _ Q: UnsafeMutablePointer<Double>, _ tau: UnsafePointer<Double>, _ m: Int, _ n: Int
    ) -> Int32 {
        cc_blas_use_one_thread()
        return LAPACKE_dorgqr(LAPACK_ROW_MAJOR, Int32(m), Int32(n), Int32(n), Q, Int32(n), tau)
    }

    public static func symmetricEigen(
        _ A: UnsafeMutablePointer<Double>, _ values: UnsafeMutablePointer<Double>, _ n: Int
    ) -> Int32 {
        cc_blas_use_one_thread()
        return LAPACKE_dsyevd(LAPACK_COL_MAJOR, jobWithVectors, lowerTriangle, Int32(n), A, Int32(n), values)
    }
}

private let jobWithVectors = CChar(UInt8(ascii: "V"))
private let lowerTriangle = CChar(UInt8(ascii: "L"))
