/* set_avx2.c: the tuned kernels for AVX2 with FMA. */
#include "sets.h"
#include <math.h>
#include <string.h>

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define CC_SET cc_set_avx2
#define CC_SET_NAME "avx2"
#define CC_BODIES "tuned.h"
#define CC_VECTOR_BYTES 32
#include "kernel_set.h"
#pragma clang attribute pop
#endif
