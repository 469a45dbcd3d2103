/* A plugin whose every part can be broken: a test puts definitions in front of this text and compiles it. */
#include "layerlab_plugin.h"

#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Woverride-init"
#include <math.h>

#ifndef ENTRY
#define ENTRY layerlab_plugin_entry
#endif
#ifndef ABI
#define ABI LAYERLAB_PLUGIN_ABI
#endif
#ifndef PLUGIN
#define PLUGIN "broken"
#endif
#ifndef VERSION
#define VERSION "1.0"
#endif
#ifndef PLUGIN_SIZE
#define PLUGIN_SIZE sizeof(layerlab_plugin)
#endif
#ifndef COMPONENTS
#define COMPONENTS components
#endif
#ifndef COMPONENT_SIZE
#define COMPONENT_SIZE sizeof(layerlab_component)
#endif
#ifndef FUNCTIONS_SIZE
#define FUNCTIONS_SIZE(type) sizeof(type)
#endif
#ifndef NAME
#define NAME "broken"
#endif
#ifndef SUMMARY
#define SUMMARY "The identity."
#endif
#ifndef KIND
#define KIND .activation = &activation
#endif
#ifndef PARAMETERS
#define PARAMETERS
#endif
#ifndef CREATE_CODE
#define CREATE_CODE 0
#endif
#ifndef CODE /* of forward, apply, rate, fill, update */
#define CODE 0
#endif
#ifndef BACKWARD_CODE
#define BACKWARD_CODE 0
#endif
#ifndef F /* f(z) */
#define F(z) (z)
#endif
#ifndef DF /* f'(z) */
#define DF(z) 1
#endif
#ifndef BACKWARD_F64
#define BACKWARD_F64 backward_f64
#endif
#ifndef KINKS
#define KINKS 0
#endif
#ifndef MADE /* what apply, fill and update write */
#define MADE 0
#endif
#ifndef ACCEPTS_CODE
#define ACCEPTS_CODE 0
#endif
#ifndef RATE
#define RATE 0.1
#endif
#ifndef LOWEST
#define LOWEST 0
#endif
#ifndef CYCLE
#define CYCLE 10
#endif
#ifndef TENSOR_COUNT
#define TENSOR_COUNT 2
#endif
#ifndef SECOND_TENSOR
#define SECOND_TENSOR "second"
#endif
#ifdef UNDEFINED
void nowhere_defined(void);
#endif

static int calls = 0;

#define KERNELS(T, SUFFIX)                                                                                             \
    static int32_t forward_##SUFFIX(const void *state, T *A, const T *Z, size_t count) {                               \
        (void)state;                                                                                                   \
        calls++;                                                                                                       \
        for (size_t i = 0; i < count; i++) A[i] = (T)(F(Z[i]));                                                        \
        return CODE;                                                                                                   \
    }                                                                                                                  \
    static int32_t backward_##SUFFIX(const void *state, T *dZ, const T *dA, const T *Z, const T *A, size_t count) {    \
        (void)state, (void)A, (void)Z;                                                                                 \
        for (size_t i = 0; i < count; i++) dZ[i] = (T)(dA[i] * (DF(Z[i])));                                            \
        return BACKWARD_CODE;                                                                                          \
    }                                                                                                                  \
    static int32_t apply_##SUFFIX(const void *state, T *X, size_t n, size_t d, const layerlab_image *image,            \
                                  const layerlab_random *random) {                                                     \
        (void)state, (void)image, (void)random;                                                                        \
        for (size_t i = 0; i < n * d; i++) X[i] += (T)(MADE);                                                          \
        return CODE;                                                                                                   \
    }                                                                                                                  \
    static int32_t fill_##SUFFIX(const void *state, T *W, size_t outputs, size_t inputs, double gain,                  \
                                 const layerlab_random *random) {                                                      \
        (void)state, (void)gain, (void)random;                                                                         \
        for (size_t i = 0; i < outputs * inputs; i++) W[i] = (T)(MADE);                                                \
        return CODE;                                                                                                   \
    }                                                                                                                  \
    static int32_t update_##SUFFIX(const void *state, T *W, const T *dW, T *const *tensors, size_t count,              \
                                   const layerlab_update *update) {                                                    \
        (void)state;                                                                                                   \
        for (size_t i = 0; i < count; i++) {                                                                           \
            tensors[TENSOR_COUNT - 1][i] += dW[i];                                                                     \
            W[i] -= (T)(update->rate * dW[i] + (MADE));                                                                \
        }                                                                                                              \
        return CODE;                                                                                                   \
    }

