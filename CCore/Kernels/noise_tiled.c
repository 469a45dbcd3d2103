/* noise_tiled.c: normal noise in tiles over the pool; what an entry gets depends on the key and its place alone. */
#include "ccore.h"
#include "tiles.h"

enum { BLOCK = 64, TILE = 256 * BLOCK };

#define CC_TILED_NOISE(T, S)                                                                                           \
    typedef struct {                                                                                                   \
        T *x;                                                                                                          \
        uint64_t key;                                                                                                  \
        T deviation;                                                                                                   \
        size_t count;                                                                                                  \
    } noise_work_##S;                                                                                                  \
                                                                                                                       \
    static void noise_tile_##S(void *context, size_t tile) {                                                           \
        const noise_work_##S *w = context;                                                                             \
        size_t start = tile * TILE, count = w->count - start < TILE ? w->count - start : TILE;                         \
        cc_kernels_active()->S.add_noise(w->x + start, w->key, start / BLOCK, w->deviation, count);                    \
    }                                                                                                                  \
                                                                                                                       \
    void cc_add_noise_##S(cc_pool *pool, T *x, uint64_t key, T deviation, size_t count) {                              \
        noise_work_##S work = {x, key, deviation, count};                                                              \
        cc_pool_run(pool, (count + TILE - 1) / TILE, noise_tile_##S, &work);                                           \
    }

CC_TILED_NOISE(float, f32)
CC_TILED_NOISE(double, f64)
