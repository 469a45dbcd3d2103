/* tuned.h: the kernel files of the tuned sets; see kernel_set.h. */
#ifndef ROOT
/* A square root that sets no errno, which would keep the loop from becoming one over vectors. */
#if __has_builtin(__builtin_elementwise_sqrt)
#define ROOT(x) __builtin_elementwise_sqrt(x)
#else
#define ROOT(x) ((T)__builtin_sqrt(x))
#endif
#endif

#include "im2vec.c"
#include "moments.c"
#include "elementwise.c"
#include "batchnorm.c"
#include "exponential.c"
#include "softmax.c"
#include "sgd.c"
#include "optimizers.c"
#include "noise.c"
#include "peak.c"
