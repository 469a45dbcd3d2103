/* kernel_set.h: makes one kernel set, in float and in double, out of the kernel files.
 *
 * A set file defines CC_SET (the table's symbol), CC_SET_NAME and CC_BODIES (which kernel files), switches the target
 * instruction set on and includes this header. The kernel files are then compiled with
 *   T          float or double
 *   BITS       the integer of its size
 *   FN(name)   name_f32 or name_f64
 *   CC_VECTOR_BYTES   the width of a vector register, set by the set file
 *   CC_ONCE    set in one of the two passes, for what does not depend on T
 * and nothing but the compiler's vectoriser and its FMA contraction differs between the tuned sets. */

#define T float
#define BITS int32_t
#define FN(name) name##_f32
#define EXP expf
#define LOG logf
#define SQRT sqrtf
#include CC_BODIES
#undef T
#undef BITS
#undef FN
#undef EXP
#undef LOG
#undef SQRT

#define T double
#define BITS int64_t
#define FN(name) name##_f64
#define EXP exp
#define LOG log
#define SQRT sqrt
#define CC_ONCE
#include CC_BODIES

#define CC_SLOTS(S)                                                                                                    \
    {                                                                                                                  \
        .im2vec = im2vec##S, .gather = gather##S, .add_bias = add_bias##S, .column_sums = column_sums##S,              \
        .relu = relu##S, .relu_backward = relu_backward##S, .batchnorm = batchnorm##S,                                 \
        .batchnorm_relu = batchnorm_relu##S, .batchnorm_backward = batchnorm_backward##S,                              \
        .batchnorm_relu_backward = batchnorm_relu_backward##S, .scale_shift = scale_shift##S, .exp = exp##S,           \
        .expm1 = expm1##S, .softmax = softmax##S, .cross_entropy = cross_entropy##S,                                   \
        .soft_cross_entropy = soft_cross_entropy##S, .sgd = sgd##S, .momentum = momentum##S, .rmsprop = rmsprop##S,    \
        .adam = adam##S, .sum = sum##S, .sum_of_squares = sum_of_squares##S, .add_noise = add_noise##S,                \
        .add_uniform = add_uniform##S, .salt_pepper = salt_pepper##S, .dropout = dropout##S,                           \
    }

const cc_kernels CC_SET = {.name = CC_SET_NAME,
                           .f32 = CC_SLOTS(_f32),
                           .f64 = CC_SLOTS(_f64),
                           .moments = moments,
                           .fma_f32 = fma_f32,
                           .fma_f64 = fma_f64};
