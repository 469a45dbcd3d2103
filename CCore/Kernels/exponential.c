/* exponential.c: exp(x) and exp(x) - 1 without a branch or a call, so that a loop over them is one over vectors.
 *
 * x = n ln 2 + r with |r| <= ln(2) / 2, exp(r) - 1 by its Taylor series to rounding, and 2^n put into the exponent in
 * two steps, so that results go over to infinity and to zero as they should. Cody and Waite 1980, chapter 6. */
#ifdef T /* compiled through kernel_set.h */

/* What exp is made of: exp(x) = (1 + tail) * low * high, with powers of two low and high. */
typedef struct {
    T tail, low, high;
} FN(exp_parts);

/* 2^n for an exponent that stays in range. */
static inline T FN(power_of_two)(BITS n) {
    BITS bits = (n + (sizeof(T) == 4 ? 127 : 1023)) << (sizeof(T) == 4 ? 23 : 52);
    T power;
    memcpy(&power, &bits, sizeof power);
    return power;
}

static inline FN(exp_parts) FN(split_exp)(T x) {
    const bool is_float = sizeof(T) == 4;
    /* Beyond these bounds the result is zero or infinite; NaN passes both comparisons. */
    x = x < (is_float ? (T)-104 : (T)-746) ? (is_float ? (T)-104 : (T)-746) : x;
    x = x > (is_float ? (T)89 : (T)710) ? (is_float ? (T)89 : (T)710) : x;
    /* Adding 1.5 * 2^(bits of the fraction) rounds to an integer, which then stands in the last bits. */
    const T magic = is_float ? (T)12582912 : (T)6755399441055744;
    T shifted = x * (T)1.4426950408889634 + magic, n = shifted - magic;
    T r = x - n * (is_float ? (T)0.693359375 : (T)6.93147180369123816490e-01);
    r -= n * (is_float ? (T)-2.12194440054690583e-4 : (T)1.90821492927058770002e-10);
    T series = is_float ? 0 : (T)(1.0 / 6227020800);
    series = is_float ? 0 : series * r + (T)(1.0 / 479001600);
    series = is_float ? 0 : series * r + (T)(1.0 / 39916800);
    series = is_float ? 0 : series * r + (T)(1.0 / 3628800);
    series = is_float ? 0 : series * r + (T)(1.0 / 362880);
    series = is_float ? (T)(1.0 / 40320) : series * r + (T)(1.0 / 40320);
    series = series * r + (T)(1.0 / 5040);
    series = series * r + (T)(1.0 / 720);
    series = series * r + (T)(1.0 / 120);
    series = series * r + (T)(1.0 / 24);
    series = series * r + (T)(1.0 / 6);
    series = series * r + (T)0.5;
    BITS bits, zero;
    memcpy(&bits, &shifted, sizeof bits);
    memcpy(&zero, &magic, sizeof zero);
    BITS exponent = bits - zero, half = exponent / 2;
    return (FN(exp_parts)){series * r * r + r, FN(power_of_two)(half), FN(power_of_two)(exponent - half)};
}

static inline T FN(exp_of)(T x) {
    FN(exp_parts) e = FN(split_exp)(x);
    return (1 + e.tail) * e.low * e.high;
}

/* Near zero n is 0 and the result is the tail itself, with all its digits. The 1 is taken off before the second power,
 * which may make the whole infinite. */
static inline T FN(expm1_of)(T x) {
    FN(exp_parts) e = FN(split_exp)(x);
    return (e.tail * e.low + (e.low - 1 / e.high)) * e.high;
}

/* Y = exp(X); Y may be X */
static void FN(exp)(T *Y, const T *X, size_t count) {
#pragma clang loop vectorize(assume_safety) /* in place as well, where the compiler sees Y overlap X */
    for (size_t i = 0; i < count; i++) Y[i] = FN(exp_of)(X[i]);
}

/* Y = exp(X) - 1; Y may be X */
static void FN(expm1)(T *Y, const T *X, size_t count) {
#pragma clang loop vectorize(assume_safety)
    for (size_t i = 0; i < count; i++) Y[i] = FN(expm1_of)(X[i]);
}

#endif
