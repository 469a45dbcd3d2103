/* gemm_images.h: the products of the first layer with images that stay bytes; see gemm_set.h.
 *
 * X[i, j] = pixels[i, j] * scale[j] + shift[j] is made where a product packs it, and never written as a whole: the
 * bytes are a quarter of it, and they stay in the second cache from the forward pass to the backward pass. */

typedef T FN(sixteen) __attribute__((vector_size(16 * sizeof(T))));

/* packed (depth x PANEL, of which so many columns) = the transpose of 16 rows of X, at most 8 columns wide. */
INLINE void FN(pack_strip)(T *packed, const cc_row *rows, const T *scale, const T *shift, const size_t depth,
                           const size_t columns) {
    cc_bytes strip[8];
    transpose_bytes(strip, rows);
    UNROLL
    for (size_t l = 0; l < depth; l++) {
        FN(sixteen) x = __builtin_convertvector(strip[l], FN(sixteen)) * scale[l] + shift[l];
        memcpy(packed + l * PANEL, &x, columns * sizeof(T));
    }
}

/* packed (depth x PANEL) = the transpose of the first n rows of X, the last of them repeated to fill the panel. */
static void FN(pack_across)(T *restrict packed, const uint8_t *pixels, const int32_t *index, size_t d,
                            const T *restrict scale, const T *restrict shift, size_t depth, size_t n) {
    enum { group = PANEL <= 16 ? PANEL : PANEL % 16 == 0 ? 16 : 12 };
    _Static_assert(PANEL % group == 0, "no group of rows is cut");
    for (size_t first = 0; first < PANEL; first += group) {
        const uint8_t *from[16];
        cc_row rows[16] = {0};
        for (size_t i = 0; i < 16; i++) from[i] = pixels + (size_t)index[first + i < n ? first + i : n - 1] * d;
        size_t l = 0;
        for (; l + 8 <= depth; l += 8) {
            UNROLL
            for (size_t i = 0; i < 16; i++) memcpy(rows + i, from[i] + l, 8);
            FN(pack_strip)(packed + l * PANEL + first, rows, scale + l, shift + l, 8, group);
        }
        for (; l < depth; l++) {
            UNROLL
            for (size_t i = 0; i < 16; i++) rows[i][0] = from[i][l];
            FN(pack_strip)(packed + l * PANEL + first, rows, scale + l, shift + l, 1, group);
        }
    }
}

/* P (units x n) = W (units x depth) X^T (depth x n); rows of W and of the pixels lie d apart. */
static void FN(images_across)(T *P, const uint8_t *pixels, const int32_t *index, size_t d, const T *scale,
                              const T *shift, const T *W, size_t n, size_t units, size_t depth) {
    enum { deepest = 24576 / (PANEL * sizeof(T)) / 16 * 16 };
    _Alignas(64) T packed[deepest * PANEL];
    FN(tile) t = {.B = packed, .ldc = n, .row_step = d, .depth_step = 1, .alpha = 1};
    for (size_t l = 0; l < depth; l += t.depth, t.beta = 1) {
        t.depth = depth - l < deepest ? depth - l : deepest;
        for (size_t j = 0; j < n; j += PANEL) {
            t.columns = n - j < PANEL ? n - j : PANEL;
            FN(pack_across)(packed, pixels + l, index + j, d, scale + l, shift + l, t.depth, t.columns);
            for (size_t i = 0, rows; i < units; i += rows) {
                rows = share(units - i, OUTER_ROWS);
                t.A = W + i * d + l;
                t.C = P + i * n + j;
                FN(outer_step)(&t, rows);
            }
        }
    }
}

/* packed (n x PANEL) = the first columns of X, zero beyond the last. */
static void FN(pack_along)(T *restrict packed, const uint8_t *pixels, const int32_t *index, size_t d,
                           const T *restrict scale, const T *restrict shift, size_t n, size_t columns) {
    for (size_t i = 0; i < n; i++, packed += PANEL) {
        const uint8_t *row = pixels + (size_t)index[i] * d;
        if (columns >= PANEL)
            for (size_t j = 0; j < PANEL; j++) packed[j] = (T)row[j] * scale[j] + shift[j];
        else
            for (size_t j = 0; j < PANEL; j++) packed[j] = j < columns ? (T)row[j] * scale[j] + shift[j] : 0;
    }
}

/* C (units x columns) = alpha * dY^T (units x n) X (n x columns) + beta * C; rows of C and of the pixels lie d apart.
 */
static void FN(images_along)(T *C, const uint8_t *pixels, const int32_t *index, size_t d, const T *scale,
                             const T *shift, const T *dY, size_t n, size_t units, size_t columns, T alpha, T beta) {
    enum { deepest = 256, group = 512 / sizeof(T) / PANEL * PANEL };
    _Alignas(64) T packed[deepest * group];
    FN(tile) t = {.ldc = d, .row_step = 1, .depth_step = units, .alpha = alpha, .beta = beta};
    for (size_t l = 0; l < n; l += t.depth, t.beta = 1) {
        t.depth = n - l < deepest ? n - l : deepest;
        for (size_t g = 0; g < columns; g += group) {
            size_t wide = columns - g < group ? columns - g : group;
            /* All panels first: they share the cache lines of the pixels. */
            for (size_t j = 0; j < wide; j += PANEL) {
                FN(pack_along)
                (packed + j * t.depth, pixels + g + j, index + l, d, scale + g + j, shift + g + j, t.depth, wide - j);
            }
            for (size_t j = 0; j < wide; j += PANEL) {
                t.columns = wide - j < PANEL ? wide - j : PANEL;
                t.B = packed + j * t.depth;
                for (size_t i = 0, rows; i < units; i += rows) {
                    rows = share(units - i, OUTER_ROWS);
                    t.A = dY + l * units + i;
                    t.C = C + i * d + g + j;
                    FN(outer_step)(&t, rows);
                }
            }
        }
    }
}