KERNELS(float, f32)
KERNELS(double, f64)

static size_t kinks(const void *state, double points[LAYERLAB_MOST_POINTS]) {
    (void)state, (void)points;
    return KINKS;
}

static int32_t accepts(const void *state, const layerlab_image *image) {
    (void)state, (void)image;
    return ACCEPTS_CODE;
}

static int32_t rate(const void *state, double *rate, int64_t step, int64_t steps, int64_t epoch) {
    (void)state, (void)step, (void)steps, (void)epoch;
    *rate = RATE;
    return CODE;
}

static int32_t range(const void *state, double *lowest, double *highest) {
    (void)state;
    *lowest = LOWEST;
    *highest = 1;
    return 0;
}

static int64_t cycle(const void *state) {
    (void)state;
    return CYCLE;
}

static int32_t create(void **state, const double *values) {
    (void)state, (void)values;
#ifdef UNDEFINED
    nowhere_defined();
#endif
    return CREATE_CODE;
}

static const char *last_error(void) {
    return "the reason";
}

static const char *const tensor_names[] = {"first", SECOND_TENSOR};

static const layerlab_activation activation = {
    .size = FUNCTIONS_SIZE(layerlab_activation),
    .forward_f32 = forward_f32,
    .forward_f64 = forward_f64,
    .backward_f32 = backward_f32,
    .backward_f64 = BACKWARD_F64,
    .kinks = kinks,
};
static const layerlab_augmentation augmentation = {
    .size = FUNCTIONS_SIZE(layerlab_augmentation),
    .apply_f32 = apply_f32,
    .apply_f64 = apply_f64,
    .accepts = accepts,
};
static const layerlab_schedule schedule = {
    .size = FUNCTIONS_SIZE(layerlab_schedule),
    .rate = rate,
    .range = range,
    .cycle = cycle,
};
static const layerlab_initializer initializer = {
    .size = FUNCTIONS_SIZE(layerlab_initializer),
    .fill_f32 = fill_f32,
    .fill_f64 = fill_f64,
};
static const layerlab_optimizer optimizer = {
    .size = FUNCTIONS_SIZE(layerlab_optimizer),
    .tensor_count = TENSOR_COUNT,
    .tensor_names = tensor_names,
    .update_f32 = update_f32,
    .update_f64 = update_f64,
};

#define PARAMETER(field_name, field_domain, low, value, high)                                                          \
    {                                                                                                                  \
        .size = sizeof(layerlab_parameter), .domain = field_domain, .name = field_name, .summary = "a parameter",      \
        .default_value = value, .minimum = low, .maximum = high                                                        \
    }

static const layerlab_parameter parameters[] = {
    PARAMETERS
        /* Never counted, as an empty array is none in C. */
        PARAMETER("last", LAYERLAB_NUMBER, 0, 0, 0),
};

static const layerlab_component components[] = {{
    .size = COMPONENT_SIZE,
    .name = NAME,
    .summary = SUMMARY,
    .formula = "f(z) = z",
    .source = "none",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof *parameters - 1,
    .create = create,
    KIND,
}};

static const layerlab_plugin plugin = {
    .abi = ABI,
    .size = PLUGIN_SIZE,
    .name = PLUGIN,
    .version = VERSION,
    .components = COMPONENTS,
    .component_count = 1,
    .last_error = last_error,
};

/* Whatever a test leaves out is still used, so that no compiler warns of it. */
const void *const parts[] = {&plugin,      &activation, &augmentation,        &schedule,
                             &initializer, &optimizer,  (void *)backward_f64, components};

LAYERLAB_EXPORT const layerlab_plugin *ENTRY(void);
const layerlab_plugin *ENTRY(void) {
    return &plugin;
}
