/* gemm_native.c: the project's own matrix product, C (m x n) = op(A) (m x k) * op(B) (k x n) + beta * C on one thread,
 * for each instruction set; the one of the active kernel set is used.
 *
 * Made for the thin products of small layers, where m or n is a few vectors. A times the transpose of B is a table of
 * dot products of rows (gemm_dot.h), all else a sum of outer products (gemm_outer.h). The blocks follow from the shape
 * alone and nothing is allocated: the packed part of B lies on the stack, at most 192 KiB. */
#include "ccore.h"
#include "sets.h"
#include <pthread.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
#define CC_JOIN(name, isa, type) CC_JOIN_(name, isa, type)
#define CC_JOIN_(name, isa, type) name##_##isa##_##type

/* The rows or columns of the next micro-kernel; the last two share what is left, since few sums leave the FMA units
 * waiting. */
INLINE size_t share(size_t left, size_t most) {
    return left <= most ? left : left < 2 * most ? (left + 1) / 2 : most;
}

#define ISA portable
#define VECTOR_BYTES 16
#if defined(__aarch64__)
#define REGISTERS 32
#else
#define REGISTERS 16
#endif
#include "gemm_set.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define ISA avx2
#define VECTOR_BYTES 32
#define REGISTERS 16
#include "gemm_set.h"
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx2,fma"))),                   \
                             apply_to = function)
#define ISA avx512
#define VECTOR_BYTES 64
#define REGISTERS 32
#include "gemm_set.h"
#pragma clang attribute pop
#endif

extern const cc_gemm cc_gemm_reference;
static cc_gemm chosen = {"native", product_portable_f32, product_portable_f64};
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void choose(void) {
    const cc_kernels *set = cc_kernels_active();
    if (set == &cc_set_reference) chosen = cc_gemm_reference;
#if defined(__x86_64__)
    if (set == &cc_set_avx2) chosen = (cc_gemm){"native", product_avx2_f32, product_avx2_f64};
    if (set == &cc_set_avx512) chosen = (cc_gemm){"native", product_avx512_f32, product_avx512_f64};
#endif
}

static void gemm_f32(float *C, const float *A, const float *B, bool ta, bool tb, size_t m, size_t n, size_t k,
                     size_t ldc, size_t lda, size_t ldb, float beta) {
    pthread_once(&once, choose);
    chosen.f32(C, A, B, ta, tb, m, n, k, ldc, lda, ldb, beta);
}

static void gemm_f64(double *C, const double *A, const double *B, bool ta, bool tb, size_t m, size_t n, size_t k,
                     size_t ldc, size_t lda, size_t ldb, double beta) {
    pthread_once(&once, choose);
    chosen.f64(C, A, B, ta, tb, m, n, k, ldc, lda, ldb, beta);
}

const cc_gemm cc_gemm_native = {"native", gemm_f32, gemm_f64};
