/* images.h: the two products of the first layer with images that stay bytes, one tile at a time; see gemm_images.h. */
#ifndef CC_IMAGES_H
#define CC_IMAGES_H
#include <stddef.h>
#include <stdint.h>

#define CC_IMAGE_PRODUCTS(T, S)                                                                                        \
    typedef struct {                                                                                                   \
        void (*across)(T * P, const uint8_t *pixels, const int32_t *index, size_t d, const T *scale, const T *shift,   \
                       const T *W, size_t n, size_t units, size_t depth);                                              \
        void (*along)(T * C, const uint8_t *pixels, const int32_t *index, size_t d, const T *scale, const T *shift,    \
                      const T *dY, size_t n, size_t units, size_t columns, T alpha, T beta);                           \
    } cc_image_products_##S;

CC_IMAGE_PRODUCTS(float, f32)
CC_IMAGE_PRODUCTS(double, f64)
#undef CC_IMAGE_PRODUCTS

typedef struct {
    cc_image_products_f32 f32;
    cc_image_products_f64 f64;
} cc_image_products;

/* Those of the active kernel set; of NULLs where that is the reference. */
const cc_image_products *cc_native_image_products(void);

#endif
