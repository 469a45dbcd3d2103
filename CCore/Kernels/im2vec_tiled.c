/* im2vec_tiled.c: im2vec cut into tiles of 16 rows over the pool. */
#include "ccore.h"

enum { ROWS = 16 };

#define CC_TILED_IM2VEC(T, S)                                                                                          \
    typedef struct {                                                                                                   \
        T *out;                                                                                                        \
        const uint8_t *pixels;                                                                                         \
        const int32_t *index;                                                                                          \
        const T *scale, *shift;                                                                                        \
        size_t n, d;                                                                                                   \
    } im2vec_work_##S;                                                                                                 \
                                                                                                                       \
    static void im2vec_tile_##S(void *context, size_t tile) {                                                          \
        const im2vec_work_##S *w = context;                                                                            \
        size_t start = tile * ROWS, n = w->n - start < ROWS ? w->n - start : ROWS;                                     \
        cc_kernels_active()->S.im2vec(w->out + start * w->d, w->pixels, w->index + start, w->scale, w->shift, n,       \
                                      w->d);                                                                           \
    }                                                                                                                  \
                                                                                                                       \
    void cc_im2vec_##S(cc_pool *pool, T *out, const uint8_t *pixels, const int32_t *index, const T *scale,             \
                       const T *shift, size_t n, size_t d) {                                                           \
        im2vec_work_##S work = {out, pixels, index, scale, shift, n, d};                                               \
        cc_pool_run(pool, (n + ROWS - 1) / ROWS, im2vec_tile_##S, &work);                                              \
    }

CC_TILED_IM2VEC(float, f32)
CC_TILED_IM2VEC(double, f64)
