/* tuned.h: the kernel files of the tuned sets; see kernel_set.h. */
#include "im2vec.c"
#include "moments.c"
#include "elementwise.c"
#include "batchnorm.c"
#include "softmax.c"
#include "sgd.c"
#include "noise.c"
#include "peak.c"
