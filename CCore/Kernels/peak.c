/* peak.c: the multiply-adds that a core can do at most, for the roofline that measurements are read against. */
#ifdef T /* compiled through kernel_set.h */

/* Twelve chains hide the latency of the unit, and fit the sixteen vector registers of the smallest sets. */
enum { FN(chains) = 12, FN(lanes) = CC_VECTOR_BYTES / sizeof(T) };

static uint64_t FN(fma)(size_t rounds) {
    typedef T vector __attribute__((vector_size(CC_VECTOR_BYTES)));
    /* Not a constant to the compiler, which would leave out the chain that begins at its fixed point, 2 * term. */
    volatile T half = (T)0.5;
    vector chain[FN(chains)], factor, term;
    for (size_t l = 0; l < FN(lanes); l++) factor[l] = half, term[l] = (T)(1 + l);
    for (size_t c = 0; c < FN(chains); c++) chain[c] = term * (T)c;
    for (size_t r = 0; r < rounds; r++) {
#pragma clang loop unroll(full)
        for (size_t c = 0; c < FN(chains); c++) chain[c] = chain[c] * factor + term;
    }
    vector sum = chain[0];
    for (size_t c = 1; c < FN(chains); c++) sum += chain[c];
    T total = 0;
    for (size_t l = 0; l < FN(lanes); l++) total += sum[l];
    /* The result is used, so that the loop above cannot be left out; it is never zero. */
    return total == 0 ? 0 : 2 * (uint64_t)rounds * FN(chains) * FN(lanes);
}

#endif
