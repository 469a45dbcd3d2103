/* slots.h: the checks of one scalar type; T, S (f32 or f64) and EPSILON are set by kernel_checks.c.
 *
 * Bounds: a sum of n terms in T is off by at most n * epsilon of the sum of magnitudes (Higham 2002, section 3.1);
 * the reference adds in double. Inputs are of magnitude 1, so 8 * (n + 8) * epsilon times the largest result holds for
 * sums of products, with room for the contraction to FMA. */

static T *FN(random)(uint64_t *state, size_t count) {
    T *x = malloc((count ? count : 1) * sizeof(T));
    for (size_t i = 0; i < count; i++) x[i] = (T)(2 * uniform(state) - 1);
    return x;
}

static T *FN(copy)(const T *x, size_t count) {
    T *y = malloc((count ? count : 1) * sizeof(T));
    memcpy(y, x, count * sizeof(T));
    return y;
}

static bool FN(agree)(const T *a, const T *b, size_t count, double terms) {
    double largest = 1;
    for (size_t i = 0; i < count; i++) largest = fmax(largest, fabs((double)b[i]));
    for (size_t i = 0; i < count; i++)
        if (!(fabs((double)a[i] - (double)b[i]) <= 8 * (terms + 8) * EPSILON * largest)) return false;
    return true;
}

/* Each entry on its own to a few units in its last place, whatever its size. */
static bool FN(agree_each)(const T *a, const T *b, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!(fabs((double)a[i] - (double)b[i]) <= 4 * EPSILON * fabs((double)b[i]))) return false;
    return true;
}

/* Two outputs, one for the set that is checked and one for the reference, and the comparison of the two. */
#define OUTPUT(name, count)                                                                                            \
    T *name = FN(random)(&state, count), *name##_r = FN(copy)(name, count);                                            \
    size_t name##_count = (count)
