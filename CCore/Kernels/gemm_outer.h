/* gemm_outer.h: C (m x n) = alpha * op(A) (m x k) * op(B) (k x n) + beta * C as a sum of outer products; see
 * gemm_set.h.
 *
 * B is packed into panels (depth x PANEL), zero beyond its last column, that stay in the cache while the rows of A
 * pass. A is read in place, an entry at a time, whichever way it is stored. */

#define WIDTH (VECTOR_BYTES / sizeof(T))
#define PANEL (OUTER_VECTORS * WIDTH)
#define BROAD (BROAD_VECTORS * WIDTH)

typedef T FN(vector) __attribute__((vector_size(VECTOR_BYTES)));

/* What a micro-kernel works on. A[i, l] is A[i * row_step + l * depth_step]; B is packed. */
typedef struct {
    T *C;
    const T *A, *B;
    size_t ldc, row_step, depth_step, depth, columns;
    T alpha, beta;
} FN(tile);

INLINE FN(vector) FN(load)(const T *x) {
    FN(vector) v;
    memcpy(&v, x, sizeof v);
    return v;
}

INLINE void FN(store)(T *x, FN(vector) v) {
    memcpy(x, &v, sizeof v);
}

/* C (columns) = alpha * sum + beta * C, for one row. */
INLINE void FN(write_row)(T *C, const FN(vector) * sum, size_t columns, T alpha, T beta, const size_t vectors) {
    UNROLL
    for (size_t v = 0; v < vectors; v++) {
        size_t first = v * WIDTH;
        if (first + WIDTH <= columns) {
            FN(store)(C + first, beta == 0 ? alpha * sum[v] : alpha * sum[v] + beta * FN(load)(C + first));
        } else {
            T edge[WIDTH];
            FN(store)(edge, alpha * sum[v]);
            for (size_t j = first; j < columns; j++) C[j] = edge[j - first] + (beta == 0 ? 0 : beta * C[j]);
        }
    }
}

INLINE void FN(add_products)(FN(vector) sum[][BROAD_VECTORS], const FN(tile) * t, size_t row_step, size_t depth_step,
                             const size_t rows, const size_t vectors) {
    const size_t stride = vectors == BROAD_VECTORS ? BROAD : PANEL;
    const T *A = t->A, *B = t->B;
    for (size_t l = 0, depth = t->depth; l < depth; l++, A += depth_step, B += stride) {
        FN(vector) b[BROAD_VECTORS];
        UNROLL
        for (size_t v = 0; v < vectors; v++) b[v] = FN(load)(B + v * WIDTH);
        UNROLL
        for (size_t i = 0; i < rows; i++) {
            T a = A[i * row_step];
            UNROLL
            for (size_t v = 0; v < vectors; v++) sum[i][v] += a * b[v];
        }
    }
}

/* The micro-kernel: rows x columns of C. Of the two steps of A one is 1; as a constant it saves the additions of
 * addresses, which would take longer than the products. */
INLINE void FN(outer_tile)(const FN(tile) * t, const size_t rows, const size_t vectors) {
    FN(vector) sum[OUTER_ROWS][BROAD_VECTORS] = {0};
    if (t->row_step == 1)
        FN(add_products)(sum, t, 1, t->depth_step, rows, vectors);
    else
        FN(add_products)(sum, t, t->row_step, 1, rows, vectors);
    UNROLL
    for (size_t i = 0; i < rows; i++) FN(write_row)(t->C + i * t->ldc, sum[i], t->columns, t->alpha, t->beta, vectors);
}

/* A micro-kernel for each number of rows: a loop over a number that is not constant would keep the sums in memory. */
#define ROWS(r)                                                                                                        \
    case r:                                                                                                            \
        FN(outer_tile)(t, r <= most ? r : 1, vectors);                                                                 \
        break;
INLINE void FN(outer_rows)(const FN(tile) * t, size_t rows, const size_t most, const size_t vectors) {
    switch (rows) { ROWS(1) ROWS(2) ROWS(3) ROWS(4) ROWS(5) ROWS(6) ROWS(7) ROWS(8) }
}
#undef ROWS

static void FN(outer_step)(const FN(tile) * t, size_t rows) {
    if (BROAD > PANEL && t->columns > PANEL)
        FN(outer_rows)(t, rows, BROAD_ROWS, BROAD_VECTORS);
    else if (t->columns > WIDTH)
        FN(outer_rows)(t, rows, OUTER_ROWS, OUTER_VECTORS);
    else
        FN(outer_rows)(t, rows, OUTER_ROWS, 1);
}

/* to = the transpose of a square of B whose sides are 16 bytes long. */
INLINE void FN(turn)(T *to, size_t stride, const T *B, size_t ldb) {
    typedef T quarter __attribute__((vector_size(16)));
    enum { side = 16 / sizeof(T) };
    quarter x[side];
    UNROLL
    for (size_t i = 0; i < side; i++) memcpy(x + i, B + i * ldb, sizeof *x);
    UNROLL
    for (size_t l = 0; l < side; l++) {
        quarter turned;
        UNROLL
        for (size_t i = 0; i < side; i++) turned[i] = x[i][l];
        memcpy(to + l * stride, &turned, sizeof turned);
    }
}

