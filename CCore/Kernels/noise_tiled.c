/* noise_tiled.c: noise in tiles over the pool; what an entry gets depends on the key and its place alone. */
#include "ccore.h"
#include "tiles.h"

enum { BLOCK = 64, TILE = 256 * BLOCK };

#define CC_TILED_NOISE(T, S)                                                                                           \
    typedef struct {                                                                                                   \
        T *y;                                                                                                          \
        const T *x;                                                                                                    \
        uint64_t key;                                                                                                  \
        uint32_t share;                                                                                                \
        T low, high;                                                                                                   \
        size_t count;                                                                                                  \
    } noise_work_##S;                                                                                                  \
                                                                                                                       \
    CC_TILES(T, S, add_noise, w->y + start, w->key, start / BLOCK, w->high)                                            \
    CC_TILES(T, S, add_uniform, w->y + start, w->key, start, w->high)                                                  \
    CC_TILES(T, S, salt_pepper, w->y + start, w->key, start, w->share, w->low, w->high)                                \
    CC_TILES(T, S, dropout, w->y + start, w->x + start, w->key, start, w->share, w->high)                              \
                                                                                                                       \
    void cc_add_noise_##S(cc_pool *pool, T *x, uint64_t key, T deviation, size_t count) {                              \
        run_add_noise_##S(pool, (noise_work_##S){.y = x, .key = key, .high = deviation, .count = count});              \
    }                                                                                                                  \
    void cc_add_uniform_##S(cc_pool *pool, T *x, uint64_t key, T amplitude, size_t count) {                            \
        run_add_uniform_##S(pool, (noise_work_##S){.y = x, .key = key, .high = amplitude, .count = count});            \
    }                                                                                                                  \
    void cc_salt_pepper_##S(cc_pool *pool, T *x, uint64_t key, uint32_t share, T low, T high, size_t count) {          \
        run_salt_pepper_##S(pool, (noise_work_##S){x, x, key, share, low, high, count});                               \
    }                                                                                                                  \
    void cc_dropout_##S(cc_pool *pool, T *Y, const T *X, uint64_t key, uint32_t share, T scale, size_t count) {        \
        run_dropout_##S(pool, (noise_work_##S){Y, X, key, share, 0, scale, count});                                    \
    }

/* The kernel of a slot on each tile of the work; the arguments name `w` and `start`. */
#define CC_TILES(T, S, slot, ...)                                                                                      \
    static void slot##_tile_##S(void *context, size_t tile) {                                                          \
        const noise_work_##S *w = context;                                                                             \
        size_t start = tile * TILE, count = w->count - start < TILE ? w->count - start : TILE;                         \
        cc_kernels_active()->S.slot(__VA_ARGS__, count);                                                               \
    }                                                                                                                  \
    static void run_##slot##_##S(cc_pool *pool, noise_work_##S work) {                                                 \
        cc_pool_run(pool, (work.count + TILE - 1) / TILE, slot##_tile_##S, &work);                                     \
    }

CC_TILED_NOISE(float, f32)
CC_TILED_NOISE(double, f64)
