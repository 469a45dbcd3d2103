/* optimizers.c: updates that divide by the root of a running mean of squared gradients, each in one pass over memory.
 */
#ifdef T /* compiled through kernel_set.h */

/* V = rho * V + rest * g^2 with g = dW + decay * W; W -= eta * g / (sqrt(V) + epsilon) */
static void FN(rmsprop)(T *restrict W, T *restrict V, const T *restrict dW, T eta, T decay, T rho, T rest, T epsilon,
                        size_t count) {
    for (size_t i = 0; i < count; i++) {
        T g = dW[i] + decay * W[i];
        V[i] = rho * V[i] + rest * g * g;
        W[i] -= eta * g / (ROOT(V[i]) + epsilon);
    }
}

/* M and V: running means of g and g^2; W = (1 - shrink) * W - eta * M / (root * sqrt(V) + epsilon) */
static void FN(adam)(T *restrict W, T *restrict M, T *restrict V, const T *restrict dW, FN(cc_adam) c, size_t count) {
    for (size_t i = 0; i < count; i++) {
        T g = dW[i] + c.decay * W[i];
        M[i] = c.beta1 * M[i] + c.rest1 * g;
        V[i] = c.beta2 * V[i] + c.rest2 * g * g;
        W[i] -= c.shrink * W[i] + c.eta * M[i] / (c.root * ROOT(V[i]) + c.epsilon);
    }
}

#endif
