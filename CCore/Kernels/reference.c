/* reference.c: every slot as one would write it on a blackboard, with sums in double. The oracle of the fast kernels:
 * it shares no code with them. */
#ifdef T /* compiled through kernel_set.h */

static void FN(im2vec)(T *out, const uint8_t *pixels, const int32_t *index, const T *scale, const T *shift, size_t n,
                       size_t w, size_t d, size_t ld) {
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < w; j++) out[i * ld + j] = (T)pixels[(size_t)index[i] * d + j] * scale[j] + shift[j];
}

static void FN(gather)(T *out, const float *values, const int32_t *index, const T *scale, const T *shift, size_t n,
                       size_t d) {
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < d; j++) out[i * d + j] = (T)values[(size_t)index[i] * d + j] * scale[j] + shift[j];
}

static void FN(add_bias)(T *Z, const T *b, size_t n, size_t d) {
    for (size_t i = 0; i < n * d; i++) Z[i] += b[i % d];
}

static void FN(column_sums)(T *s, const T *Z, size_t n, size_t d) {
    for (size_t j = 0; j < d; j++) {
        double sum = 0;
        for (size_t i = 0; i < n; i++) sum += Z[i * d + j];
        s[j] = (T)sum;
    }
}

static void FN(relu)(T *A, const T *Z, size_t count) {
    for (size_t i = 0; i < count; i++) A[i] = isnan(Z[i]) || Z[i] > 0 ? Z[i] : 0;
}

static void FN(relu_backward)(T *dZ, const T *dA, const T *A, size_t count) {
    for (size_t i = 0; i < count; i++) dZ[i] = A[i] > 0 ? dA[i] : 0;
}

static void FN(batchnorm)(T *Y, T *mean, T *variance, T *inverse_std, const T *X, const T *gamma, const T *beta,
                          T epsilon, size_t n, size_t d) {
    for (size_t j = 0; j < d; j++) {
        double m = 0, v = 0;
        for (size_t i = 0; i < n; i++) m += X[i * d + j] / (double)n;
        for (size_t i = 0; i < n; i++) v += (X[i * d + j] - m) * (X[i * d + j] - m) / (double)n;
        mean[j] = (T)m;
        variance[j] = (T)v;
        inverse_std[j] = (T)(1 / sqrt(v + epsilon));
        for (size_t i = 0; i < n; i++)
            Y[i * d + j] = (T)(gamma[j] * ((X[i * d + j] - m) / sqrt(v + epsilon)) + beta[j]);
    }
}

static void FN(batchnorm_relu)(T *Y, T *mean, T *variance, T *inverse_std, const T *X, const T *gamma, const T *beta,
                               T epsilon, size_t n, size_t d) {
    FN(batchnorm)(Y, mean, variance, inverse_std, X, gamma, beta, epsilon, n, d);
    FN(relu)(Y, Y, n * d);
}

static void FN(batchnorm_backward)(T *dX, T *dgamma, T *dbeta, const T *dY, const T *X, const T *mean,
                                   const T *inverse_std, const T *gamma, size_t n, size_t d) {
    for (size_t j = 0; j < d; j++) {
        double sum = 0, product = 0;
        for (size_t i = 0; i < n; i++) {
            double xhat = ((double)X[i * d + j] - mean[j]) * inverse_std[j];
            sum += dY[i * d + j];
            product += dY[i * d + j] * xhat;
        }
        dgamma[j] = (T)product;
        dbeta[j] = (T)sum;
        for (size_t i = 0; i < n; i++) {
            double xhat = ((double)X[i * d + j] - mean[j]) * inverse_std[j];
            dX[i * d + j] =
                (T)((double)gamma[j] * inverse_std[j] / (double)n * ((double)n * dY[i * d + j] - sum - xhat * product));
        }
    }
}

static void FN(batchnorm_relu_backward)(T *dX, T *dgamma, T *dbeta, const T *dY, const T *Y, const T *X, const T *mean,
                                        const T *inverse_std, const T *gamma, size_t n, size_t d) {
    FN(relu_backward)(dX, dY, Y, n * d);
    FN(batchnorm_backward)(dX, dgamma, dbeta, dX, X, mean, inverse_std, gamma, n, d);
}

static void FN(scale_shift)(T *Y, const T *X, const T *scale, const T *shift, size_t n, size_t d) {
    for (size_t i = 0; i < n * d; i++) Y[i] = X[i] * scale[i % d] + shift[i % d];
}

static void FN(exp)(T *Y, const T *X, size_t count) {
    for (size_t i = 0; i < count; i++) Y[i] = (T)exp((double)X[i]);
}

static void FN(expm1)(T *Y, const T *X, size_t count) {
    for (size_t i = 0; i < count; i++) Y[i] = (T)expm1((double)X[i]);
}

static void FN(softmax)(T *P, const T *S, size_t n, size_t K) {
    for (size_t i = 0; i < n; i++) {
        double maximum = -INFINITY, sum = 0;
        for (size_t k = 0; k < K; k++) maximum = fmax(maximum, S[i * K + k]);
        for (size_t k = 0; k < K; k++) sum += exp(S[i * K + k] - maximum);
        for (size_t k = 0; k < K; k++) P[i * K + k] = (T)(exp(S[i * K + k] - maximum) / sum);
    }
}

