/* softmax.c: softmax and cross-entropy with their gradient, stable for any finite scores. */
#ifdef T /* compiled through kernel_set.h */

/* The position of the largest score, the first one among equals. */
static size_t FN(largest)(const T *s, size_t K) {
    size_t best = 0;
    for (size_t k = 1; k < K; k++) best = s[k] > s[best] ? k : best;
    return best;
}

/* P (n x K) = exp(s - max s), by row; P may be S. One loop takes all exponentials: a row of few classes fills none. */
static void FN(shifted_exp)(T *P, const T *S, size_t n, size_t K) {
    for (size_t i = 0; i < n; i++) {
        const T *s = S + i * K;
        T maximum = s[FN(largest)(s, K)];
        for (size_t k = 0; k < K; k++) P[i * K + k] = s[k] - maximum;
    }
    FN(exp)(P, P, n * K);
}

static T FN(row_sum)(const T *x, size_t K) {
    T sum = 0;
    for (size_t k = 0; k < K; k++) sum += x[k];
    return sum;
}

/* P (n x K) = exp(s - max s) / sum exp(s - max s), by row; P may be S */
static void FN(softmax)(T *P, const T *S, size_t n, size_t K) {
    FN(shifted_exp)(P, S, n, K);
    for (size_t i = 0; i < n; i++) {
        T *p = P + i * K, sum = FN(row_sum)(p, K);
        for (size_t k = 0; k < K; k++) p[k] /= sum;
    }
}

/* -log p_y = log sum exp(s - max s) - (s_y - max s): never the logarithm of a rounded-off zero. The sums, from 1 to K, are
 * multiplied as long as a double holds them, which saves most logarithms. */
static double FN(cross_entropy)(T *dS, size_t *correct, const T *S, const int32_t *labels, T factor, size_t n,
                                size_t K) {
    double loss = 0, product = 1;
    *correct = 0;
    if (dS) FN(shifted_exp)(dS, S, n, K);
    for (size_t i = 0; i < n; i++) {
        const T *s = S + i * K;
        size_t y = (size_t)labels[i], best = FN(largest)(s, K);
        T sum = 0;
        *correct += best == y;
        if (dS) {
            T *g = dS + i * K;
            sum = FN(row_sum)(g, K);
            T inverse = 1 / sum;
            for (size_t k = 0; k < K; k++) g[k] *= inverse;
            g[y] -= 1;
        } else {
            for (size_t k = 0; k < K; k++) sum += FN(exp_of)(s[k] - s[best]);
        }
        loss -= (double)(s[y] - s[best]);
        product *= (double)sum;
        if (product > 1e200) loss += log(product), product = 1;
    }
    for (size_t i = 0; dS && i < n * K; i++) dS[i] *= factor;
    return loss + log(product);
}

/* The same against shares of the classes: -sum_k t_k log p_k, a row of shares summing to any weight */
static double FN(soft_cross_entropy)(T *dS, size_t *correct, const T *S, const T *shares, T factor, size_t n,
                                     size_t K) {
    double loss = 0;
    *correct = 0;
    for (size_t i = 0; i < n; i++) {
        const T *s = S + i * K, *t = shares + i * K;
        size_t best = FN(largest)(s, K);
        T sum = 0, weight = 0, product = 0;
        *correct += best == FN(largest)(t, K);
        for (size_t k = 0; k < K; k++) {
            T score = s[k] - s[best], e = FN(exp_of)(score);
            sum += e;
            weight += t[k];
            product += t[k] * score;
            if (dS) dS[i * K + k] = e;
        }
        if (dS)
            for (size_t k = 0; k < K; k++) dS[i * K + k] = (weight * dS[i * K + k] / sum - t[k]) * factor;
        loss += (double)(weight * LOG(sum) - product);
    }
    return loss;
}

#endif
