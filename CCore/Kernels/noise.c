/* noise.c: noise that is a function of a key and of the entry's place, so that any part of it can be drawn by any
 * worker and in any order.
 *
 * Normal entries come in blocks of 64: pair j of a block is turned by Box and Muller (1958) into entry j and entry j
 * + 32. The uniform numbers behind a pair are hashes of its number (the finaliser of MurmurHash3, Appleby 2011), and
 * logarithm and sine are polynomials, so that the compiler can do a vector of pairs at once. Good for noise: the
 * largest value is 5.9 deviations, and errors are below 1e-5 of one. */
#ifdef T /* compiled through kernel_set.h */

#ifndef CC_NOISE_HELPERS
#define CC_NOISE_HELPERS
enum { NOISE_PAIRS = 32, NOISE_BLOCK = 2 * NOISE_PAIRS };

static inline uint32_t mix(uint32_t h) {
    h = (h ^ h >> 16) * 0x85ebca6bu;
    h = (h ^ h >> 13) * 0xc2b2ae35u;
    return h ^ h >> 16;
}

/* log u for u in 0 ... 1: u = m 2^e with m in 0.75 ... 1.5, and log m = 2 artanh((m - 1) / (m + 1)). */
static inline float log_of(float u) {
    uint32_t bits;
    memcpy(&bits, &u, sizeof bits);
    int32_t exponent = (int32_t)(bits - 0x3f400000u) >> 23;
    bits -= (uint32_t)exponent << 23;
    float m;
    memcpy(&m, &bits, sizeof m);
    float t = (m - 1) / (m + 1), s = t * t;
    return (float)exponent * 0.693147181f + 2 * t * (1 + s * (1.0f / 3 + s * (1.0f / 5 + s * (1.0f / 7))));
}

/* sin(pi z) for z in -0.5 ... 0.5, by Taylor to z^11. */
static inline float sine_of(float z) {
    float s = z * z;
    return z * (3.14159265f + s * (-5.16771278f +
                                   s * (2.55016404f + s * (-0.599264529f + s * (0.0821458866f - s * 0.00737043094f)))));
}

/* 32 random bits for a place under a key. */
static inline uint32_t random_bits(uint64_t key, uint32_t place) {
    return mix(mix(place ^ (uint32_t)key) + (uint32_t)(key >> 32));
}

/* 64 standard normal numbers: block number `block` of the stream of a key. */
static void normal_block(float *normal, uint64_t key, uint32_t block) {
    for (uint32_t j = 0; j < NOISE_PAIRS; j++) {
        uint32_t a = mix((block * NOISE_PAIRS + j) ^ (uint32_t)key), b = mix(a + (uint32_t)(key >> 32));
        float u = ((float)(int32_t)(mix(b ^ 0x9e3779b9u) >> 8) + 0.5f) * 0x1p-24f;
        float radius = ROOT(-2 * log_of(u));
        float turn = (float)(int32_t)b * 0x1p-31f; /* -1 ... 1, half turns */
        float size = __builtin_fabsf(turn);
        float sine = sine_of(size > 0.5f ? 1 - size : size);
        normal[j] = radius * sine_of(0.5f - size);
        normal[j + NOISE_PAIRS] = turn < 0 ? -radius * sine : radius * sine;
    }
}
#endif

/* x (count) += deviation * noise of a key, where x[0] is the first entry of block `first` */
static void FN(add_noise)(T *x, uint64_t key, size_t first, T deviation, size_t count) {
    float normal[NOISE_BLOCK];
    for (size_t start = 0; start < count; start += NOISE_BLOCK) {
        size_t length = count - start < NOISE_BLOCK ? count - start : NOISE_BLOCK;
        normal_block(normal, key, (uint32_t)(first + start / NOISE_BLOCK));
        for (size_t i = 0; i < length; i++) x[start + i] += deviation * (T)normal[i];
    }
}

/* The loops below draw for several vectors at once: a hash is a chain of multiplications, each of which waits for the
 * one before. */

/* x (count) += amplitude * U(-1, 1), the noise of a key from its entry `first` on */
static void FN(add_uniform)(T *x, uint64_t key, size_t first, T amplitude, size_t count) {
    uint32_t place = (uint32_t)first;
#pragma clang loop interleave_count(4)
    for (size_t i = 0; i < count; i++)
        x[i] += amplitude * ((T)(int32_t)random_bits(key, place + (uint32_t)i) * (T)0x1p-31);
}

/* The upper 31 bits against the share decide whether an entry is changed, the last one decides which way. */
static void FN(salt_pepper)(T *x, uint64_t key, size_t first, uint32_t share, T low, T high, size_t count) {
    uint32_t place = (uint32_t)first;
#pragma clang loop interleave_count(4)
    for (size_t i = 0; i < count; i++) {
        uint32_t bits = random_bits(key, place + (uint32_t)i);
        T extreme = bits & 1 ? high : low;
        x[i] = bits >> 1 < share ? extreme : x[i];
    }
}

/* Y (count) = X * scale, with a share of the entries put to 0; Y may be X */
static void FN(dropout)(T *Y, const T *X, uint64_t key, size_t first, uint32_t share, T scale, size_t count) {
    uint32_t place = (uint32_t)first;
#pragma clang loop vectorize(assume_safety) interleave_count(4)
    for (size_t i = 0; i < count; i++) {
        uint32_t bits = random_bits(key, place + (uint32_t)i);
        Y[i] = bits >> 1 < share ? 0 : X[i] * scale;
    }
}

#endif
