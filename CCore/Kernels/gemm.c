/* gemm.c: the implementations of the matrix product by name, and the product in fixed tiles over the pool.
 *
 * The longer side of the output is cut, never the inner dimension, into parts that depend on the shape alone: every sum
 * is made by one tile in one order, hence the same bits at any number of threads. */
#include "ccore.h"

extern const cc_gemm cc_gemm_reference, cc_gemm_native, cc_gemm_openblas;

const cc_gemm *cc_gemm_at(size_t position) {
    static const cc_gemm *const all[] = {&cc_gemm_reference, &cc_gemm_native, &cc_gemm_openblas};
    return position < sizeof all / sizeof *all ? all[position] : NULL;
}

/* The part of 0 ..< length that belongs to a tile out of so many. */
typedef struct {
    size_t start, length;
} part;

static part part_of(size_t length, size_t tile, size_t tiles) {
    size_t start = length * tile / tiles, end = length * (tile + 1) / tiles;
    return (part){start, end - start};
}

/* Products below 2^18 multiplications are not worth a second worker; rows are cut near 64, columns near 512. */
static size_t tile_count(size_t m, size_t n, size_t k) {
    if (m * n * k < (size_t)1 << 18) return 1;
    size_t tiles = n > m ? n / 512 : (m + 32) / 64;
    return tiles > 0 ? tiles : 1;
}

#define CC_TILED_GEMM(T, S)                                                                                            \
    typedef struct {                                                                                                   \
        const cc_gemm *gemm;                                                                                           \
        T *C;                                                                                                          \
        const T *A, *B;                                                                                                \
        bool ta, tb;                                                                                                   \
        size_t m, n, k, tiles;                                                                                         \
        T beta;                                                                                                        \
    } gemm_work_##S;                                                                                                   \
                                                                                                                       \
    static void gemm_tile_##S(void *context, size_t tile) {                                                            \
        const gemm_work_##S *w = context;                                                                              \
        size_t m = w->m, n = w->n, k = w->k, lda = w->ta ? m : k, ldb = w->tb ? k : n;                                 \
        if (n > m) {                                                                                                   \
            part p = part_of(n, tile, w->tiles);                                                                       \
            w->gemm->S(w->C + p.start, w->A, w->B + p.start * (w->tb ? k : 1), w->ta, w->tb, m, p.length, k, n, lda,   \
                       ldb, w->beta);                                                                                  \
        } else {                                                                                                       \
            part p = part_of(m, tile, w->tiles);                                                                       \
            w->gemm->S(w->C + p.start * n, w->A + p.start * (w->ta ? 1 : k), w->B, w->ta, w->tb, p.length, n, k, n,    \
                       lda, ldb, w->beta);                                                                             \
        }                                                                                                              \
    }                                                                                                                  \
                                                                                                                       \
    void cc_gemm_##S(cc_pool *pool, const cc_gemm *gemm, T *C, const T *A, const T *B, bool ta, bool tb, size_t m,     \
                     size_t n, size_t k, T beta) {                                                                     \
        gemm_work_##S work = {gemm, C, A, B, ta, tb, m, n, k, tile_count(m, n, k), beta};                              \
        cc_pool_run(pool, work.tiles, gemm_tile_##S, &work);                                                           \
    }

CC_TILED_GEMM(float, f32)
CC_TILED_GEMM(double, f64)
