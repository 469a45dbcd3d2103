#include "layerlab_nan.h"
#include <stdint.h>

/* It runs after every call of a plugin, so it must weigh nothing beside it: a lane for each entry of a register, no way
 * out of the loop, and the widest registers of the machine. */
#if defined(__x86_64__) && defined(__linux__)
#define WIDEST __attribute__((target_clones("avx2", "default")))
#else
#define WIDEST
#endif

#define HAS_NAN(T, M, SUFFIX)                                                                                          \
    WIDEST bool layerlab_has_nan_##SUFFIX(const T *x, size_t count) {                                                  \
        M found = 0;                                                                                                   \
        for (size_t i = 0; i < count; i++) found |= -(M)(x[i] != x[i]);                                                \
        return found != 0;                                                                                             \
    }

HAS_NAN(float, int32_t, f32)
HAS_NAN(double, int64_t, f64)
