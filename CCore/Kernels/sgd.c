/* sgd.c: parameter updates with the gradient of the L2 term folded in, and the sums behind it and behind noise. */
#ifdef T /* compiled through kernel_set.h */

/* W -= eta * (dW + decay * W); decay = 2 * lambda */
static void FN(sgd)(T *restrict W, const T *restrict dW, T eta, T decay, size_t count) {
    for (size_t i = 0; i < count; i++) W[i] -= eta * (dW[i] + decay * W[i]);
}

/* V = mu * V + g with g = dW + decay * W; W -= eta * V, or eta * (g + mu * V) for Nesterov */
static void FN(momentum)(T *restrict W, T *restrict V, const T *restrict dW, T eta, T decay, T mu, bool nesterov,
                         size_t count) {
    for (size_t i = 0; i < count; i++) {
        T g = dW[i] + decay * W[i];
        V[i] = mu * V[i] + g;
        W[i] -= eta * (nesterov ? g + mu * V[i] : V[i]);
    }
}

/* Sixteen partial sums in double, so that the order of addition is fixed and still vectorises. */
static double FN(sum)(const T *x, size_t count) {
    double partial[16] = {0}, sum = 0;
    size_t whole = count - count % 16;
    for (size_t i = 0; i < whole; i += 16)
        for (size_t j = 0; j < 16; j++) partial[j] += (double)x[i + j];
    for (size_t i = whole; i < count; i++) sum += (double)x[i];
    for (size_t j = 0; j < 16; j++) sum += partial[j];
    return sum;
}

static double FN(sum_of_squares)(const T *x, size_t count) {
    double partial[16] = {0}, sum = 0;
    size_t whole = count - count % 16;
    for (size_t i = 0; i < whole; i += 16)
        for (size_t j = 0; j < 16; j++) partial[j] += (double)x[i + j] * (double)x[i + j];
    for (size_t i = whole; i < count; i++) sum += (double)x[i] * (double)x[i];
    for (size_t j = 0; j < 16; j++) sum += partial[j];
    return sum;
}

#endif
