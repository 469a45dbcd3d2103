/* im2vec_tiled.c: im2vec, and the gathering of bytes, cut into columns over the pool.
 *
 * The columns are those that gemm.c cuts the first layer's products into, so that a worker goes on with the part of the
 * batch that it has just written. */
#include "ccore.h"
#include "tiles.h"
#include <string.h>

#define CC_TILED_IM2VEC(T, S)                                                                                          \
    typedef struct {                                                                                                   \
        T *out;                                                                                                        \
        const uint8_t *pixels;                                                                                         \
        const int32_t *index;                                                                                          \
        const T *scale, *shift;                                                                                        \
        size_t n, d, tiles;                                                                                            \
    } im2vec_work_##S;                                                                                                 \
                                                                                                                       \
    static void im2vec_tile_##S(void *context, size_t tile) {                                                          \
        const im2vec_work_##S *w = context;                                                                            \
        part p = part_of(w->d, tile, w->tiles);                                                                        \
        cc_kernels_active()->S.im2vec(w->out + p.start, w->pixels + p.start, w->index, w->scale + p.start,             \
                                      w->shift + p.start, w->n, p.length, w->d, w->d);                                 \
    }                                                                                                                  \
                                                                                                                       \
    void cc_im2vec_##S(cc_pool *pool, T *out, const uint8_t *pixels, const int32_t *index, const T *scale,             \
                       const T *shift, size_t n, size_t d, bool ahead) {                                               \
        im2vec_work_##S work = {out, pixels, index, scale, shift, n, d, tiles_of(d, TILE_COLUMNS)};                    \
        _Static_assert(sizeof work <= CC_POOL_CONTEXT, "the pool has room for it");                                    \
        if (ahead)                                                                                                     \
            cc_pool_start(pool, work.tiles, im2vec_tile_##S, &work, sizeof work);                                      \
        else                                                                                                           \
            cc_pool_run(pool, work.tiles, im2vec_tile_##S, &work);                                                     \
    }

CC_TILED_IM2VEC(float, f32)
CC_TILED_IM2VEC(double, f64)

typedef struct {
    uint8_t *out;
    const uint8_t *pixels;
    const int32_t *index;
    size_t n, d, tiles;
} gather_work;

static void gather_tile(void *context, size_t tile) {
    enum { ahead = 8, cache_line = 64 };
    const gather_work *w = context;
    part p = part_of(w->d, tile, w->tiles);
    for (size_t i = 0; i < w->n; i++) {
        if (i + ahead < w->n) {
            const uint8_t *later = w->pixels + (size_t)w->index[i + ahead] * w->d + p.start;
            for (size_t j = 0; j < p.length; j += cache_line) __builtin_prefetch(later + j);
        }
        memcpy(w->out + i * w->d + p.start, w->pixels + (size_t)w->index[i] * w->d + p.start, p.length);
    }
}

void cc_gather_images(cc_pool *pool, uint8_t *out, const uint8_t *pixels, const int32_t *index, size_t n, size_t d,
                      bool ahead) {
    gather_work work = {out, pixels, index, n, d, tiles_of(d, TILE_COLUMNS)};
    _Static_assert(sizeof work <= CC_POOL_CONTEXT, "the pool has room for it");
    if (ahead)
        cc_pool_start(pool, work.tiles, gather_tile, &work, sizeof work);
    else
        cc_pool_run(pool, work.tiles, gather_tile, &work);
}
