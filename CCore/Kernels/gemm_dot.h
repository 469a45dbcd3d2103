/* gemm_dot.h: C (m x n) = alpha * A (m x k) * B^T (B is n x k) + beta * C as dot products of rows; see gemm_set.h.
 *
 * Both operands are contiguous along k, so that vectors run along k and nothing is transposed: a product of few columns
 * wastes no lane. The rows of B that a micro-kernel takes are copied, a vector of each in turn: rows a multiple of 4096
 * bytes apart push each other out of the cache, and one stream is fetched ahead better than four. */

typedef MASK FN(mask) __attribute__((vector_size(VECTOR_BYTES)));
typedef double FN(halves) __attribute__((vector_size(VECTOR_BYTES)));
typedef T FN(quarter) __attribute__((vector_size(16)));

/* The last WIDTH entries before end, zero but for the last rest of them. Zeroing both factors keeps 0 * inf out. */
INLINE FN(vector) FN(load_last)(const T *end, size_t rest) {
    static const MASK lanes[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    FN(mask) lane;
    memcpy(&lane, lanes, sizeof lane);
    return (FN(vector))((FN(mask))FN(load)(end - WIDTH) & (lane >= (MASK)(WIDTH - rest)));
}

/* The sum of the 16-byte parts of a vector. */
#define PART(i) (FN(quarter)) __builtin_shufflevector(x, x, 2 * (i), 2 * (i) + 1)
INLINE FN(quarter) FN(fold)(FN(vector) v) {
    FN(halves) x = (FN(halves))v;
#if VECTOR_BYTES == 64
    return (PART(0) + PART(1)) + (PART(2) + PART(3));
#elif VECTOR_BYTES == 32
    return PART(0) + PART(1);
#else
    return PART(0);
#endif
}
#undef PART

INLINE FN(quarter) FN(add_pairs)(FN(quarter) x, FN(quarter) y) {
    return __builtin_shufflevector(x, y, EVEN) + __builtin_shufflevector(x, y, ODD);
}

/* total (4) = the sums over the lanes of four vectors. */
INLINE void FN(add_lanes)(T *total, const FN(vector) * sum) {
    FN(quarter) x = FN(add_pairs)(FN(fold)(sum[0]), FN(fold)(sum[1]));
    FN(quarter) y = FN(add_pairs)(FN(fold)(sum[2]), FN(fold)(sum[3]));
    if (sizeof(T) == sizeof(float)) {
        x = FN(add_pairs)(x, y);
        memcpy(total, &x, sizeof x);
    } else {
        memcpy(total, &x, sizeof x);
        memcpy(total + 2, &y, sizeof y);
    }
}

/* sum (rows x columns) += the products of one vector of each row of A and of B's, which follow each other. */
INLINE void FN(add_dots)(FN(vector) sum[][4], const FN(vector) * a, const T *B, const size_t rows,
                         const size_t columns) {
    UNROLL
    for (size_t j = 0; j < columns; j++) {
        FN(vector) b = FN(load)(B + j * WIDTH);
        UNROLL
        for (size_t i = 0; i < rows; i++) sum[i][j] += a[i] * b;
    }
}

/* The micro-kernel: rows x columns of C. */
INLINE void FN(dot_tile)(const FN(tile) * t, const size_t rows, const size_t columns) {
    FN(vector) sum[DOT_ROWS][4] = {0}, a[DOT_ROWS];
    const size_t lda = t->row_step, rest = t->depth % WIDTH, whole = t->depth - rest;
    const T *B = t->B;
    for (size_t l = 0; l < whole; l += WIDTH, B += columns * WIDTH) {
        UNROLL
        for (size_t i = 0; i < rows; i++) a[i] = FN(load)(t->A + i * lda + l);
        FN(add_dots)(sum, a, B, rows, columns);
    }
    if (rest > 0) {
        UNROLL
        for (size_t i = 0; i < rows; i++) a[i] = FN(load_last)(t->A + i * lda + t->depth, rest);
        FN(add_dots)(sum, a, B, rows, columns);
    }
    UNROLL
    for (size_t i = 0; i < rows; i++) {
        T total[4], *C = t->C + i * t->ldc;
        FN(add_lanes)(total, sum[i]);
        UNROLL
        for (size_t j = 0; j < columns; j++) C[j] = t->alpha * total[j] + (t->beta == 0 ? 0 : t->beta * C[j]);
    }
}

#define ROWS(r)                                                                                                        \
    case r:                                                                                                            \
        FN(dot_tile)(t, r <= DOT_ROWS ? r : 1, columns);                                                               \
        break;
INLINE void FN(dot_rows)(const FN(tile) * t, size_t rows, const size_t columns) {
    switch (rows) { ROWS(1) ROWS(2) ROWS(3) ROWS(4) ROWS(5) ROWS(6) }
}
#undef ROWS

static void FN(dot_step)(const FN(tile) * t, size_t rows) {
    switch (t->columns) {
    case 1:
        FN(dot_rows)(t, rows, 1);
        break;
    case 2:
        FN(dot_rows)(t, rows, 2);
        break;
    case 3:
        FN(dot_rows)(t, rows, 3);
        break;
    default:
        FN(dot_rows)(t, rows, 4);
    }
}

/* packed = rows of B (columns x depth), a vector of each in turn. The rest of a row that fills no vector goes through
 * load_last, as in A. */
INLINE void FN(pack_rows)(T *packed, const T *B, size_t ldb, size_t depth, size_t columns) {
    size_t rest = depth % WIDTH, whole = depth - rest;
    for (size_t l = 0; l < whole; l += WIDTH)
        for (size_t j = 0; j < columns; j++, packed += WIDTH) FN(store)(packed, FN(load)(B + j * ldb + l));
    for (size_t j = 0; rest > 0 && j < columns; j++, packed += WIDTH)
        FN(store)(packed, FN(load_last)(B + j * ldb + depth, rest));
}

/* A loop over a constant 4 is unrolled. */
static void FN(pack_group)(T *packed, const T *B, size_t ldb, size_t depth, size_t columns) {
    if (columns == 4)
        FN(pack_rows)(packed, B, ldb, depth, 4);
    else
        FN(pack_rows)(packed, B, ldb, depth, columns);
}

/* Needs k >= WIDTH. The depth is cut into equal parts of whole vectors, but for the last. */
static void FN(dot_product)(T *C, const T *A, const T *B, size_t m, size_t n, size_t k, size_t ldc, size_t lda,
                            size_t ldb, T alpha, T beta) {
    enum { deepest = 3072 / sizeof(T), group = 64 };
    _Alignas(64) T packed[deepest * group];
    size_t parts = (k + deepest - 1) / deepest, part = ((k + parts - 1) / parts + WIDTH - 1) / WIDTH * WIDTH;
    FN(tile) t = {.ldc = ldc, .row_step = lda, .alpha = alpha, .beta = beta};
    for (size_t l = 0; l < k; l += part, t.beta = 1) {
        t.depth = k - l < part ? k - l : part;
        for (size_t g = 0; g < n; g += group) {
            size_t wide = n - g < group ? n - g : group;
            for (size_t j = 0, columns; j < wide; j += columns) {
                columns = share(wide - j, 4);
                FN(pack_group)(packed + j * part, B + (g + j) * ldb + l, ldb, t.depth, columns);
            }
            for (size_t i = 0, rows; i < m; i += rows) {
                rows = share(m - i, DOT_ROWS);
                t.A = A + i * lda + l;
                for (size_t j = 0; j < wide; j += t.columns) {
                    t.B = packed + j * part;
                    t.C = C + i * ldc + g + j;
                    t.columns = share(wide - j, 4);
                    FN(dot_step)(&t, rows);
                }
            }
        }
    }
}

/* Sums over the lanes take as long as some vectors of products: dot products pay where k is long, or where n leaves most
 * of a panel, or of a single vector, empty. */
INLINE bool FN(prefers_dots)(size_t n, size_t k) {
    bool wastes = n > WIDTH || 2 * n <= WIDTH;
    return k >= WIDTH && (k >= 16 * WIDTH || (k >= 4 * n && wastes));
}

static void FN(product)(T *C, const T *A, const T *B, bool ta, bool tb, size_t m, size_t n, size_t k, size_t ldc,
                        size_t lda, size_t ldb, T alpha, T beta) {
    if (!ta && tb && FN(prefers_dots)(n, k))
        FN(dot_product)(C, A, B, m, n, k, ldc, lda, ldb, alpha, beta);
    else
        FN(outer_product)(C, A, B, ta, tb, m, n, k, ldc, lda, ldb, alpha, beta);
}
