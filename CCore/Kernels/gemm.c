/* gemm.c: the implementations of the matrix product by name, and the product in fixed tiles over the pool.
 *
 * The cuts depend on the shape alone. A sum is made by one tile in one order, or by tiles whose partial sums are added
 * in one order, hence the same bits at any number of threads. */
#include "ccore.h"
#include "tiles.h"

extern const cc_gemm cc_gemm_auto, cc_gemm_reference, cc_gemm_native, cc_gemm_openblas;

const cc_gemm *cc_gemm_at(size_t position) {
    static const cc_gemm *const all[] = {&cc_gemm_reference, &cc_gemm_native, &cc_gemm_openblas, &cc_gemm_auto};
    return position < sizeof all / sizeof *all ? all[position] : NULL;
}

/* How a product is cut, by its shape alone: rows or columns of the output, or the inner dimension of a small one. */
typedef struct {
    enum { BY_ROWS, BY_COLUMNS, BY_DEPTH } cut;
    size_t tiles;
} plan;

/* Products below 2^18 multiplications are not worth a second worker. The inner dimension of the first layer is
 * cut like its columns and those of im2vec, so that a worker meets the part that it has in its cache. */
static plan plan_of(size_t m, size_t n, size_t k) {
    if (m * n * k < (size_t)1 << 18) return (plan){BY_ROWS, 1};
    if (m * n <= MOST_PARTIAL && k >= 4 * n && k >= 4 * m) {
        size_t tiles = tiles_of(k, 2 * TILE_COLUMNS);
        return (plan){BY_DEPTH, tiles < MOST_PARTS ? tiles : MOST_PARTS};
    }
    return n > m ? (plan){BY_COLUMNS, tiles_of(n, TILE_COLUMNS)} : (plan){BY_ROWS, tiles_of(m, 64)};
}

#define CC_TILED_GEMM(T, S)                                                                                            \
    typedef struct {                                                                                                   \
        const cc_gemm *gemm;                                                                                           \
        T *C;                                                                                                          \
        const T *A, *B;                                                                                                \
        bool ta, tb;                                                                                                   \
        size_t m, n, k;                                                                                                \
        plan plan;                                                                                                     \
        T alpha, beta, *partial;                                                                                       \
    } gemm_work_##S;                                                                                                   \
                                                                                                                       \
    static void gemm_tile_##S(void *context, size_t tile) {                                                            \
        const gemm_work_##S *w = context;                                                                              \
        size_t m = w->m, n = w->n, k = w->k, lda = w->ta ? m : k, ldb = w->tb ? k : n;                                 \
        switch (w->plan.cut) {                                                                                         \
        case BY_COLUMNS: {                                                                                             \
            part p = part_of(n, tile, w->plan.tiles);                                                                  \
            w->gemm->S(w->C + p.start, w->A, w->B + p.start * (w->tb ? k : 1), w->ta, w->tb, m, p.length, k, n, lda,   \
                       ldb, w->alpha, w->beta);                                                                        \
            break;                                                                                                     \
        }                                                                                                              \
        case BY_ROWS: {                                                                                                \
            part p = part_of(m, tile, w->plan.tiles);                                                                  \
            w->gemm->S(w->C + p.start * n, w->A + p.start * (w->ta ? 1 : k), w->B, w->ta, w->tb, p.length, n, k, n,    \
                       lda, ldb, w->alpha, w->beta);                                                                   \
            break;                                                                                                     \
        }                                                                                                              \
        case BY_DEPTH: {                                                                                               \
            part p = part_of(k, tile, w->plan.tiles);                                                                  \
            w->gemm->S(w->partial + tile * m * n, w->A + p.start * (w->ta ? m : 1), w->B + p.start * (w->tb ? 1 : n),  \
                       w->ta, w->tb, m, n, p.length, n, lda, ldb, w->alpha, 0);                                        \
            break;                                                                                                     \
        }                                                                                                              \
        }                                                                                                              \
    }                                                                                                                  \
                                                                                                                       \
    /* C = beta * C + the partial products, added in the order of the tiles. */                                        \
    static void gemm_add_up_##S(const gemm_work_##S *w) {                                                              \
        size_t count = w->m * w->n;                                                                                    \
        for (size_t i = 0; i < count; i++) {                                                                           \
            T sum = w->beta == 0 ? 0 : w->beta * w->C[i];                                                              \
            for (size_t tile = 0; tile < w->plan.tiles; tile++) sum += w->partial[tile * count + i];                   \
            w->C[i] = sum;                                                                                             \
        }                                                                                                              \
    }                                                                                                                  \
                                                                                                                       \
    void cc_gemm_##S(cc_pool *pool, const cc_gemm *gemm, T *C, const T *A, const T *B, bool ta, bool tb, size_t m, \
                     size_t n, size_t k, T alpha, T beta) { \
        static _Thread_local T partial[MOST_PARTIAL * MOST_PARTS]; \
        gemm_work_##S work = {gemm, C, A, B, ta, tb, m, n, k, plan_of(m, n, k), alpha, beta, partial}; \
        cc_pool_run(pool, work.plan.tiles, gemm_tile_##S, &work); \
        if (work.plan.cut == BY_DEPTH) gemm_add_up_##S(&work); \
    }

CC_TILED_GEMM(float, f32)
CC_TILED_GEMM(double, f64)
