/* gemm_auto.c: the matrix product that follows a table of shapes; nothing is measured at run time. */

/* clang-format off */
/* The evidence is what `layerlab bench gemm --threads 1` printed on an AMD EPYC (Zen 3, AVX2), OpenBLAS 0.3.21, in GFLOP/s
 * of native against openblas, 2026-11-21:
 *                                        float         double
 *   100 x 50 x 3072    X W^T          81 against 67   42 against 33
 *   50 x 3072 x 100    dY^T X         83 against 67   38 against 31
 *   100 x 50 x 50      X W^T          49 against 49   34 against 30
 *   100 x 50 x 50      dY W           65 against 27   38 against 30
 *   100 x 10 x 50      X W^T          45 against 34   34 against 20
 *   1000 x 50 x 3072   X W^T          73 against 56   37 against 29
 *   100 x 1000 x 3072  X W^T          80 against 76   39 against 38
 *   1000 x 3072 x 100  dY^T X         83 against 66   41 against 32
 *   100 x 1000 x 1000  X W^T          81 against 80   41 against 39
 *   100 x 1000 x 1000  dY W           79 against 82   39 against 38
 * Kernels for the baseline of x86-64 and for NEON stay with OpenBLAS, which uses wider vectors there or was not measured
 * against; those of AVX-512, not measured either, follow the same table, as their blocking does. */
/* clang-format on */
#include "ccore.h"
#include "sets.h"

extern const cc_gemm cc_gemm_native, cc_gemm_openblas;

/* The float products that OpenBLAS wins: A B with neither transposed, as large as this. */
static const struct {
    size_t m, n, k;
} lost[] = {
    {32, 512, 512},
};

static bool is_lost(bool ta, bool tb, size_t m, size_t n, size_t k) {
    for (size_t i = 0; i < sizeof lost / sizeof *lost; i++)
        if (!ta && !tb && m >= lost[i].m && n >= lost[i].n && k >= lost[i].k) return true;
    return false;
}

bool cc_gemm_auto_is_native(void) {
#if defined(__x86_64__)
    return cc_kernels_active() == &cc_set_avx2 || cc_kernels_active() == &cc_set_avx512;
#else
    return false;
#endif
}

static void gemm_f32(float *C, const float *A, const float *B, bool ta, bool tb, size_t m, size_t n, size_t k,
                     size_t ldc, size_t lda, size_t ldb, float alpha, float beta) {
    const cc_gemm *gemm = cc_gemm_auto_is_native() && !is_lost(ta, tb, m, n, k) ? &cc_gemm_native : &cc_gemm_openblas;
    gemm->f32(C, A, B, ta, tb, m, n, k, ldc, lda, ldb, alpha, beta);
}

static void gemm_f64(double *C, const double *A, const double *B, bool ta, bool tb, size_t m, size_t n, size_t k,
                     size_t ldc, size_t lda, size_t ldb, double alpha, double beta) {
    const cc_gemm *gemm = cc_gemm_auto_is_native() ? &cc_gemm_native : &cc_gemm_openblas;
    gemm->f64(C, A, B, ta, tb, m, n, k, ldc, lda, ldb, alpha, beta);
}

const cc_gemm cc_gemm_auto = {"auto", gemm_f32, gemm_f64};
