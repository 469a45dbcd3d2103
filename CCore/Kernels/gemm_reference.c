/* gemm_reference.c: the matrix product as three loops with the sum in double, the oracle of the others. */
#include "ccore.h"

#define CC_REFERENCE_GEMM(T, S)                                                                                        \
    static void gemm_##S(T *C, const T *A, const T *B, bool ta, bool tb, size_t m, size_t n, size_t k, size_t ldc,     \
                         size_t lda, size_t ldb, T alpha, T beta) {                                                    \
        for (size_t i = 0; i < m; i++)                                                                                 \
            for (size_t j = 0; j < n; j++) {                                                                           \
                double sum = 0;                                                                                        \
                for (size_t l = 0; l < k; l++)                                                                         \
                    sum += (double)(ta ? A[l * lda + i] : A[i * lda + l]) * (tb ? B[j * ldb + l] : B[l * ldb + j]);    \
                C[i * ldc + j] = (T)(alpha * sum + (beta == 0 ? 0 : (double)beta * C[i * ldc + j]));                   \
            }                                                                                                          \
    }

CC_REFERENCE_GEMM(float, f32)
CC_REFERENCE_GEMM(double, f64)

const cc_gemm cc_gemm_reference = {"reference", gemm_f32, gemm_f64};
