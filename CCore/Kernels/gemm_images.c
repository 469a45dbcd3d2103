/* gemm_images.c: the products of the first layer with images that stay bytes, in fixed tiles over the pool.
 *
 * As in gemm.c the cuts depend on the shape alone: a product of many pixels and few outputs is cut along the pixels,
 * and its partial sums are added in the order of the parts. */
#include "ccore.h"
#include "images.h"
#include "tiles.h"

extern const cc_gemm cc_gemm_auto, cc_gemm_native;
bool cc_gemm_auto_is_native(void);

/* With more units the batch as floats, which is made once, costs less than what each tile makes for itself. */
enum { MOST_UNITS = 128, MOST_ROWS = 208 };

/* A batch of so few images is cut along the pixels however many units there are; one tile of rows would be all of it. */
enum { FEW_ROWS = 128 };

bool cc_gemm_reads_images(const cc_gemm *gemm, size_t units) {
    bool native = gemm == &cc_gemm_native || (gemm == &cc_gemm_auto && cc_gemm_auto_is_native());
    return native && units <= MOST_UNITS && cc_native_image_products()->f32.across;
}

#define CC_TILED_IMAGES(T, S)                                                                                          \
    typedef struct {                                                                                                   \
        T *out;                                                                                                        \
        const T *factor, *scale, *shift;                                                                               \
        const uint8_t *pixels;                                                                                         \
        const int32_t *index;                                                                                          \
        size_t n, d, units, tiles;                                                                                     \
        T alpha, beta;                                                                                                 \
    } images_work_##S;                                                                                                 \
                                                                                                                       \
    /* Z (n x units) = the transpose of the sum of the partial products, each units x n. */                            \
    static void add_up_##S(T *Z, T *partial, size_t parts, size_t n, size_t units) {                                   \
        for (size_t i = 0; i < units; i++, partial += n) {                                                             \
            for (size_t p = 1; p < parts; p++)                                                                         \
                for (size_t j = 0; j < n; j++) partial[j] += partial[p * n * units + j];                               \
            for (size_t j = 0; j < n; j++) Z[j * units + i] = partial[j];                                              \
        }                                                                                                              \
    }                                                                                                                  \
                                                                                                                       \
    static void images_part_##S(void *context, size_t tile) {                                                          \
        const images_work_##S *w = context;                                                                            \
        part p = part_of(w->d, tile, w->tiles);                                                                        \
        cc_native_image_products()->S.across(w->out + tile * w->n * w->units, w->pixels + p.start, w->index, w->d,     \
                                             w->scale + p.start, w->shift + p.start, w->factor + p.start, w->n,        \
                                             w->units, p.length);                                                      \
    }                                                                                                                  \
                                                                                                                       \
    static void images_rows_##S(void *context, size_t tile) {                                                          \
        const images_work_##S *w = context;                                                                            \
        part p = part_of(w->n, tile, w->tiles);                                                                        \
        T P[MOST_ROWS * MOST_UNITS];                                                                                   \
        cc_native_image_products()->S.across(P, w->pixels, w->index + p.start, w->d, w->scale, w->shift, w->factor,    \
                                             p.length, w->units, w->d);                                                \
        add_up_##S(w->out + p.start * w->units, P, 1, p.length, w->units);                                             \
    }                                                                                                                  \
                                                                                                                       \
    void cc_images_product_##S(cc_pool *pool, T *Z, const uint8_t *pixels, const int32_t *index, const T *scale,       \
                               const T *shift, const T *W, size_t n, size_t d, size_t units) {                         \
        static _Thread_local T partial[FEW_ROWS * MOST_UNITS * MOST_PARTS];                                            \
        images_work_##S work = {.out = Z,                                                                              \
                                .factor = W,                                                                           \
                                .scale = scale,                                                                        \
                                .shift = shift,                                                                        \
                                .pixels = pixels,                                                                      \
                                .index = index,                                                                        \
                                .n = n,                                                                                \
                                .d = d,                                                                                \
                                .units = units};                                                                       \
        if (n > FEW_ROWS && n * units > MOST_PARTIAL) {                                                                \
            work.tiles = (n + MOST_ROWS - 1) / MOST_ROWS;                                                              \
            cc_pool_run(pool, work.tiles, images_rows_##S, &work);                                                     \
        } else {                                                                                                       \
            size_t parts = tiles_of(d, TILE_COLUMNS);                                                                  \
            work.tiles = parts < MOST_PARTS ? parts : MOST_PARTS;                                                      \
            work.out = partial;                                                                                        \
            cc_pool_run(pool, work.tiles, images_part_##S, &work);                                                     \
            add_up_##S(Z, partial, work.tiles, n, units);                                                              \
        }                                                                                                              \
    }                                                                                                                  \
                                                                                                                       \
    static void images_columns_##S(void *context, size_t tile) {                                                       \
        const images_work_##S *w = context;                                                                            \
        part p = part_of(w->d, tile, w->tiles);                                                                        \
        cc_native_image_products()->S.along(w->out + p.start, w->pixels + p.start, w->index, w->d, w->scale + p.start, \
                                            w->shift + p.start, w->factor, w->n, w->units, p.length, w->alpha,         \
                                            w->beta);                                                                  \
    }                                                                                                                  \
                                                                                                                       \
    void cc_images_gradient_##S(cc_pool *pool, T *C, const T *dY, const uint8_t *pixels, const int32_t *index,         \
                                const T *scale, const T *shift, size_t n, size_t d, size_t units, T alpha, T beta) {   \
        images_work_##S work = {C,     dY,  scale, shift, pixels, index, n, d, units, tiles_of(d, TILE_COLUMNS),       \
                                alpha, beta};                                                                          \
        cc_pool_run(pool, work.tiles, images_columns_##S, &work);                                                      \
    }

CC_TILED_IMAGES(float, f32)
CC_TILED_IMAGES(double, f64)
