/* gemm_wide.h: the first layers of a population, a block of one panel of units at a time; see gemm_wide.c and
 * gemm_set.h.
 *
 * All operands come packed, so that both products run the micro-kernel of gemm_outer.h over contiguous memory:
 * W is d x PANEL for each panel of units, dY and Z are n x PANEL, and X is stored twice, OUTER_ROWS samples and
 * OUTER_ROWS columns of it together. */

/* W (rows x PANEL) = kept * W + factor * the products; factor and kept hold one number for each unit. */
INLINE void FN(wide_tile)(const FN(tile) * t, const T *factor, const T *kept, const size_t rows) {
    FN(vector) sum[OUTER_ROWS][OUTER_VECTORS] = {0};
    UNROLL
    for (size_t i = 0; i < OUTER_ROWS; i++)
        for (size_t v = 0; v < PANEL; v += 64 / sizeof(T)) __builtin_prefetch(t->C + (i + OUTER_ROWS) * PANEL + v, 1);
    FN(add_products)(sum, t, 1, OUTER_ROWS, rows, OUTER_VECTORS);
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

#define ROWS(r)                                                                                                        \
    case r:                                                                                                            \
        FN(wide_tile)(t, factor, kept, r <= OUTER_ROWS ? r : 1);                                                       \
        break;
INLINE void FN(wide_rows)(const FN(tile) * t, const T *factor, const T *kept, size_t rows) {
    switch (rows) { ROWS(1) ROWS(2) ROWS(3) ROWS(4) ROWS(5) ROWS(6) ROWS(7) ROWS(8) }
}
#undef ROWS

/* W (d x PANEL) = kept * W + factor * X^T dY for d columns of X (along) and dY (n x PANEL). */
static void FN(wide_step)(T *W, const T *dY, const T *factor, const T *kept, const T *along, size_t n, size_t d) {
    FN(tile) t = {.B = dY, .depth = n};
    for (size_t j = 0; j < d; j += OUTER_ROWS) {
        t.A = along + j * n;
        t.C = W + j * PANEL;
        FN(wide_rows)(&t, factor, kept, d - j < OUTER_ROWS ? d - j : OUTER_ROWS);
    }
}

/* Z (n x PANEL) = X W + beta * Z for d of the `stored` columns of X (across) and W (d x PANEL). */
static void FN(wide_forward)(T *Z, const T *W, const T *across, size_t n, size_t stored, size_t d, T beta) {
    FN(tile)
    t = {.B = W,
         .ldc = PANEL,
         .row_step = 1,
         .depth_step = OUTER_ROWS,
         .depth = d,
         .columns = PANEL,
         .alpha = 1,
         .beta = beta};
    for (size_t i = 0; i < n; i += OUTER_ROWS) {
        t.A = across + i * stored;
        t.C = Z + i * PANEL;
        FN(outer_step)(&t, n - i < OUTER_ROWS ? n - i : OUTER_ROWS);
    }
}

#define FN_WIDE                                                                                                        \
    { PANEL, OUTER_ROWS, FN(wide_step), FN(wide_forward) }
static const WIDE FN(wide) = FN_WIDE;
#undef FN_WIDE
