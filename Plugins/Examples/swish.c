/* swish, an activation of one's own in C.
 *
 *     layerlab plugin build swish.c
 *     layerlab plugin check swish.so
 *     layerlab train --plugin swish.so --activation swish_beta:beta=1.5 --dataset shapes
 *
 * What each function is handed and owes: 'layerlab plugin header' prints the whole interface.
 */
#include "layerlab_plugin.h"
#include <math.h>
#include <stdlib.h>

/* The state: what the parameters were set to. */
typedef struct {
    double beta;
} state_t;

/* The kernels, written once for T = float and T = double; EXP is the exponential function of that type. */
#define KERNELS(T, SUFFIX, EXP)                                                                                        \
    /* A = f(Z) = Z / (1 + exp(-beta * Z)) */                                                                          \
    static int32_t forward_##SUFFIX(const void *state, T *A, const T *Z, size_t count) {                               \
        const T beta = (T)((const state_t *)state)->beta;                                                              \
        for (size_t i = 0; i < count; i++) A[i] = Z[i] / (1 + EXP(-beta * Z[i]));                                      \
        return LAYERLAB_OK;                                                                                            \
    }                                                                                                                  \
    /* dZ = dA * f'(Z), with s = 1 / (1 + exp(-beta * Z)) and f' = s + beta * Z * s * (1 - s) */                       \
    static int32_t backward_##SUFFIX(const void *state, T *dZ, const T *dA, const T *Z, const T *A, size_t count) {    \
        const T beta = (T)((const state_t *)state)->beta;                                                              \
        (void)A; /* f(Z), which other activations have a use for */                                                    \
        for (size_t i = 0; i < count; i++) {                                                                           \
            const T s = 1 / (1 + EXP(-beta * Z[i]));                                                                   \
            dZ[i] = dA[i] * (s + beta * Z[i] * s * (1 - s));                                                           \
        }                                                                                                              \
        return LAYERLAB_OK;                                                                                            \
    }

KERNELS(float, f32, expf)
KERNELS(double, f64, exp)

static int32_t create(void **state, const double *values) {
    state_t *made = malloc(sizeof *made);
    if (!made) return LAYERLAB_FAILED;
    made->beta = values[0];
    *state = made;
    return LAYERLAB_OK;
}

static const layerlab_activation functions = {
    .size = sizeof(layerlab_activation),
    .forward_f32 = forward_f32,
    .forward_f64 = forward_f64,
    .backward_f32 = backward_f32,
    .backward_f64 = backward_f64,
    /* .kinks, where f' jumps, would stand here: see layerlab_plugin.h */
};

static const layerlab_parameter parameters[] = {{
    .size = sizeof(layerlab_parameter),
    .domain = LAYERLAB_NUMBER,
    .name = "beta",
    .summary = "how steep the gate is",
    .default_value = 1,
    .minimum = 0,
    .maximum = 100,
}};

static const layerlab_component components[] = {{
    .size = sizeof(layerlab_component),
    .name = "swish_beta",
    .summary = "The input times its own logistic gate.",
    .formula = "f(z) = z / (1 + exp(-beta z)); f'(z) = s + beta z s (1 - s), s = 1 / (1 + exp(-beta z))",
    .source = "Ramachandran, Zoph and Le 2017",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof *parameters,
    .create = create,
    .destroy = free,
    .activation = &functions,
}};

static const layerlab_plugin plugin = {
    .abi = LAYERLAB_PLUGIN_ABI,
    .size = sizeof(layerlab_plugin),
    .name = "swish",
    .version = "1.0",
    .components = components,
    .component_count = sizeof components / sizeof *components,
};

const layerlab_plugin *layerlab_plugin_entry(void) {
    return &plugin;
}
