/* batchnorm.c: batch normalisation (Ioffe and Szegedy 2015), alone and fused with the ReLU behind it.
 *
 * Columns are taken four vectors at once, whose sums stay in registers. Sums over the batch run along its rows, so that
 * they vectorise without reordering any addition. What is left of a row is the end of a vector that overlaps the one
 * before it: the same is computed twice, hence outputs must not lie in inputs. */
#ifdef T /* compiled through kernel_set.h */

enum { FN(lanes_of) = CC_VECTOR_BYTES / sizeof(T), FN(group) = 4 };

/* Where the next vectors of columns start: `vectors` of them from column j on, each w wide, none beyond column d. */
static inline void FN(place)(size_t *at, size_t j, size_t d, const size_t vectors, const size_t w) {
    for (size_t v = 0; v < vectors; v++) at[v] = j + (v + 1) * w <= d ? j + v * w : d - w;
}

/* Calls a function for all of d columns, with constants for the vectors and their width unless a row fills none. */
#define BY_COLUMNS(call)                                                                                               \
    if (d < FN(lanes_of))                                                                                              \
        call(0, 1, d);                                                                                                 \
    else                                                                                                               \
        for (size_t j = 0; j < d; j += FN(group) * FN(lanes_of)) call(j, FN(group), FN(lanes_of));

#define EACH(v, l)                                                                                                     \
    for (size_t v = 0; v < vectors; v++)                                                                               \
        for (size_t l = 0; l < w; l++)

/* mean, variance (1/n) and inverse_std of the columns of X at these places */
static inline __attribute__((always_inline)) void FN(column_moments)(T *mean, T *variance, T *inverse_std, const T *X,
                                                                     T epsilon, size_t n, size_t d, const size_t *at,
                                                                     const size_t vectors, const size_t w) {
    T sum[FN(group)][FN(lanes_of)] = {0}, square[FN(group)][FN(lanes_of)] = {0};
    for (size_t i = 0; i < n; i++)
        EACH (v, l) sum[v][l] += X[i * d + at[v] + l];
    EACH (v, l) sum[v][l] /= (T)n;
    for (size_t i = 0; i < n; i++)
        EACH (v, l) {
            T centred = X[i * d + at[v] + l] - sum[v][l];
            square[v][l] += centred * centred;
        }
    EACH (v, l) {
        square[v][l] /= (T)n;
        mean[at[v] + l] = sum[v][l];
        variance[at[v] + l] = square[v][l];
        inverse_std[at[v] + l] = 1 / SQRT(square[v][l] + epsilon);
    }
}

/* The forward pass of the columns from j on. */
static inline __attribute__((always_inline)) void
FN(forward_columns)(T *restrict Y, T *mean, T *variance, T *inverse_std, const T *X, const T *gamma, const T *beta,
                    T epsilon, size_t n, size_t d, bool relu, size_t j, const size_t vectors, const size_t w) {
    size_t at[FN(group)];
    T scale[FN(group)][FN(lanes_of)], shift[FN(group)][FN(lanes_of)], centre[FN(group)][FN(lanes_of)];
    FN(place)(at, j, d, vectors, w);
    FN(column_moments)(mean, variance, inverse_std, X, epsilon, n, d, at, vectors, w);
    EACH (v, l) {
        scale[v][l] = gamma[at[v] + l] * inverse_std[at[v] + l];
        shift[v][l] = beta[at[v] + l];
        centre[v][l] = mean[at[v] + l];
    }
    for (size_t i = 0; i < n; i++)
        EACH (v, l) {
            T y = (X[i * d + at[v] + l] - centre[v][l]) * scale[v][l] + shift[v][l];
            Y[i * d + at[v] + l] = relu && y < 0 ? 0 : y;
        }
}

static inline __attribute__((always_inline)) void FN(forward)(T *Y, T *mean, T *variance, T *inverse_std, const T *X,
                                                              const T *gamma, const T *beta, T epsilon, size_t n,
                                                              size_t d, bool relu) {
#define FORWARD(j, vectors, w)                                                                                         \
    FN(forward_columns)(Y, mean, variance, inverse_std, X, gamma, beta, epsilon, n, d, relu, j, vectors, w)
    BY_COLUMNS(FORWARD)
#undef FORWARD
}

