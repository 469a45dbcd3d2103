/* moments.c: exact sums of bytes and of their squares, for the mean and the deviation of the training images. */
#ifdef CC_ONCE /* compiled through kernel_set.h */

enum { stripe = 256 };

/* sum (d) += pixels, sum_of_squares (d) += pixels^2 over n indexed rows. 32-bit partial sums hold 66,051 squares of
 * 255, so they are emptied every 65,536 rows. */
static void moments(uint64_t *sum, uint64_t *sum_of_squares, const uint8_t *pixels, const int32_t *index, size_t n,
                    size_t d) {
    for (size_t first = 0; first < d; first += stripe) {
        size_t width = d - first < stripe ? d - first : stripe;
        for (size_t start = 0; start < n; start += 65536) {
            uint32_t s[stripe] = {0}, q[stripe] = {0};
            size_t end = n - start < 65536 ? n : start + 65536;
            for (size_t i = start; i < end; i++) {
                const uint8_t *restrict image = pixels + (size_t)index[i] * d + first;
                for (size_t j = 0; j < width; j++) {
                    s[j] += image[j];
                    q[j] += (uint32_t)image[j] * image[j];
                }
            }
            for (size_t j = 0; j < width; j++) {
                sum[first + j] += s[j];
                sum_of_squares[first + j] += q[j];
            }
        }
    }
}

#endif
