/* sets.h: the kernel sets that dispatch.c chooses from. */
#ifndef CC_SETS_H
#define CC_SETS_H
#include "ccore.h"

extern const cc_kernels cc_set_reference, cc_set_portable;
#if defined(__x86_64__)
extern const cc_kernels cc_set_avx2, cc_set_avx512;
#endif

#endif
