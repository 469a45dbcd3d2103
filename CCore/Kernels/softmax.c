/* softmax.c: softmax and cross-entropy with their gradient, stable for any finite scores. */
#ifdef T /* compiled through kernel_set.h */

static T FN(row_maximum)(const T *s, size_t K) {
    T maximum = s[0];
    for (size_t k = 1; k < K; k++) maximum = s[k] > maximum ? s[k] : maximum;
    return maximum;
}

/* P (n x K) = exp(s - max s) / sum exp(s - max s), by row; P may be S */
static void FN(softmax)(T *P, const T *S, size_t n, size_t K) {
    for (size_t i = 0; i < n; i++) {
        const T *s = S + i * K;
        T *p = P + i * K;
        T maximum = FN(row_maximum)(s, K), sum = 0;
        for (size_t k = 0; k < K; k++) {
            p[k] = FN(exp_of)(s[k] - maximum);
            sum += p[k];
        }
        for (size_t k = 0; k < K; k++) p[k] /= sum;
    }
}

/* -log p_y = log sum exp(s - max s) - (s_y - max s): never the logarithm of a rounded-off zero */
static double FN(cross_entropy)(T *dS, size_t *correct, const T *S, const int32_t *labels, T factor, size_t n,
                                size_t K) {
    double loss = 0;
    *correct = 0;
    for (size_t i = 0; i < n; i++) {
        const T *s = S + i * K;
        size_t y = (size_t)labels[i];
        T maximum = FN(row_maximum)(s, K), label_score = s[y] - maximum, sum = 0;
        size_t best = 0;
        for (size_t k = 1; k < K; k++) best = s[k] > s[best] ? k : best;
        *correct += best == y;
        if (dS) {
            T *g = dS + i * K;
            for (size_t k = 0; k < K; k++) {
                g[k] = FN(exp_of)(s[k] - maximum);
                sum += g[k];
            }
            for (size_t k = 0; k < K; k++) g[k] = (g[k] / sum - (k == y)) * factor;
        } else {
            for (size_t k = 0; k < K; k++) sum += FN(exp_of)(s[k] - maximum);
        }
        loss += (double)(LOG(sum) - label_score);
    }
    return loss;
}

/* The same against shares of the classes: -sum_k t_k log p_k, a row of shares summing to any weight */
static double FN(soft_cross_entropy)(T *dS, size_t *correct, const T *S, const T *shares, T factor, size_t n,
                                     size_t K) {
    double loss = 0;
    *correct = 0;
    for (size_t i = 0; i < n; i++) {
        const T *s = S + i * K, *t = shares + i * K;
        T maximum = FN(row_maximum)(s, K), sum = 0, weight = 0, product = 0;
        size_t best = 0, target = 0;
        for (size_t k = 1; k < K; k++) {
            best = s[k] > s[best] ? k : best;
            target = t[k] > t[target] ? k : target;
        }
        *correct += best == target;
        for (size_t k = 0; k < K; k++) {
            T score = s[k] - maximum, e = FN(exp_of)(score);
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
