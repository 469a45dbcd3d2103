/* im2vec.c: gathers images by index and turns bytes into normalised rows, in one pass. */
#ifdef T /* compiled through kernel_set.h */

/* out (n x w) = pixels[index[i], j] * scale[j] + shift[j]; rows of pixels lie d apart, those of out ld
 *
 * The images of a shuffled batch lie anywhere in memory: no prefetcher of the CPU foresees them, the index does. */
static void FN(im2vec)(T *out, const uint8_t *pixels, const int32_t *index, const T *scale, const T *shift, size_t n,
                       size_t w, size_t d, size_t ld) {
    enum { ahead = 8, cache_line = 64 };
    for (size_t i = 0; i < n; i++) {
        const uint8_t *restrict image = pixels + (size_t)index[i] * d;
        T *restrict row = out + i * ld;
        if (i + ahead < n) {
            const uint8_t *later = pixels + (size_t)index[i + ahead] * d;
            for (size_t j = 0; j < w; j += cache_line) __builtin_prefetch(later + j);
        }
        for (size_t j = 0; j < w; j++) row[j] = (T)image[j] * scale[j] + shift[j];
    }
}

/* out (n x d) = values[index[i], j] * scale[j] + shift[j] */
static void FN(gather)(T *out, const float *values, const int32_t *index, const T *scale, const T *shift, size_t n,
                       size_t d) {
    for (size_t i = 0; i < n; i++) {
        const float *restrict sample = values + (size_t)index[i] * d;
        T *restrict row = out + i * d;
        for (size_t j = 0; j < d; j++) row[j] = (T)sample[j] * scale[j] + shift[j];
    }
}

#endif