/* An entry of dY, or 0 where a ReLU behind has no output; dY is read in any case, as vectors are. */
static inline __attribute__((always_inline)) T FN(masked)(const T *dY, const T *Y, size_t at, const bool relu) {
    T g = dY[at];
    return relu && !(Y[at] > 0) ? 0 : g;
}

/* dX = gamma * inverse_std * (dY - mean(dY) - xhat * mean(dY * xhat)); dgamma = sum dY * xhat; dbeta = sum dY.
 * With relu, dY counts only where Y > 0. The columns from j on. */
static inline __attribute__((always_inline)) void FN(backward_columns)(T *restrict dX, T *dgamma, T *dbeta, const T *dY,
                                                                       const T *Y, const T *X, const T *mean,
                                                                       const T *inverse_std, const T *gamma, size_t n,
                                                                       size_t d, bool relu, size_t j,
                                                                       const size_t vectors, const size_t w) {
    size_t at[FN(group)];
    T sum[FN(group)][FN(lanes_of)] = {0}, product[FN(group)][FN(lanes_of)] = {0}, scale[FN(group)][FN(lanes_of)],
      centre[FN(group)][FN(lanes_of)], inverse[FN(group)][FN(lanes_of)];
    FN(place)(at, j, d, vectors, w);
    EACH (v, l) centre[v][l] = mean[at[v] + l], inverse[v][l] = inverse_std[at[v] + l];
    for (size_t i = 0; i < n; i++)
        EACH (v, l) {
            size_t here = i * d + at[v] + l;
            T g = FN(masked)(dY, Y, here, relu);
            sum[v][l] += g;
            product[v][l] += g * ((X[here] - centre[v][l]) * inverse[v][l]);
        }
    EACH (v, l) {
        dbeta[at[v] + l] = sum[v][l];
        dgamma[at[v] + l] = product[v][l];
        sum[v][l] /= (T)n;
        product[v][l] /= (T)n;
        scale[v][l] = gamma[at[v] + l] * inverse[v][l];
    }
    for (size_t i = 0; i < n; i++)
        EACH (v, l) {
            size_t here = i * d + at[v] + l;
            T g = FN(masked)(dY, Y, here, relu);
            T xhat = (X[here] - centre[v][l]) * inverse[v][l];
            dX[here] = scale[v][l] * (g - sum[v][l] - xhat * product[v][l]);
        }
}

static inline __attribute__((always_inline)) void FN(backward)(T *dX, T *dgamma, T *dbeta, const T *dY, const T *Y,
                                                               const T *X, const T *mean, const T *inverse_std,
                                                               const T *gamma, size_t n, size_t d, bool relu) {
#define BACKWARD(j, vectors, w)                                                                                        \
    FN(backward_columns)(dX, dgamma, dbeta, dY, Y, X, mean, inverse_std, gamma, n, d, relu, j, vectors, w)
    BY_COLUMNS(BACKWARD)
#undef BACKWARD
}

static void FN(batchnorm)(T *Y, T *mean, T *variance, T *inverse_std, const T *X, const T *gamma, const T *beta,
                          T epsilon, size_t n, size_t d) {
    FN(forward)(Y, mean, variance, inverse_std, X, gamma, beta, epsilon, n, d, false);
}

static void FN(batchnorm_relu)(T *Y, T *mean, T *variance, T *inverse_std, const T *X, const T *gamma, const T *beta,
                               T epsilon, size_t n, size_t d) {
    FN(forward)(Y, mean, variance, inverse_std, X, gamma, beta, epsilon, n, d, true);
}

static void FN(batchnorm_backward)(T *dX, T *dgamma, T *dbeta, const T *dY, const T *X, const T *mean,
                                   const T *inverse_std, const T *gamma, size_t n, size_t d) {
    FN(backward)(dX, dgamma, dbeta, dY, NULL, X, mean, inverse_std, gamma, n, d, false);
}

static void FN(batchnorm_relu_backward)(T *dX, T *dgamma, T *dbeta, const T *dY, const T *Y, const T *X, const T *mean,
                                        const T *inverse_std, const T *gamma, size_t n, size_t d) {
    FN(backward)(dX, dgamma, dbeta, dY, Y, X, mean, inverse_std, gamma, n, d, true);
}

#undef BY_COLUMNS
#undef EACH
#endif
