// Chapter 9. Inside the C core: the product of a first layer, X W^T, by three plain loops, by SIMD kernels and by OpenBLAS.
import LayerLab

var random = Random(seed: 1, purpose: .data)
var X = Matrix<Float>(rows: 100, columns: 3072)
var W = Matrix<Float>(rows: 50, columns: 3072)
X.addNormal(deviation: 1, using: &random)
W.addNormal(deviation: 0.02, using: &random)
let operations = Double(2 * 100 * 50 * 3072)

for name in ["reference", "native", "openblas"] {
    let backend = try Backend(threads: 1, gemm: name)
    var S = Matrix<Float>(rows: 0, columns: 50)
    let time = try Measurement.of(repeats: 9) { S.setProduct(X, W, transposeB: true, on: backend) }
    print(name, Float(1e3 * time.median), "ms,", Float(operations / time.median / 1e9), "GFLOP/s, norm", Float(S.norm))
}
