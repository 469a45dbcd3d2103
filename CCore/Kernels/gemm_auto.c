/* gemm_auto.c: the matrix product that follows a table of shapes; nothing is measured at run time.
 *
 * The evidence is what `layerlab bench gemm` printed on two cores of an AMD EPYC (Zen 3, AVX2), OpenBLAS 0.3.21, one
 * thread, GFLOP/s of native against openblas:
 *                                        float         double
 *   100 x 50 x 3072    X W^T          77 against 62   38 against 33
 *   50 x 3072 x 100    dY^T X         83 against 69   41 against 32
 *   100 x 50 x 50      X W^T          52 against 52   37 against 33
 *   100 x 10 x 50      X W^T          44 against 33   33 against 21
 *   100 x 1000 x 3072  X W^T          76 against 79   34 against 38
 *   1000 x 3072 x 100  dY^T X         81 against 74   38 against 37
 *   100 x 1000 x 1000  dY W           86 against 87   41 against 41
 * Kernels for the baseline of x86-64 and for NEON stay with OpenBLAS, which knows better vectors or was not measured
 * against; those of AVX-512 follow the same table, as their blocking does. */
#include "ccore.h"
#include "sets.h"

extern const cc_gemm cc_gemm_native, cc_gemm_openblas;

/* Products that OpenBLAS wins: as large as this in every dimension, B transposed or not. */
static const struct {
    bool transpose_b;
    size_t m, n, k;
} lost[] = {
    {true, 32, 256, 512},
};

static const cc_gemm *choice(bool tb, size_t m, size_t n, size_t k) {
#if defined(__x86_64__)
    const cc_kernels *set = cc_kernels_active();
    if (set != &cc_set_avx2 && set != &cc_set_avx512) return &cc_gemm_openblas;
#else
    return &cc_gemm_openblas;
#endif
    for (size_t i = 0; i < sizeof lost / sizeof *lost; i++)
        if (lost[i].transpose_b == tb && m >= lost[i].m && n >= lost[i].n && k >= lost[i].k) return &cc_gemm_openblas;
    return &cc_gemm_native;
}

static void gemm_f32(float *C, const float *A, const float *B, bool ta, bool tb, size_t m, size_t n, size_t k,
                     size_t ldc, size_t lda, size_t ldb, float beta) {
    choice(tb, m, n, k)->f32(C, A, B, ta, tb, m, n, k, ldc, lda, ldb, beta);
}

static void gemm_f64(double *C, const double *A, const double *B, bool ta, bool tb, size_t m, size_t n, size_t k,
                     size_t ldc, size_t lda, size_t ldb, double beta) {
    choice(tb, m, n, k)->f64(C, A, B, ta, tb, m, n, k, ldc, lda, ldb, beta);
}

const cc_gemm cc_gemm_auto = {"auto", gemm_f32, gemm_f64};
