/* dispatch.c: the choice among the kernel sets, made once from the CPU and from LAYERLAB_KERNELS. */
#include "sets.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static const cc_kernels *available[4], *active;
static pthread_once_t detected = PTHREAD_ONCE_INIT;

static void detect(void) {
    size_t count = 0;
    available[count++] = &cc_set_reference;
    available[count++] = &cc_set_portable;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) available[count++] = &cc_set_avx2;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq"))
        available[count++] = &cc_set_avx512;
#endif
    const char *forced = getenv("LAYERLAB_KERNELS");
    if (forced && !*forced) forced = NULL;
    active = forced ? NULL : available[count - 1];
    for (size_t i = 0; forced && i < count; i++)
        if (strcmp(forced, available[i]->name) == 0) active = available[i];
}

const cc_kernels *cc_kernel_set(size_t position) {
    pthread_once(&detected, detect);
    return position < sizeof available / sizeof *available ? available[position] : NULL;
}

const cc_kernels *cc_kernels_active(void) {
    pthread_once(&detected, detect);
    return active;
}

static const char *const slot_names[] = {
    "im2vec",
    "gather",
    "add_bias",
    "column_sums",
    "relu",
    "relu_backward",
    "batchnorm",
    "batchnorm_relu",
    "batchnorm_backward",
    "batchnorm_relu_backward",
    "scale_shift",
    "exp",
    "expm1",
    "softmax",
    "cross_entropy",
    "soft_cross_entropy",
    "sgd",
    "momentum",
    "rmsprop",
    "adam",
    "sum",
    "sum_of_squares",
    "add_noise",
    "add_uniform",
    "salt_pepper",
    "dropout",
};
_Static_assert(sizeof slot_names / sizeof *slot_names == sizeof(cc_kernels_f32) / sizeof(void (*)(void)),
               "one name for each slot");

const char *cc_slot_name(size_t position) {
    return position < sizeof slot_names / sizeof *slot_names ? slot_names[position] : NULL;
}

const char *cc_cpu_features(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) return "sse2 avx avx2 fma avx512f";
    if (__builtin_cpu_supports("avx2")) return "sse2 avx avx2 fma";
    return "sse2";
#elif defined(__aarch64__)
    return "neon";
#else
    return "none known";
#endif
}

bool cc_is_optimized(void) {
#ifdef __OPTIMIZE__
    return true;
#else
    return false;
#endif
}
