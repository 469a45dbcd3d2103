/* batchnorm.c: batch normalisation (Ioffe and Szegedy 2015), alone and fused with the ReLU behind it.
 *
 * Columns are taken in stripes whose sums fit the first cache; within a stripe the loops run along rows, so that sums
 * over the batch vectorise without reordering any addition. */
#ifdef T /* compiled through kernel_set.h */

enum { FN(columns) = 64 };

/* mean, variance (1/n) and inverse_std of w columns of X, whose rows are d apart */
static void FN(column_moments)(T *mean, T *variance, T *inverse_std, const T *X, T epsilon, size_t n, size_t d,
                               size_t w) {
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

static inline __attribute__((always_inline)) void FN(forward)(T *Y, T *mean, T *variance, T *inverse_std, const T *X,
                                                              const T *gamma, const T *beta, T epsilon, size_t n,
                                                              size_t d, bool relu) {
    for (size_t j0 = 0; j0 < d; j0 += FN(columns)) {
        size_t w = d - j0 < FN(columns) ? d - j0 : FN(columns);
        T scale[FN(columns)], shift[FN(columns)];
        FN(column_moments)(mean + j0, variance + j0, inverse_std + j0, X + j0, epsilon, n, d, w);
        for (size_t j = 0; j < w; j++) {
            scale[j] = gamma[j0 + j] * inverse_std[j0 + j];
            shift[j] = beta[j0 + j];
        }
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < w; j++) {
                T y = (X[i * d + j0 + j] - mean[j0 + j]) * scale[j] + shift[j];
                Y[i * d + j0 + j] = relu && y < 0 ? 0 : y;
            }
    }
}

/* dX = gamma * inverse_std * (dY - mean(dY) - xhat * mean(dY * xhat)); dgamma = sum dY * xhat; dbeta = sum dY.
 * With relu, dY counts only where Y > 0. */
static inline __attribute__((always_inline)) void FN(backward)(T *dX, T *dgamma, T *dbeta, const T *dY, const T *Y,
                                                               const T *X, const T *mean, const T *inverse_std,
                                                               const T *gamma, size_t n, size_t d, bool relu) {
    for (size_t j0 = 0; j0 < d; j0 += FN(columns)) {
        size_t w = d - j0 < FN(columns) ? d - j0 : FN(columns);
        T sum[FN(columns)] = {0}, product[FN(columns)] = {0}, scale[FN(columns)];
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < w; j++) {
                size_t at = i * d + j0 + j;
                T g = relu && !(Y[at] > 0) ? 0 : dY[at];
                sum[j] += g;
                product[j] += g * ((X[at] - mean[j0 + j]) * inverse_std[j0 + j]);
            }
        for (size_t j = 0; j < w; j++) {
            dbeta[j0 + j] = sum[j];
            dgamma[j0 + j] = product[j];
            sum[j] /= (T)n;
            product[j] /= (T)n;
            scale[j] = gamma[j0 + j] * inverse_std[j0 + j];
        }
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < w; j++) {
                size_t at = i * d + j0 + j;
                T g = relu && !(Y[at] > 0) ? 0 : dY[at];
                T xhat = (X[at] - mean[j0 + j]) * inverse_std[j0 + j];
                dX[at] = scale[j] * (g - sum[j] - xhat * product[j]);
            }
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

#endif
