/* batchnorm.c: batch normalisation (Ioffe and Szegedy 2015), alone and fused with the ReLU behind it.
 *
 * Columns are taken in stripes of three vectors, of one, and of what is left, whose sums stay in registers where the
 * width is a constant. Within a stripe the loops run along rows, so that sums over the batch vectorise without reordering
 * any addition. */
#ifdef T /* compiled through kernel_set.h */

enum { FN(lanes_of) = CC_VECTOR_BYTES / sizeof(T), FN(columns) = 3 * FN(lanes_of) };

/* The width of the next stripe of so many columns. */
static inline size_t FN(stripe)(size_t left) {
    return left >= FN(columns) ? FN(columns) : left >= FN(lanes_of) ? FN(lanes_of) : left;
}

/* Calls a function of the stripe's width w with constants for the two whole widths. */
#define BY_WIDTH(w, call)                                                                                              \
    switch (w) {                                                                                                       \
    case FN(columns):                                                                                                  \
        call(FN(columns));                                                                                             \
        break;                                                                                                         \
    case FN(lanes_of):                                                                                                 \
        call(FN(lanes_of));                                                                                            \
        break;                                                                                                         \
    default:                                                                                                           \
        call(w);                                                                                                       \
    }

/* mean, variance (1/n) and inverse_std of w columns of X, whose rows are d apart */
static inline __attribute__((always_inline)) void FN(column_moments)(T *mean, T *variance, T *inverse_std, const T *X,
                                                                     T epsilon, size_t n, size_t d, const size_t w) {
    T sum[FN(columns)] = {0}, square[FN(columns)] = {0};
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < w; j++) sum[j] += X[i * d + j];
    for (size_t j = 0; j < w; j++) mean[j] = sum[j] / (T)n;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < w; j++) {
            T centred = X[i * d + j] - mean[j];
            square[j] += centred * centred;
        }
    for (size_t j = 0; j < w; j++) {
        variance[j] = square[j] / (T)n;
        inverse_std[j] = 1 / SQRT(variance[j] + epsilon);
    }
}

/* One stripe of the forward pass; all pointers are at its first column. */
static inline __attribute__((always_inline)) void FN(forward_stripe)(T *Y, T *mean, T *variance, T *inverse_std,
                                                                     const T *X, const T *gamma, const T *beta,
                                                                     T epsilon, size_t n, size_t d, bool relu,
                                                                     const size_t w) {
    T scale[FN(columns)], shift[FN(columns)], centre[FN(columns)];
    FN(column_moments)(mean, variance, inverse_std, X, epsilon, n, d, w);
    for (size_t j = 0; j < w; j++) {
        scale[j] = gamma[j] * inverse_std[j];
        shift[j] = beta[j];
        centre[j] = mean[j];
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < w; j++) {
            T y = (X[i * d + j] - centre[j]) * scale[j] + shift[j];
            Y[i * d + j] = relu && y < 0 ? 0 : y;
        }
}

static inline __attribute__((always_inline)) void FN(forward)(T *Y, T *mean, T *variance, T *inverse_std, const T *X,
                                                              const T *gamma, const T *beta, T epsilon, size_t n,
                                                              size_t d, bool relu) {
    for (size_t j = 0, w; j < d; j += w) {
        w = FN(stripe)(d - j);
#define FORWARD(w)                                                                                                     \
    FN(forward_stripe)                                                                                                 \
    (Y + j, mean + j, variance + j, inverse_std + j, X + j, gamma + j, beta + j, epsilon, n, d, relu, w)
        BY_WIDTH(w, FORWARD)
#undef FORWARD
    }
}

/* dX = gamma * inverse_std * (dY - mean(dY) - xhat * mean(dY * xhat)); dgamma = sum dY * xhat; dbeta = sum dY.
 * With relu, dY counts only where Y > 0. One stripe; all pointers are at its first column. */
static inline __attribute__((always_inline)) void FN(backward_stripe)(T *dX, T *dgamma, T *dbeta, const T *dY,
                                                                      const T *Y, const T *X, const T *mean,
                                                                      const T *inverse_std, const T *gamma, size_t n,
                                                                      size_t d, bool relu, const size_t w) {
    T sum[FN(columns)] = {0}, product[FN(columns)] = {0}, scale[FN(columns)], centre[FN(columns)], inverse[FN(columns)];
    for (size_t j = 0; j < w; j++) centre[j] = mean[j], inverse[j] = inverse_std[j];
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < w; j++) {
            size_t at = i * d + j;
            T g = relu && !(Y[at] > 0) ? 0 : dY[at];
            sum[j] += g;
            product[j] += g * ((X[at] - centre[j]) * inverse[j]);
        }
    for (size_t j = 0; j < w; j++) {
        dbeta[j] = sum[j];
        dgamma[j] = product[j];
        sum[j] /= (T)n;
        product[j] /= (T)n;
        scale[j] = gamma[j] * inverse[j];
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < w; j++) {
            size_t at = i * d + j;
            T g = relu && !(Y[at] > 0) ? 0 : dY[at];
            T xhat = (X[at] - centre[j]) * inverse[j];
            dX[at] = scale[j] * (g - sum[j] - xhat * product[j]);
        }
}

static inline __attribute__((always_inline)) void FN(backward)(T *dX, T *dgamma, T *dbeta, const T *dY, const T *Y,
                                                               const T *X, const T *mean, const T *inverse_std,
                                                               const T *gamma, size_t n, size_t d, bool relu) {
    for (size_t j = 0, w; j < d; j += w) {
        w = FN(stripe)(d - j);
#define BACKWARD(w)                                                                                                    \
    FN(backward_stripe)                                                                                                \
    (dX + j, dgamma + j, dbeta + j, dY + j, relu ? Y + j : NULL, X + j, mean + j, inverse_std + j, gamma + j, n, d,    \
     relu, w)
        BY_WIDTH(w, BACKWARD)
#undef BACKWARD
    }
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

#undef BY_WIDTH
#endif
