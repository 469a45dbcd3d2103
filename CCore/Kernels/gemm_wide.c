/* gemm_wide.c: the first layers of a population of networks that see the same batches, as one wide product.
 *
 * The units of all networks stand side by side, whoever owns them, in panels that fill the registers of a micro-kernel.
 * W is kept in that form from step to step, and X is packed once for all networks. A step takes W = kept * W + factor *
 * dY^T X with X of this batch and at once Z = X W^T with that of the next one, block by block: each block comes from
 * memory once a step, and the second product finds it in the first cache.
 *
 * X is cut into two PARTS as well, each with a Z of its own: panels alone would leave one of two workers idle for the
 * last of an odd number of them, and a worker keeps its part of X in its cache from tile to tile.
 *
 * The cuts depend on the shape alone, and a sum is made by one tile in one order. */
#include "ccore.h"
#include "tiles.h"
#include "wide.h"
#include <string.h>

/* Panels in one tile: what they share of X stays in the second cache. */
enum { TILE_PANELS = 4, PARTS = 2 };

static size_t whole(size_t length, size_t unit) {
    return (length + unit - 1) / unit;
}

size_t cc_wide_packed(size_t n, size_t d) {
    return n * whole(d, WIDE_BLOCK) * WIDE_BLOCK;
}

#define CC_WIDE(T, S)                                                                                                  \
    size_t cc_wide_panel_##S(void) {                                                                                   \
        return cc_native_wide_kernels()->S.panel;                                                                      \
    }                                                                                                                  \
                                                                                                                       \
    typedef struct {                                                                                                   \
        T *packed;                                                                                                     \
        const T *X;                                                                                                    \
        const uint8_t *pixels;                                                                                         \
        const int32_t *index;                                                                                          \
        const T *scale, *shift;                                                                                        \
        size_t n, d;                                                                                                   \
    } wide_packing_##S;                                                                                                \
                                                                                                                       \
    static void wide_pack_##S(void *context, size_t block) {                                                           \
        const wide_packing_##S *w = context;                                                                           \
        size_t j = block * WIDE_BLOCK, columns = w->d - j < WIDE_BLOCK ? w->d - j : WIDE_BLOCK;                        \
        T *packed = w->packed + w->n * j;                                                                              \
        if (w->pixels)                                                                                                 \
            cc_kernels_active()->S.im2vec(packed, w->pixels + j, w->index, w->scale + j, w->shift + j, w->n, columns,  \
                                          w->d, WIDE_BLOCK);                                                           \
        else                                                                                                           \
            for (size_t i = 0; i < w->n; i++)                                                                          \
                memcpy(packed + i * WIDE_BLOCK, w->X + i * w->d + j, columns * sizeof(T));                             \
    }                                                                                                                  \
                                                                                                                       \
    void cc_wide_pack_##S(cc_pool *pool, T *packed, const T *X, size_t n, size_t d) {                                  \
        wide_packing_##S work = {.packed = packed, .X = X, .n = n, .d = d};                                            \
        cc_pool_run(pool, whole(d, WIDE_BLOCK), wide_pack_##S, &work);                                                 \
    }                                                                                                                  \
                                                                                                                       \
    void cc_wide_pack_images_##S(cc_pool *pool, T *packed, const uint8_t *pixels, const int32_t *index,                \
                                 const T *scale, const T *shift, size_t n, size_t d) {                                 \
        wide_packing_##S work = {packed, NULL, pixels, index, scale, shift, n, d};                                     \
        cc_pool_run(pool, whole(d, WIDE_BLOCK), wide_pack_##S, &work);                                                 \
    }                                                                                                                  \
                                                                                                                       \
    typedef struct {                                                                                                   \
        T *W, *Z;                                                                                                      \
        const T *dY, *factor, *kept, *X, *next;                                                                        \
        size_t n, d, panels, groups;                                                                                   \
    } wide_work_##S;                                                                                                   \
                                                                                                                       \
    /* A group of panels over one part of X. */                                                                        \
    static void wide_tile_##S(void *context, size_t tile) {                                                            \
        const wide_work_##S *w = context;                                                                              \
        const cc_wide_kernels_##S *kernels = &cc_native_wide_kernels()->S;                                             \
        size_t width = kernels->panel, n = w->n, d = w->d, number = tile / w->groups;                                  \
        part p = part_of(w->panels, tile % w->groups, w->groups),                                                      \
             blocks = part_of(whole(d, WIDE_BLOCK), number, PARTS);                                                    \
        for (size_t b = blocks.start; b < blocks.start + blocks.length; b++) {                                         \
            size_t j = b * WIDE_BLOCK, columns = d - j < WIDE_BLOCK ? d - j : WIDE_BLOCK;                              \
            for (size_t i = p.start; i < p.start + p.length; i++) {                                                    \
                T *W = w->W + (i * d + j) * width, *Z = w->Z + (number * w->panels + i) * n * width;                   \
                if (w->dY)                                                                                             \
                    kernels->step(W, w->dY + i * n * width, w->factor + i * width, w->kept + i * width, w->X + j * n,  \
                                  n, columns);                                                                         \
                if (w->Z) kernels->forward(Z, W, w->next + j * n, n, columns, b > blocks.start);                       \
            }                                                                                                          \
        }                                                                                                              \
    }                                                                                                                  \
                                                                                                                       \
    void cc_wide_step_##S(cc_pool *pool, T *W, T *Z, const T *dY, const T *factor, const T *kept, const T *X,          \
                          const T *next, size_t n, size_t d, size_t panels) {                                          \
        wide_work_##S work = {W, Z, dY, factor, kept, X, next, n, d, panels, whole(panels, TILE_PANELS)};              \
        cc_pool_run(pool, PARTS *work.groups, wide_tile_##S, &work);                                                   \
    }                                                                                                                  \
                                                                                                                       \
    /* The units of a member that lie in one panel with its unit i: how many, and where the first entry lies. */       \
    static size_t wide_run_##S(size_t *place, size_t first, size_t i, size_t units, size_t n) {                        \
        size_t width = cc_native_wide_kernels()->S.panel, column = (first + i) % width;                                \
        *place = (first + i) / width * n * width + column;                                                             \
        return units - i < width - column ? units - i : width - column;                                                \
    }                                                                                                                  \
                                                                                                                       \
    void cc_wide_outputs_##S(T *Y, const T *Z, const T *bias, size_t first, size_t units, size_t n, size_t panels) {   \
        const cc_wide_kernels_##S *kernels = &cc_native_wide_kernels()->S;                                             \
        for (size_t i = 0, place, count; i < units; i += count) {                                                      \
            count = wide_run_##S(&place, first, i, units, n);                                                          \
            kernels->read(Y + i, bias + i, Z + place, Z + place + panels * n * kernels->panel, n, units, count);       \
        }                                                                                                              \
    }                                                                                                                  \
                                                                                                                       \
    void cc_wide_gradient_##S(T *panels, const T *dY, size_t first, size_t units, size_t n) {                          \
        for (size_t i = 0, place, count; i < units; i += count) {                                                      \
            count = wide_run_##S(&place, first, i, units, n);                                                          \
            cc_native_wide_kernels()->S.write(panels + place, dY + i, n, units, count);                                \
        }                                                                                                              \
    }

CC_WIDE(float, f32)
CC_WIDE(double, f64)
