/* im2vec_tiled.c: im2vec cut into columns over the pool.
 *
 * The columns are those that gemm.c cuts the first layer's products into, so that a worker goes on with the part of the
 * batch that it has just written. */
#include "ccore.h"
#include "tiles.h"

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
                                      w->shift + p.start, w->n, p.length, w->d);                                       \
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
