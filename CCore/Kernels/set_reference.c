/* set_reference.c: the kernel set of plain loops, the oracle of the others. */
#include "sets.h"
#include <math.h>
#include <string.h>

#define CC_SET cc_set_reference
#define CC_SET_NAME "reference"
#define CC_BODIES "reference.c"
#define CC_VECTOR_BYTES 16
#include "kernel_set.h"
