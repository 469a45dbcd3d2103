/* gemm_native.c: the project's own matrix product on one thread, C (m x n) = alpha * op(A) (m x k) * op(B) (k x n) +
 * beta * C, for each instruction set; the one of the active kernel set is used.
 *
 * Made for the thin products of small layers, where m or n is a few vectors. A times the transpose of B is a table of
 * dot products of rows (gemm_dot.h), all else a sum of outer products (gemm_outer.h); images that stay bytes have their
 * own (gemm_images.h). The blocks follow from the shape alone and nothing is allocated: the packed part of B lies on the
 * stack, at most 192 KiB. */
#include "ccore.h"
#include "images.h"
#include "sets.h"
#include "wide.h"
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

typedef uint8_t cc_bytes __attribute__((vector_size(16)));
typedef uint8_t cc_row __attribute__((vector_size(8)));

/* columns (8) = 16 rows of 8 bytes, transposed: four times the first half of all is interleaved with the second. */
INLINE void transpose_bytes(cc_bytes *columns, const cc_row *rows) {
    UNROLL
    for (size_t i = 0; i < 8; i++)
        columns[i] =
            __builtin_shufflevector(rows[i], rows[i + 8], 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15);
    UNROLL
    for (size_t round = 1; round < 4; round++) {
        cc_bytes mixed[8];
        UNROLL
        for (size_t i = 0; i < 4; i++) {
            cc_bytes x = columns[i], y = columns[i + 4];
            mixed[2 * i] = __builtin_shufflevector(x, y, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
            mixed[2 * i + 1] =
                __builtin_shufflevector(x, y, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        }
        memcpy(columns, mixed, sizeof mixed);
    }
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

/* The functions of one instruction set. */
#define PRODUCT(isa)                                                                                                   \
    { "native", product_##isa##_f32, product_##isa##_f64 }
#define IMAGES(isa)                                                                                                    \
    {                                                                                                                  \
        {images_across_##isa##_f32, images_along_##isa##_f32}, {                                                       \
            images_across_##isa##_f64, images_along_##isa##_f64                                                        \
        }                                                                                                              \
    }
static cc_gemm chosen = PRODUCT(portable);
static cc_image_products images = IMAGES(portable);
static cc_wide_kernels wide;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void choose(void) {
    const cc_kernels *set = cc_kernels_active();
    wide = (cc_wide_kernels){wide_portable_f32, wide_portable_f64};
    if (set == &cc_set_reference) chosen = cc_gemm_reference, images = (cc_image_products){0};
#if defined(__x86_64__)
    if (set == &cc_set_avx2) chosen = (cc_gemm)PRODUCT(avx2), images = (cc_image_products)IMAGES(avx2);
    if (set == &cc_set_avx2) wide = (cc_wide_kernels){wide_avx2_f32, wide_avx2_f64};
    if (set == &cc_set_avx512) chosen = (cc_gemm)PRODUCT(avx512), images = (cc_image_products)IMAGES(avx512);
    if (set == &cc_set_avx512) wide = (cc_wide_kernels){wide_avx512_f32, wide_avx512_f64};
#endif
}

const cc_image_products *cc_native_image_products(void) {
    pthread_once(&once, choose);
    return &images;
}

const cc_wide_kernels *cc_native_wide_kernels(void) {
    pthread_once(&once, choose);
    return &wide;
}

static void gemm_f32(float *C, const float *A, const float *B, bool ta, bool tb, size_t m, size_t n, size_t k,
                     size_t ldc, size_t lda, size_t ldb, float alpha, float beta) {
    pthread_once(&once, choose);
    chosen.f32(C, A, B, ta, tb, m, n, k, ldc, lda, ldb, alpha, beta);
}

static void gemm_f64(double *C, const double *A, const double *B, bool ta, bool tb, size_t m, size_t n, size_t k,
                     size_t ldc, size_t lda, size_t ldb, double alpha, double beta) {
    pthread_once(&once, choose);
    chosen.f64(C, A, B, ta, tb, m, n, k, ldc, lda, ldb, alpha, beta);
}

const cc_gemm cc_gemm_native = {"native", gemm_f32, gemm_f64};
