/* wide.h: the kernels of the wide product of a population, one group of panels at a time; see gemm_wide.h. */
#ifndef CC_WIDE_H
#define CC_WIDE_H
#include <stddef.h>

/* Columns of X that lie together, a block of them for each product. */
enum { WIDE_BLOCK = 192 };

/* panel: units in one panel of W, of Z and of dY. */
#define CC_WIDE_KERNELS(T, S)                                                                                          \
    typedef struct {                                                                                                   \
        size_t panel;                                                                                                  \
        void (*step)(T * W, const T *dY, const T *factor, const T *kept, const T *X, size_t n, size_t d);              \
        void (*forward)(T * Z, const T *W, const T *X, size_t n, size_t d, T beta);                                    \
        void (*read)(T * Y, const T *bias, const T *Z, const T *rest, size_t n, size_t units, size_t count);           \
        void (*write)(T * panel, const T *dY, size_t n, size_t units, size_t count);                                   \
    } cc_wide_kernels_##S;

CC_WIDE_KERNELS(float, f32)
CC_WIDE_KERNELS(double, f64)
#undef CC_WIDE_KERNELS

typedef struct {
    cc_wide_kernels_f32 f32;
    cc_wide_kernels_f64 f64;
} cc_wide_kernels;

/* Those of the active kernel set. */
const cc_wide_kernels *cc_native_wide_kernels(void);

#endif
