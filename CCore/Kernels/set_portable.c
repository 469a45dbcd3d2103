/* set_portable.c: the tuned kernels for the baseline of the architecture (SSE2, NEON). */
#include "sets.h"
#include <math.h>
#include <string.h>

#define CC_SET cc_set_portable
#define CC_SET_NAME "portable"
#define CC_BODIES "tuned.h"
#define CC_VECTOR_BYTES 16
#include "kernel_set.h"
