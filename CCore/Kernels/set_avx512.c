/* set_avx512.c: the tuned kernels for AVX-512. */
#include "sets.h"
#include <math.h>
#include <string.h>

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx2,fma"))),                   \
                             apply_to = function)
#define CC_SET cc_set_avx512
#define CC_SET_NAME "avx512"
#define CC_BODIES "tuned.h"
#define CC_VECTOR_BYTES 64
#include "kernel_set.h"
#pragma clang attribute pop
#endif
