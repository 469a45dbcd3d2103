extension Backend {
    /// Floating-point operations of nothing but multiply-adds in registers, by the kernel set in use; it takes a time
    /// that grows with `rounds`.
    ///
    /// - Returns: how many operations were done.
    public static func multiplyAdd<S: Scalar>(_ type: S.Type, rounds: Int) -> UInt64 {
        S.self == Float.self ? kernelSet.fma_f32(rounds) : kernelSet.fma_f64(rounds)
    }
}
