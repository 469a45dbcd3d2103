/* kernel_checks.c: see include/kernel_checks.h. */
#include "kernel_checks.h"
#include <float.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* A number uniform in 0 ..< 1 (Knuth's 64-bit congruential generator, upper bits). */
static double uniform(uint64_t *state) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) * 0x1p-53;
}

#define T float
#define S f32
#define FN(name) name##_f32
#define TILED cc_gemm_f32
#define IMAGES_PRODUCT cc_images_product_f32
#define IMAGES_GRADIENT cc_images_gradient_f32
#define EPSILON FLT_EPSILON
#include "slots.h"
#undef T
#undef S
#undef FN
#undef TILED
#undef IMAGES_PRODUCT
#undef IMAGES_GRADIENT
#undef EPSILON

#define T double
#define S f64
#define FN(name) name##_f64
#define TILED cc_gemm_f64
#define IMAGES_PRODUCT cc_images_product_f64
#define IMAGES_GRADIENT cc_images_gradient_f64
#define EPSILON DBL_EPSILON
#include "slots.h"

static const char *check_moments(const cc_kernels *set, const cc_kernels *reference, size_t n, size_t d,
                                 uint64_t state) {
    uint8_t *pixels = malloc(2 * d);
    int32_t *index = malloc(n * sizeof *index);
    uint64_t *sums = calloc(4 * d, sizeof *sums);
    for (size_t i = 0; i < 2 * d; i++) pixels[i] = i % 3 ? (uint8_t)(256 * uniform(&state)) : 255;
    for (size_t i = 0; i < n; i++) index[i] = (int32_t)(2 * uniform(&state));
    set->moments(sums, sums + d, pixels, index, n, d);
    reference->moments(sums + 2 * d, sums + 3 * d, pixels, index, n, d);
    bool same = memcmp(sums, sums + 2 * d, 2 * d * sizeof *sums) == 0;
    free(pixels), free(index), free(sums);
    return same ? NULL : "moments";
}

const char *kernel_checks_set(const cc_kernels *set, size_t n, size_t d, uint64_t seed) {
    const cc_kernels *reference = cc_kernel_set(0);
    const char *failed = NULL;
#define RUN(check) failed = failed ? failed : check
    RUN(check_rows_f32(set, reference, n, d, seed));
    RUN(check_rows_f64(set, reference, n, d, seed));
    for (int relu = 0; relu < 2; relu++) {
        RUN(check_batchnorm_f32(set, reference, n, d, relu, seed));
        RUN(check_batchnorm_f64(set, reference, n, d, relu, seed));
    }
    RUN(check_loss_f32(set, reference, n, d, seed));
    RUN(check_loss_f64(set, reference, n, d, seed));
    RUN(check_updates_f32(set, reference, n * d, seed));
    RUN(check_updates_f64(set, reference, n * d, seed));
    RUN(check_moments(set, reference, n, d, seed));
    return failed;
}

const char *kernel_checks_gemm(const cc_gemm *gemm, size_t m, size_t n, size_t k, uint64_t seed) {
    const char *failed = check_gemm_f32(gemm, m, n, k, seed);
    return failed ? failed : check_gemm_f64(gemm, m, n, k, seed);
}

const char *kernel_checks_images(size_t n, size_t d, size_t units, uint64_t seed) {
    if (!cc_gemm_reads_images(cc_gemm_at(1), units)) return NULL;
    const char *failed = check_images_f32(n, d, units, seed);
    return failed ? failed : check_images_f64(n, d, units, seed);
}

typedef struct {
    cc_pool *pool;
    atomic_int runs[7], nested;
} piece;

static void count_nested(void *context, size_t tile) {
    (void)tile;
    atomic_fetch_add(&((piece *)context)->nested, 1);
}

static void count_run(void *context, size_t tile) {
    piece *p = context;
    atomic_fetch_add(&p->runs[tile], 1);
    cc_pool_run(p->pool, 3, count_nested, p);
}

static void count_alone(void *context, size_t tile) {
    atomic_fetch_add(&(*(piece **)context)->runs[tile], 1);
}

/* One piece that is waited for, and one that is begun, left to the workers while others run, and finished. */
static bool run_pieces(cc_pool *pool, size_t pieces, bool starts) {
    bool whole = true;
    for (size_t i = 0; whole && i < pieces; i++) {
        piece p = {.pool = pool}, aside = {.pool = pool}, *pointer = &aside;
        if (starts) cc_pool_start(pool, 7, count_alone, &pointer, sizeof pointer);
        cc_pool_run(pool, 7, count_run, &p);
        if (starts) cc_pool_finish(pool);
        for (int tile = 0; tile < 7; tile++) whole = whole && p.runs[tile] == 1 && aside.runs[tile] == starts;
        whole = whole && p.nested == 21;
    }
    return whole;
}

typedef struct {
    cc_pool *pool;
    size_t pieces;
    bool whole;
} caller;

static void *call(void *argument) {
    caller *self = argument;
    self->whole = run_pieces(self->pool, self->pieces, true);
    return NULL;
}

bool kernel_checks_pool(size_t threads, size_t pieces) {
    cc_pool *pool = cc_pool_create(threads);
    if (!pool) return false;
    bool whole = run_pieces(pool, pieces, true);
    caller other = {pool, pieces, false};
    pthread_t thread;
    whole = pthread_create(&thread, NULL, call, &other) == 0 && whole;
    whole = run_pieces(pool, pieces, true) && whole;
    pthread_join(thread, NULL);
    cc_pool_destroy(pool);
    return whole && other.whole;
}
