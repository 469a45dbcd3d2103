/* elementwise.c: bias, ReLU, column sums and the scale-and-shift of batch norm in inference. */
#ifdef T /* compiled through kernel_set.h */

/* Z (n x d) += b (d) on every row */
static void FN(add_bias)(T *Z, const T *b, size_t n, size_t d) {
    for (size_t i = 0; i < n; i++) {
        T *restrict row = Z + i * d;
#pragma clang loop interleave_count(1) /* rows are often shorter than several vectors together */
        for (size_t j = 0; j < d; j++) row[j] += b[j];
    }
}

/* s (d) = sum over the rows of Z (n x d)
 *
 * Four vectors of columns at once, whose sums stay in registers; what is left of d is the end of a vector that overlaps
 * the one before it. */
static void FN(column_sums)(T *s, const T *Z, size_t n, size_t d) {
    enum { lanes = CC_VECTOR_BYTES / sizeof(T), group = 4 };
    for (size_t j = 0; d < lanes && j < d; j++) {
        s[j] = 0;
        for (size_t i = 0; i < n; i++) s[j] += Z[i * d + j];
    }
    for (size_t j = 0; d >= lanes && j < d; j += group * lanes) {
        const T *from[group];
        T sum[group][lanes] = {0};
        for (size_t v = 0; v < group; v++) from[v] = Z + (j + (v + 1) * lanes <= d ? j + v * lanes : d - lanes);
        for (size_t i = 0; i < n; i++)
            for (size_t v = 0; v < group; v++)
                for (size_t l = 0; l < lanes; l++) sum[v][l] += from[v][i * d + l];
        for (size_t v = 0; v < group; v++) memcpy(s + (from[v] - Z), sum[v], sizeof sum[v]);
    }
}

/* A = max(Z, 0); A may be Z. Written so that NaN, which is not below 0, passes. */
static void FN(relu)(T *A, const T *Z, size_t count) {
#pragma clang loop vectorize(assume_safety)
    for (size_t i = 0; i < count; i++) A[i] = Z[i] < 0 ? 0 : Z[i];
}

/* dZ = dA where the unit was active, else 0 */
static void FN(relu_backward)(T *dZ, const T *dA, const T *A, size_t count) {
    for (size_t i = 0; i < count; i++) dZ[i] = A[i] > 0 ? dA[i] : 0;
}

/* Y (n x d) = X * scale (d) + shift (d) */
static void FN(scale_shift)(T *Y, const T *X, const T *scale, const T *shift, size_t n, size_t d) {
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < d; j++) Y[i * d + j] = X[i * d + j] * scale[j] + shift[j];
}

#endif