#define COMPARE(slot, name, terms)                                                                                     \
    do {                                                                                                               \
        if (!FN(agree)(name, name##_r, name##_count, terms)) failed = failed ? failed : slot;                          \
        free(name);                                                                                                    \
        free(name##_r);                                                                                                \
    } while (0)

static const char *FN(check_rows)(const cc_kernels *set, const cc_kernels *reference, size_t n, size_t d,
                                  uint64_t state) {
    const char *failed = NULL;
    T *scale = FN(random)(&state, d), *shift = FN(random)(&state, d);
    uint8_t *pixels = malloc(3 * d);
    float *values = malloc(3 * d * sizeof *values);
    int32_t *index = malloc(n * sizeof *index);
    for (size_t i = 0; i < 3 * d; i++) values[i] = pixels[i] = (uint8_t)(256 * uniform(&state));
    for (size_t i = 0; i < n; i++) index[i] = (int32_t)(3 * uniform(&state));
    OUTPUT(images, n * (d + 1));
    set->S.im2vec(images, pixels, index, scale, shift, n, d, d, d + 1);
    reference->S.im2vec(images_r, pixels, index, scale, shift, n, d, d, d + 1);
    COMPARE("im2vec", images, 1);
    OUTPUT(samples, n * d);
    set->S.gather(samples, values, index, scale, shift, n, d);
    reference->S.gather(samples_r, values, index, scale, shift, n, d);
    COMPARE("gather", samples, 1);

    OUTPUT(Z, n * d);
    set->S.add_bias(Z, scale, n, d);
    reference->S.add_bias(Z_r, scale, n, d);
    COMPARE("add_bias", Z, 1);
    T *X = FN(random)(&state, n * d), *dA = FN(random)(&state, n * d);
    OUTPUT(sums, d);
    set->S.column_sums(sums, X, n, d);
    reference->S.column_sums(sums_r, X, n, d);
    COMPARE("column_sums", sums, (double)n);
    OUTPUT(A, n * d);
    set->S.relu(A, X, n * d);
    reference->S.relu(A_r, X, n * d);
    COMPARE("relu", A, 0);
    OUTPUT(dZ, n * d);
    set->S.relu_backward(dZ, dA, X, n * d);
    reference->S.relu_backward(dZ_r, dA, X, n * d);
    COMPARE("relu_backward", dZ, 0);
    OUTPUT(Y, n * d);
    set->S.scale_shift(Y, X, scale, shift, n, d);
    reference->S.scale_shift(Y_r, X, scale, shift, n, d);
    COMPARE("scale_shift", Y, 1);
    free(scale), free(shift), free(pixels), free(values), free(index), free(X), free(dA);
    return failed;
}

/* The moments of the reference feed both backward passes, so that each slot is judged alone. */
static const char *FN(check_batchnorm)(const cc_kernels *set, const cc_kernels *reference, size_t n, size_t d,
                                       bool relu, uint64_t state) {
    const char *failed = NULL;
    T *X = FN(random)(&state, n * d), *dY = FN(random)(&state, n * d);
    T *gamma = FN(random)(&state, d), *beta = FN(random)(&state, d);
    const T epsilon = (T)0.1; /* keeps 1 / sqrt(variance + epsilon) of magnitude 1 where n is 1 */
    OUTPUT(Y, n * d);
    OUTPUT(mean, d);
    OUTPUT(variance, d);
    OUTPUT(inverse, d);
    (relu ? set->S.batchnorm_relu : set->S.batchnorm)(Y, mean, variance, inverse, X, gamma, beta, epsilon, n, d);
    (relu ? reference->S.batchnorm_relu : reference->S.batchnorm)(Y_r, mean_r, variance_r, inverse_r, X, gamma, beta,
                                                                  epsilon, n, d);
    OUTPUT(dX, n * d);
    OUTPUT(dgamma, d);
    OUTPUT(dbeta, d);
    if (relu) {
        set->S.batchnorm_relu_backward(dX, dgamma, dbeta, dY, Y_r, X, mean_r, inverse_r, gamma, n, d);
        reference->S.batchnorm_relu_backward(dX_r, dgamma_r, dbeta_r, dY, Y_r, X, mean_r, inverse_r, gamma, n, d);
    } else {
        set->S.batchnorm_backward(dX, dgamma, dbeta, dY, X, mean_r, inverse_r, gamma, n, d);
        reference->S.batchnorm_backward(dX_r, dgamma_r, dbeta_r, dY, X, mean_r, inverse_r, gamma, n, d);
    }
    const char *forward = relu ? "batchnorm_relu" : "batchnorm";
    const char *backward = relu ? "batchnorm_relu_backward" : "batchnorm_backward";
    COMPARE(forward, Y, 8 * (double)n);
    COMPARE(forward, mean, (double)n);
    COMPARE(forward, variance, (double)n);
    COMPARE(forward, inverse, 8 * (double)n);
    COMPARE(backward, dX, 8 * (double)n);
    COMPARE(backward, dgamma, 8 * (double)n);
    COMPARE(backward, dbeta, (double)n);
    free(X), free(dY), free(gamma), free(beta);
    return failed;
}

static const char *FN(check_loss)(const cc_kernels *set, const cc_kernels *reference, size_t n, size_t K,
                                  uint64_t state) {
    const char *failed = NULL;
    T *scores = FN(random)(&state, n * K);
    int32_t *labels = malloc(n * sizeof *labels);
    for (size_t i = 0; i < n * K; i++) scores[i] *= 20;
    for (size_t i = 0; i < n; i++) labels[i] = (int32_t)((double)K * uniform(&state));
    OUTPUT(E, n * K);
    set->S.exp(E, scores, n * K);
    reference->S.exp(E_r, scores, n * K);
    if (!FN(agree_each)(E, E_r, n * K)) failed = "exp";
    set->S.expm1(E, scores, n * K);
    reference->S.expm1(E_r, scores, n * K);
    if (!FN(agree_each)(E, E_r, n * K)) failed = "expm1";
    free(E), free(E_r);
    OUTPUT(P, n * K);
    set->S.softmax(P, scores, n, K);
    reference->S.softmax(P_r, scores, n, K);
    COMPARE("softmax", P, 20 * (double)K);
    OUTPUT(dS, n * K);
    size_t correct, correct_r;
    double loss = set->S.cross_entropy(dS, &correct, scores, labels, (T)(1 / (double)n), n, K);
    double loss_r = reference->S.cross_entropy(dS_r, &correct_r, scores, labels, (T)(1 / (double)n), n, K);
    double alone = set->S.cross_entropy(NULL, &correct, scores, labels, 0, n, K);
    if (correct != correct_r || fabs(loss - loss_r) > 1e3 * EPSILON * (1 + loss_r) ||
        fabs(alone - loss) > 1e-12 * (1 + loss))
        failed = "cross_entropy";
    COMPARE("cross_entropy", dS, 20 * (double)K);
    T *shares = FN(random)(&state, n * K);
    for (size_t i = 0; i < n * K; i++) shares[i] = (T)fabs((double)shares[i]);
    OUTPUT(soft, n * K);
    loss = set->S.soft_cross_entropy(soft, &correct, scores, shares, (T)(1 / (double)n), n, K);
    loss_r = reference->S.soft_cross_entropy(soft_r, &correct_r, scores, shares, (T)(1 / (double)n), n, K);
    alone = set->S.soft_cross_entropy(NULL, &correct, scores, shares, 0, n, K);
    if (correct != correct_r || fabs(loss - loss_r) > 1e3 * EPSILON * (1 + loss_r) ||
        fabs(alone - loss) > 1e-12 * (1 + loss))
        failed = failed ? failed : "soft_cross_entropy";
    COMPARE("soft_cross_entropy", soft, 20 * (double)K);
    free(scores), free(labels), free(shares);
    return failed;
}

static const char *FN(check_updates)(const cc_kernels *set, const cc_kernels *reference, size_t count, uint64_t state) {
    const char *failed = NULL;
    T *dW = FN(random)(&state, count);
    OUTPUT(W, count);
    set->S.sgd(W, dW, (T)0.1, (T)0.01, count);
    reference->S.sgd(W_r, dW, (T)0.1, (T)0.01, count);
    COMPARE("sgd", W, 2);
    for (int nesterov = 0; nesterov < 2; nesterov++) {
        OUTPUT(U, count);
        OUTPUT(V, count);
        set->S.momentum(U, V, dW, (T)0.1, (T)0.01, (T)0.9, nesterov, count);
        reference->S.momentum(U_r, V_r, dW, (T)0.1, (T)0.01, (T)0.9, nesterov, count);
        COMPARE("momentum", U, 4);
        COMPARE("momentum", V, 4);
    }
    OUTPUT(R, count);
    OUTPUT(Q, count);
    for (size_t i = 0; i < count; i++) Q[i] = Q_r[i] = (T)fabs((double)Q[i]);
    set->S.rmsprop(R, Q, dW, (T)0.1, (T)0.01, (T)0.9, (T)0.1, (T)0.1, count);
    reference->S.rmsprop(R_r, Q_r, dW, (T)0.1, (T)0.01, (T)0.9, (T)0.1, (T)0.1, count);
    FN(cc_adam) c = {(T)0.1, (T)0.01, (T)0.02, (T)0.9, (T)0.1, (T)0.99, (T)0.01, 2, (T)0.1};
    OUTPUT(A, count);
    OUTPUT(M, count);
    OUTPUT(N, count);
    for (size_t i = 0; i < count; i++) N[i] = N_r[i] = (T)fabs((double)N[i]);
    set->S.adam(A, M, N, dW, c, count);
    reference->S.adam(A_r, M_r, N_r, dW, c, count);
    COMPARE("rmsprop", R, 8);
    COMPARE("rmsprop", Q, 4);
    COMPARE("adam", A, 8);
    COMPARE("adam", M, 4);
    COMPARE("adam", N, 4);
    OUTPUT(X, count);
    set->S.add_noise(X, state, 3, (T)0.5, count);
    reference->S.add_noise(X_r, state, 3, (T)0.5, count);
    for (size_t i = 0; i < count; i++) X[i] = fabs((double)X[i] - (double)X_r[i]) < 1e-5 ? X_r[i] : X[i];
    COMPARE("add_noise", X, 4);
    OUTPUT(U, count);
    set->S.add_uniform(U, state, 5, (T)0.5, count);
    reference->S.add_uniform(U_r, state, 5, (T)0.5, count);
    COMPARE("add_uniform", U, 2);
    OUTPUT(E, count);
    set->S.salt_pepper(E, state, 6, 1u << 29, -2, 3, count);
    reference->S.salt_pepper(E_r, state, 6, 1u << 29, -2, 3, count);
    COMPARE("salt_pepper", E, 0);
    OUTPUT(D, count);
    set->S.dropout(D, dW, state, 7, 1u << 30, (T)1.5, count);
    reference->S.dropout(D_r, dW, state, 7, 1u << 30, (T)1.5, count);
    COMPARE("dropout", D, 1);
    double total = set->S.sum(dW, count), total_r = reference->S.sum(dW, count);
    if (fabs(total - total_r) > 1e-13 * (double)count) failed = failed ? failed : "sum";
    double sum = set->S.sum_of_squares(dW, count), sum_r = reference->S.sum_of_squares(dW, count);
    if (fabs(sum - sum_r) > 1e-13 * (double)count) failed = failed ? failed : "sum_of_squares";
    free(dW);
    return failed;
}

/* Rows of A, B and C further apart than they are long, each buffer ending with its last entry. What lies between the
 * rows of C is compared too: it must stay. */
static const char *FN(check_strides)(const cc_gemm *gemm, bool ta, bool tb, size_t m, size_t n, size_t k, T alpha,
                                     T beta, uint64_t state) {
    const char *failed = NULL;
    size_t ldc = n + 3, lda = (ta ? m : k) + 2, ldb = (tb ? k : n) + 1;
    T *A = FN(random)(&state, ((ta ? k : m) - 1) * lda + (ta ? m : k));
    T *B = FN(random)(&state, ((tb ? n : k) - 1) * ldb + (tb ? k : n));
    OUTPUT(C, (m - 1) * ldc + n);
    if (beta == 0) C[0] = NAN; /* beta 0 must not read C */
    gemm->S(C, A, B, ta, tb, m, n, k, ldc, lda, ldb, alpha, beta);
    cc_gemm_at(0)->S(C_r, A, B, ta, tb, m, n, k, ldc, lda, ldb, alpha, beta);
    COMPARE("product", C, (double)k);
    free(A), free(B);
    return failed;
}

static const char *FN(check_tiles)(const cc_gemm *gemm, bool ta, bool tb, size_t m, size_t n, size_t k, T alpha, T beta,
                                   uint64_t state) {
    const char *failed = NULL;
    T *A = FN(random)(&state, m * k), *B = FN(random)(&state, k * n), *first = NULL;
    T *C = FN(random)(&state, m * n), *C_r = FN(copy)(C, m * n);
    if (beta == 0) C[0] = NAN;
    cc_gemm_at(0)->S(C_r, A, B, ta, tb, m, n, k, n, ta ? m : k, tb ? k : n, alpha, beta);
    for (size_t threads = 1; threads <= 3; threads++) {
        cc_pool *pool = cc_pool_create(threads);
        T *result = FN(copy)(C, m * n);
        TILED(pool, gemm, result, A, B, ta, tb, m, n, k, alpha, beta);
        cc_pool_destroy(pool);
        if (!FN(agree)(result, C_r, m * n, (double)k)) failed = "tiled product";
        if (first && memcmp(first, result, m * n * sizeof(T))) failed = "bits of the tiled product";
        free(first);
        first = result;
    }
    free(first), free(A), free(B), free(C), free(C_r);
    return failed;
}

/* Images that stay bytes against the batch as numbers and the reference product, over 1 to 3 threads, which must not
 * change a bit. The pixels end with the last image. */
static const char *FN(check_images)(size_t n, size_t d, size_t units, uint64_t state) {
    const cc_gemm *reference = cc_gemm_at(0);
    bool same = true;
    uint8_t *pixels = malloc(3 * d);
    int32_t *index = malloc(n * sizeof *index);
    for (size_t i = 0; i < 3 * d; i++) pixels[i] = (uint8_t)(256 * uniform(&state));
    for (size_t i = 0; i < n; i++) index[i] = (int32_t)(3 * uniform(&state));
    T *scale = FN(random)(&state, d), *shift = FN(random)(&state, d), *X = malloc(n * d * sizeof(T));
    T *W = FN(random)(&state, units * d), *dY = FN(random)(&state, n * units), *Z_r = FN(random)(&state, n * units);
    T *C_r = FN(copy)(W, units * d), *firstZ = NULL, *firstC = NULL;
    for (size_t j = 0; j < d; j++) scale[j] /= 255;
    cc_kernel_set(0)->S.im2vec(X, pixels, index, scale, shift, n, d, d, d);
    reference->S(Z_r, X, W, false, true, n, units, d, units, d, d, 1, 0);
    reference->S(C_r, dY, X, true, false, units, d, n, d, units, d, (T)-0.1, (T)0.9);
    for (size_t threads = 1; threads <= 3; threads++) {
        cc_pool *pool = cc_pool_create(threads);
        T *Z = FN(random)(&state, n * units), *C = FN(copy)(W, units * d);
        IMAGES_PRODUCT(pool, Z, pixels, index, scale, shift, W, n, d, units);
        IMAGES_GRADIENT(pool, C, dY, pixels, index, scale, shift, n, d, units, (T)-0.1, (T)0.9);
        cc_pool_destroy(pool);
        same = same && FN(agree)(Z, Z_r, n * units, (double)d) && FN(agree)(C, C_r, units * d, (double)n);
        same = same && (!firstZ || memcmp(firstZ, Z, n * units * sizeof(T)) == 0);
        same = same && (!firstC || memcmp(firstC, C, units * d * sizeof(T)) == 0);
        free(firstZ), free(firstC);
        firstZ = Z, firstC = C;
    }
    free(firstZ), free(firstC), free(pixels), free(index), free(scale), free(shift), free(X);
    free(W), free(dY), free(Z_r), free(C_r);
    return same ? NULL : "products of images";
}

static const char *FN(check_gemm)(const cc_gemm *gemm, size_t m, size_t n, size_t k, uint64_t state) {
    static const T betas[] = {0, 1, (T)0.5};
    const char *failed = NULL;
    for (int kind = 0; kind < 12; kind++) {
        bool ta = kind & 1, tb = kind & 2;
        T beta = betas[kind / 4];
        T alpha = kind < 4 ? 1 : (T)-0.1;
        const char *strides = FN(check_strides)(gemm, ta, tb, m, n, k, alpha, beta, state);
        const char *tiles = FN(check_tiles)(gemm, ta, tb, m, n, k, alpha, beta, state);
        failed = failed ? failed : strides ? strides : tiles;
    }
    return failed;
}

#undef OUTPUT
#undef COMPARE