static double FN(cross_entropy)(T *dS, size_t *correct, const T *S, const int32_t *labels, T factor, size_t n,
                                size_t K) {
    double loss = 0;
    *correct = 0;
    for (size_t i = 0; i < n; i++) {
        size_t best = 0, y = (size_t)labels[i];
        double sum = 0;
        for (size_t k = 0; k < K; k++) best = S[i * K + k] > S[i * K + best] ? k : best;
        double maximum = S[i * K + best];
        for (size_t k = 0; k < K; k++) sum += exp(S[i * K + k] - maximum);
        loss += log(sum) + maximum - S[i * K + y];
        *correct += best == y;
        if (dS)
            for (size_t k = 0; k < K; k++) dS[i * K + k] = (T)((exp(S[i * K + k] - maximum) / sum - (k == y)) * factor);
    }
    return loss;
}

static double FN(soft_cross_entropy)(T *dS, size_t *correct, const T *S, const T *shares, T factor, size_t n,
                                     size_t K) {
    double loss = 0;
    *correct = 0;
    for (size_t i = 0; i < n; i++) {
        size_t best = 0, target = 0;
        double sum = 0, weight = 0;
        for (size_t k = 0; k < K; k++) best = S[i * K + k] > S[i * K + best] ? k : best;
        for (size_t k = 0; k < K; k++) target = shares[i * K + k] > shares[i * K + target] ? k : target;
        *correct += best == target;
        double maximum = S[i * K + best];
        for (size_t k = 0; k < K; k++) sum += exp(S[i * K + k] - maximum);
        for (size_t k = 0; k < K; k++) weight += shares[i * K + k];
        for (size_t k = 0; k < K; k++) loss -= shares[i * K + k] * (S[i * K + k] - maximum - log(sum));
        for (size_t k = 0; dS && k < K; k++)
            dS[i * K + k] = (T)((weight * exp(S[i * K + k] - maximum) / sum - shares[i * K + k]) * factor);
    }
    return loss;
}

static void FN(sgd)(T *W, const T *dW, T eta, T decay, size_t count) {
    for (size_t i = 0; i < count; i++) W[i] = W[i] - eta * (dW[i] + decay * W[i]);
}

static void FN(momentum)(T *W, T *V, const T *dW, T eta, T decay, T mu, bool nesterov, size_t count) {
    for (size_t i = 0; i < count; i++) {
        T g = dW[i] + decay * W[i];
        V[i] = mu * V[i] + g;
        W[i] = W[i] - eta * (nesterov ? g + mu * V[i] : V[i]);
    }
}

static void FN(rmsprop)(T *W, T *V, const T *dW, T eta, T decay, T rho, T rest, T epsilon, size_t count) {
    for (size_t i = 0; i < count; i++) {
        double g = dW[i] + (double)decay * W[i];
        V[i] = (T)(rho * (double)V[i] + rest * g * g);
        W[i] = (T)(W[i] - eta * g / (sqrt(V[i]) + epsilon));
    }
}

static void FN(adam)(T *W, T *M, T *V, const T *dW, FN(cc_adam) c, size_t count) {
    for (size_t i = 0; i < count; i++) {
        double g = dW[i] + (double)c.decay * W[i];
        M[i] = (T)(c.beta1 * (double)M[i] + c.rest1 * g);
        V[i] = (T)(c.beta2 * (double)V[i] + c.rest2 * g * g);
        W[i] = (T)(W[i] - c.shrink * (double)W[i] - c.eta * (double)M[i] / (c.root * sqrt(V[i]) + c.epsilon));
    }
}

static double FN(sum)(const T *x, size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += (double)x[i];
    return sum;
}

static double FN(sum_of_squares)(const T *x, size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += (double)x[i] * (double)x[i];
    return sum;
}

#ifndef CC_REFERENCE_MIX
#define CC_REFERENCE_MIX
static uint32_t mix(uint32_t h) {
    h = (h ^ h >> 16) * 0x85ebca6bu;
    h = (h ^ h >> 13) * 0xc2b2ae35u;
    return h ^ h >> 16;
}
#endif

static void FN(add_noise)(T *x, uint64_t key, size_t first, T deviation, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint32_t pair = (uint32_t)(first + i / 64) * 32 + (uint32_t)(i % 32);
        uint32_t a = mix(pair ^ (uint32_t)key), b = mix(a + (uint32_t)(key >> 32));
        double u = ((mix(b ^ 0x9e3779b9u) >> 8) + 0.5) * 0x1p-24, turn = (int32_t)b * 0x1p-31 * acos(-1);
        x[i] += deviation * (T)(sqrt(-2 * log(u)) * (i % 64 < 32 ? cos(turn) : sin(turn)));
    }
}

static uint32_t FN(bits_of)(uint64_t key, size_t place) {
    return mix(mix((uint32_t)place ^ (uint32_t)key) + (uint32_t)(key >> 32));
}

static void FN(add_uniform)(T *x, uint64_t key, size_t first, T amplitude, size_t count) {
    for (size_t i = 0; i < count; i++)
        x[i] += (T)((double)amplitude * ((int32_t)FN(bits_of)(key, first + i) / 2147483648.0));
}

static void FN(salt_pepper)(T *x, uint64_t key, size_t first, uint32_t share, T low, T high, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint32_t bits = FN(bits_of)(key, first + i);
        if (bits / 2 < share) x[i] = bits % 2 ? high : low;
    }
}

static void FN(dropout)(T *Y, const T *X, uint64_t key, size_t first, uint32_t share, T scale, size_t count) {
    for (size_t i = 0; i < count; i++) Y[i] = FN(bits_of)(key, first + i) / 2 < share ? 0 : X[i] * scale;
}

#ifdef CC_ONCE
static void moments(uint64_t *sum, uint64_t *sum_of_squares, const uint8_t *pixels, const int32_t *index, size_t n,
                    size_t d) {
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < d; j++) {
            uint64_t pixel = pixels[(size_t)index[i] * d + j];
            sum[j] += pixel;
            sum_of_squares[j] += pixel * pixel;
        }
}
#endif

#include "peak.c"

#endif
