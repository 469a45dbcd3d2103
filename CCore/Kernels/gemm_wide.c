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

/* Columns of X in one block: a multiple of every packing. Panels in one tile: what they share of X stays in the second
 * cache. */
enum { BLOCK = 192, TILE_PANELS = 4, PARTS = 2 };

static size_t whole(size_t length, size_t unit) {
    return (length + unit - 1) / unit;
}

#define CC_WIDE(T, S)                                                                                                  \
    size_t cc_wide_panel_##S(void) {                                                                                   \
        return cc_native_wide_kernels()->S.panel;                                                                      \
    }                                                                                                                  \
                                                                                                                       \
    size_t cc_wide_packed_##S(size_t length) {                                                                         \
        size_t rows = cc_native_wide_kernels()->S.rows;                                                                \
        return whole(length, rows) * rows;                                                                             \
    }                                                                                                                  \
                                                                                                                       \
    typedef struct {                                                                                                   \
        T *along, *across;                                                                                             \
        const T *X;                                                                                                    \
        size_t n, d, rows;                                                                                             \
    } wide_packing_##S;                                                                                                \
                                                                                                                       \
    /* A constant number of rows makes moves of the copies. */                                                         \
    static inline __attribute__((always_inline)) void pack_along_##S(const wide_packing_##S *w, size_t first,          \
                                                                     size_t end, const size_t rows) {                  \
        for (size_t j = first; j < end; j += rows) {                                                                   \
            T *to = w->along + j * w->n;                                                                               \
            const T *from = w->X + j;                                                                                  \
            if (j + rows <= w->d)                                                                                      \
                for (size_t i = 0; i < w->n; i++) memcpy(to + i * rows, from + i * w->d, rows * sizeof(T));            \
            else                                                                                                       \
                for (size_t i = 0; i < w->n; i++)                                                                      \
                    for (size_t r = 0; r < rows; r++) to[i * rows + r] = j + r < w->d ? from[i * w->d + r] : 0;        \
        }                                                                                                              \
    }                                                                                                                  \
                                                                                                                       \
    static inline __attribute__((always_inline)) void pack_across_##S(const wide_packing_##S *w, size_t first,         \
                                                                      size_t end, const size_t rows) {                 \
        for (size_t i = 0; i < w->n; i += rows) {                                                                      \
            T *to = w->across + i * w->d;                                                                              \
            for (size_t r = 0; r < rows; r++) {                                                                        \
                const T *from = w->X + (i + r < w->n ? i + r : w->n - 1) * w->d;                                       \
                for (size_t j = first; j < end; j++) to[j * rows + r] = from[j];                                       \
            }                                                                                                          \
        }                                                                                                              \
    }                                                                                                                  \
                                                                                                                       \
    static void wide_pack_block_##S(void *context, size_t block) {                                                     \
        const wide_packing_##S *w = context;                                                                           \
        size_t first = block * BLOCK, end = first + BLOCK < w->d ? first + BLOCK : w->d;                               \
        if (w->rows == 8)                                                                                              \
            pack_along_##S(w, first, end, 8), pack_across_##S(w, first, end, 8);                                       \
        else                                                                                                           \
            pack_along_##S(w, first, end, 6), pack_across_##S(w, first, end, 6);                                       \
    }                                                                                                                  \
                                                                                                                       \
    void cc_wide_pack_##S(cc_pool *pool, T *along, T *across, const T *X, size_t n, size_t d) {                        \
        wide_packing_##S work = {along, across, X, n, d, cc_native_wide_kernels()->S.rows};                            \
        cc_pool_run(pool, whole(d, BLOCK), wide_pack_block_##S, &work);                                                \
    }                                                                                                                  \
                                                                                                                       \
    typedef struct {                                                                                                   \
        T *W, *Z;                                                                                                      \
        const T *dY, *factor, *kept, *along, *across;                                                                  \
        size_t n, d, panels, groups;                                                                                   \
    } wide_work_##S;                                                                                                   \
                                                                                                                       \
    /* A group of panels over one part of X. */                                                                        \
    static void wide_tile_##S(void *context, size_t tile) {                                                            \
        const wide_work_##S *w = context;                                                                              \
        const cc_wide_kernels_##S *kernels = &cc_native_wide_kernels()->S;                                             \
        size_t width = kernels->panel, n = w->n, d = w->d, number = tile / w->groups;                                  \
        part p = part_of(w->panels, tile % w->groups, w->groups), blocks = part_of(whole(d, BLOCK), number, PARTS);    \
        for (size_t b = blocks.start; b < blocks.start + blocks.length; b++) {                                         \
            size_t j = b * BLOCK, columns = d - j < BLOCK ? d - j : BLOCK;                                             \
            for (size_t i = p.start; i < p.start + p.length; i++) {                                                    \
                T *W = w->W + (i * d + j) * width, *Z = w->Z + (number * w->panels + i) * n * width;                   \
                if (w->dY)                                                                                             \
                    kernels->step(W, w->dY + i * n * width, w->factor + i * width, w->kept + i * width,                \
                                  w->along + j * n, n, columns);                                                       \
                if (w->Z) kernels->forward(Z, W, w->across + j * kernels->rows, n, d, columns, b > blocks.start);      \
            }                                                                                                          \
        }                                                                                                              \
    }                                                                                                                  \
                                                                                                                       \
    void cc_wide_step_##S(cc_pool *pool, T *W, T *Z, const T *dY, const T *factor, const T *kept, const T *along,      \
                          const T *across, size_t n, size_t d, size_t panels) {                                        \
        wide_work_##S work = {W, Z, dY, factor, kept, along, across, n, d, panels, whole(panels, TILE_PANELS)};        \
        cc_pool_run(pool, PARTS *work.groups, wide_tile_##S, &work);                                                   \
    }

CC_WIDE(float, f32)
CC_WIDE(double, f64)
