/* gemm_set.h: the native matrix product for one instruction set, in float and in double.
 *
 * gemm_native.c defines ISA (the suffix of the names), VECTOR_BYTES and REGISTERS (how many vectors the CPU holds),
 * switches the target on and includes this header. Vectors are those of the compiler (vector_size), so that one source
 * serves every set; the compiler fuses each product with its sum where the set has FMA. */

/* The accumulators of a micro-kernel fill the registers but those of its operands; 12 of them or more keep two FMA
 * units of 4 cycles busy. outer: OUTER_ROWS x OUTER_VECTORS; dot: DOT_ROWS x 4. */
#if REGISTERS == 32
#define OUTER_ROWS 8
#define OUTER_VECTORS 3
#define BROAD_ROWS 6
#define BROAD_VECTORS 4
#define DOT_ROWS 6
#else
#define OUTER_ROWS 6
#define OUTER_VECTORS 2
#define BROAD_ROWS OUTER_ROWS
#define BROAD_VECTORS OUTER_VECTORS
#define DOT_ROWS 3
#endif

#define T float
#define MASK int32_t
#define EVEN 0, 2, 4, 6
#define ODD 1, 3, 5, 7
#define FN(name) CC_JOIN(name, ISA, f32)
#define WIDE cc_wide_kernels_f32
#include "gemm_outer.h"
#include "gemm_dot.h"
#include "gemm_images.h"
#include "gemm_wide.h"
#undef PANEL
#undef BROAD
#undef WIDTH
#undef T
#undef MASK
#undef EVEN
#undef ODD
#undef FN
#undef WIDE

#define T double
#define MASK int64_t
#define EVEN 0, 2
#define ODD 1, 3
#define FN(name) CC_JOIN(name, ISA, f64)
#define WIDE cc_wide_kernels_f64
#include "gemm_outer.h"
#include "gemm_dot.h"
#include "gemm_images.h"
#include "gemm_wide.h"
#undef PANEL
#undef BROAD
#undef WIDTH
#undef T
#undef MASK
#undef EVEN
#undef ODD
#undef FN
#undef WIDE

#undef OUTER_ROWS
#undef OUTER_VECTORS
#undef BROAD_ROWS
#undef BROAD_VECTORS
#undef DOT_ROWS
#undef ISA
#undef VECTOR_BYTES
#undef REGISTERS
