/* rectifier_twin, the built-in leaky_relu once more: 'layerlab bench plugin' measures what being outside costs. */
#include "layerlab_plugin.h"
#include <stdlib.h>

typedef struct {
    double slope;
} state_t;

#define KERNELS(T, SUFFIX)                                                                                             \
    static int32_t forward_##SUFFIX(const void *state, T *A, const T *Z, size_t count) {                               \
        const T slope = (T)((const state_t *)state)->slope;                                                            \
        for (size_t i = 0; i < count; i++) A[i] = Z[i] > 0 ? Z[i] : slope * Z[i];                                      \
        return LAYERLAB_OK;                                                                                            \
    }                                                                                                                  \
    static int32_t backward_##SUFFIX(const void *state, T *dZ, const T *dA, const T *Z, const T *A, size_t count) {    \
        const T slope = (T)((const state_t *)state)->slope;                                                            \
        (void)A;                                                                                                       \
        for (size_t i = 0; i < count; i++) dZ[i] = Z[i] > 0 ? dA[i] : slope * dA[i];                                   \
        return LAYERLAB_OK;                                                                                            \
    }

KERNELS(float, f32)
KERNELS(double, f64)

static double gain(const void *state) {
    const double slope = ((const state_t *)state)->slope;
    return 2 / (1 + slope * slope);
}

static size_t kinks(const void *state, double points[LAYERLAB_MOST_POINTS]) {
    points[0] = 0;
    return ((const state_t *)state)->slope == 1 ? 0 : 1;
}

static int32_t create(void **state, const double *values) {
    state_t *made = malloc(sizeof *made);
    if (!made) return LAYERLAB_FAILED;
    made->slope = values[0];
    *state = made;
    return LAYERLAB_OK;
}

static const layerlab_activation functions = {
    .size = sizeof(layerlab_activation),
    .forward_f32 = forward_f32,
    .forward_f64 = forward_f64,
    .backward_f32 = backward_f32,
    .backward_f64 = backward_f64,
    .gain = gain,
    .kinks = kinks,
};

static const layerlab_parameter parameters[] = {{
    .size = sizeof(layerlab_parameter),
    .domain = LAYERLAB_NUMBER,
    .name = "slope",
    .summary = "slope for negative inputs",
    .default_value = 0.01,
    .minimum = 0,
    .maximum = 1,
}};

static const layerlab_component components[] = {{
    .size = sizeof(layerlab_component),
    .name = "rectifier_twin",
    .summary = "The built-in leaky_relu, from outside.",
    .formula = "f(z) = z for z > 0, else slope * z; f'(z) = 1 for z > 0, else slope",
    .source = "Maas, Hannun and Ng 2013",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof *parameters,
    .create = create,
    .destroy = free,
    .activation = &functions,
}};

static const layerlab_plugin plugin = {
    .abi = LAYERLAB_PLUGIN_ABI,
    .size = sizeof(layerlab_plugin),
    .name = "rectifier_twin",
    .version = "1.0",
    .components = components,
    .component_count = sizeof components / sizeof *components,
};

const layerlab_plugin *layerlab_plugin_entry(void) {
    return &plugin;
}
