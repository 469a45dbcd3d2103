/* gemm_wide.h: the first layers of a population, a block of one panel of units at a time; see gemm_wide.c and
 * gemm_set.h.
 *
 * Both products run the sums of gemm_outer.h over operands that lie together: W is d x PANEL for each panel of units,
 * dY and Z are n x PANEL, and X is cut into blocks of n x WIDE_BLOCK, whose rows lie a constant apart. */

#define ROWS(r)                                                                                                        \
    case r:                                                                                                            \
        TILE(r <= OUTER_ROWS ? r : 1);                                                                                 \
        break;

/* W (rows x PANEL) = kept * W + factor * the products; factor and kept hold one number for each unit. */
INLINE void FN(wide_tile)(const FN(tile) * t, const T *factor, const T *kept, const size_t rows) {
    FN(vector) sum[OUTER_ROWS][BROAD_VECTORS] = {0};
    UNROLL
    for (size_t i = 0; i < OUTER_ROWS; i++)
        for (size_t v = 0; v < PANEL; v += 64 / sizeof(T)) __builtin_prefetch(t->C + (i + OUTER_ROWS) * PANEL + v, 1);
    FN(add_products)(sum, t, 1, WIDE_BLOCK, rows, OUTER_VECTORS);
    UNROLL
    for (size_t i = 0; i < rows; i++) {
        UNROLL
        for (size_t v = 0; v < OUTER_VECTORS; v++) {
            T *C = t->C + i * PANEL + v * WIDTH;
            FN(store)
            (C, FN(load)(factor + v * WIDTH) * sum[i][v] + FN(load)(kept + v * WIDTH) * FN(load)(C));
        }
    }
}

INLINE void FN(wide_rows)(const FN(tile) * t, const T *factor, const T *kept, size_t rows) {
#define TILE(rows) FN(wide_tile)(t, factor, kept, rows)
    switch (rows) { ROWS(1) ROWS(2) ROWS(3) ROWS(4) ROWS(5) ROWS(6) ROWS(7) ROWS(8) }
#undef TILE
}

/* W (d x PANEL) = kept * W + factor * X^T dY for d columns of a block of X and dY (n x PANEL). */
static void FN(wide_step)(T *W, const T *dY, const T *factor, const T *kept, const T *X, size_t n, size_t d) {
    FN(tile) t = {.B = dY, .depth = n};
    for (size_t j = 0; j < d; j += OUTER_ROWS) {
        t.A = X + j;
        t.C = W + j * PANEL;
        FN(wide_rows)(&t, factor, kept, d - j < OUTER_ROWS ? d - j : OUTER_ROWS);
    }
}

/* Z (rows x PANEL) = beta * Z + the products. */
INLINE void FN(wide_sums)(const FN(tile) * t, const size_t rows) {
    FN(vector) sum[OUTER_ROWS][BROAD_VECTORS] = {0};
    FN(add_products)(sum, t, WIDE_BLOCK, 1, rows, OUTER_VECTORS);
    UNROLL
    for (size_t i = 0; i < rows; i++) FN(write_row)(t->C + i * PANEL, sum[i], PANEL, 1, t->beta, OUTER_VECTORS);
}

/* Z (n x PANEL) = X W^T + beta * Z for d columns of a block of X and W (d x PANEL). */
static void FN(wide_forward)(T *Z, const T *W, const T *X, size_t n, size_t d, T beta) {
    FN(tile) t = {.B = W, .depth = d, .beta = beta};
    for (size_t i = 0; i < n; i += OUTER_ROWS) {
        t.A = X + i * WIDE_BLOCK;
        t.C = Z + i * PANEL;
#define TILE(rows) FN(wide_sums)(&t, rows)
        switch (n - i < OUTER_ROWS ? n - i : OUTER_ROWS) {
            ROWS(1) ROWS(2) ROWS(3) ROWS(4) ROWS(5) ROWS(6) ROWS(7) ROWS(8)
        }
#undef TILE
    }
}
#undef ROWS

/* Y (n x units) = bias + Z + rest for `count` units that lie in one panel. The last vector of a row overlaps the one
 * before it. */
static void FN(wide_read)(T *Y, const T *bias, const T *Z, const T *rest, size_t n, size_t units, size_t count) {
    for (size_t i = 0; i < n; i++, Y += units, Z += PANEL, rest += PANEL) {
        for (size_t j = 0; count >= WIDTH && j < count; j += WIDTH) {
            size_t at = j + WIDTH <= count ? j : count - WIDTH;
            FN(store)(Y + at, FN(load)(bias + at) + FN(load)(Z + at) + FN(load)(rest + at));
        }
        for (size_t j = 0; count < WIDTH && j < count; j++) Y[j] = bias[j] + Z[j] + rest[j];
    }
}

/* panel (n x PANEL) = dY (n x units) for `count` units, in the same way. */
static void FN(wide_write)(T *panel, const T *dY, size_t n, size_t units, size_t count) {
    for (size_t i = 0; i < n; i++, dY += units, panel += PANEL) {
        for (size_t j = 0; count >= WIDTH && j < count; j += WIDTH) {
            size_t at = j + WIDTH <= count ? j : count - WIDTH;
            FN(store)(panel + at, FN(load)(dY + at));
        }
        for (size_t j = 0; count < WIDTH && j < count; j++) panel[j] = dY[j];
    }
}

#define FN_WIDE                                                                                                        \
    { PANEL, FN(wide_step), FN(wide_forward), FN(wide_read), FN(wide_write) }
static const WIDE FN(wide) = FN_WIDE;
#undef FN_WIDE