/* packed (depth x stride) = B (depth x columns), zero beyond the last column as far as it is read. */
INLINE void FN(pack_rows_of)(T *packed, const size_t stride, const T *B, size_t ldb, size_t depth, size_t columns) {
    size_t whole = columns / WIDTH * WIDTH, end = columns > WIDTH ? stride : WIDTH;
    for (size_t l = 0; l < depth; l++, packed += stride, B += ldb) {
        UNROLL
        for (size_t j = 0; j < stride; j += WIDTH)
            if (j < end) FN(store)(packed + j, j < whole ? FN(load)(B + j) : (FN(vector)){0});
        for (size_t j = whole; j < columns; j++) packed[j] = B[j];
    }
}

/* packed (depth x stride) = the transpose of B (columns x depth), in the same way; squares are turned in registers. */
INLINE void FN(pack_columns_of)(T *packed, const size_t stride, const T *B, size_t ldb, size_t depth, size_t columns) {
    enum { side = 16 / sizeof(T) };
    size_t square = columns / side * side, end = columns > WIDTH ? stride : WIDTH, l = 0;
    for (; l + side <= depth; l += side)
        for (size_t c = 0; c < square; c += side) FN(turn)(packed + l * stride + c, stride, B + c * ldb + l, ldb);
    for (; l < depth; l++)
        for (size_t c = 0; c < square; c++) packed[l * stride + c] = B[c * ldb + l];
    for (size_t c = square; c < end; c++)
        for (l = 0; l < depth; l++) packed[l * stride + c] = c < columns ? B[c * ldb + l] : 0;
}

/* packed = panels (depth x panel) of B (depth x columns) or of its transpose (columns x depth). */
INLINE void FN(pack_panels)(T *packed, const size_t panel, const T *B, bool transposed, size_t ldb, size_t depth,
                            size_t columns) {
    for (size_t j = 0; j < columns; j += panel, packed += depth * panel) {
        size_t wide = columns - j < panel ? columns - j : panel;
        if (transposed)
            FN(pack_columns_of)(packed, panel, B + j * ldb, ldb, depth, wide);
        else if (wide < panel)
            FN(pack_rows_of)(packed, panel, B + j, ldb, depth, wide);
        else
            for (size_t l = 0; l < depth; l++) memcpy(packed + l * panel, B + j + l * ldb, panel * sizeof(T));
    }
}

/* Panels are packed together, 768 bytes of a row of B: one would take a single cache line from each row of a wide B. */
INLINE void FN(outer_panels)(T *C, const T *A, const T *B, bool ta, bool tb, size_t m, size_t n, size_t k, size_t ldc,
                             size_t lda, size_t ldb, T alpha, T beta, const size_t panel, const size_t most) {
    enum { deepest = 256 };
    const size_t group = 768 / sizeof(T) / panel * panel;
    _Alignas(64) T packed[deepest * 768 / sizeof(T)];
    FN(tile) t = {.ldc = ldc, .row_step = ta ? 1 : lda, .depth_step = ta ? lda : 1, .alpha = alpha, .beta = beta};
    size_t l = 0;
    do { /* once even where k is 0, for beta */
        t.depth = k - l < deepest ? k - l : deepest;
        for (size_t g = 0; g < n; g += group) {
            size_t wide = n - g < group ? n - g : group;
            FN(pack_panels)(packed, panel, B + (tb ? g * ldb + l : l * ldb + g), tb, ldb, t.depth, wide);
            for (size_t i = 0, rows; i < m; i += rows) {
                rows = share(m - i, most);
                t.A = A + i * t.row_step + l * t.depth_step;
                for (size_t j = 0; j < wide; j += panel) {
                    t.B = packed + j * t.depth;
                    t.C = C + i * ldc + g + j;
                    t.columns = wide - j < panel ? wide - j : panel;
                    FN(outer_step)(&t, rows);
                }
            }
        }
        l += t.depth;
        t.beta = 1;
    } while (l < k);
}

/* What is a little too wide for a panel takes a broad one, where the CPU has registers for it. */
static void FN(outer_product)(T *C, const T *A, const T *B, bool ta, bool tb, size_t m, size_t n, size_t k, size_t ldc,
                              size_t lda, size_t ldb, T alpha, T beta) {
    if (PANEL < n && n <= BROAD)
        FN(outer_panels)(C, A, B, ta, tb, m, n, k, ldc, lda, ldb, alpha, beta, BROAD, BROAD_ROWS);
    else
        FN(outer_panels)(C, A, B, ta, tb, m, n, k, ldc, lda, ldb, alpha, beta, PANEL, OUTER_ROWS);
}
