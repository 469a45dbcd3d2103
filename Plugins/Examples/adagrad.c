/* adagrad, an optimizer of one's own in C.
 *
 *     layerlab plugin build adagrad.c
 *     layerlab plugin check adagrad.so
 *     layerlab train --plugin adagrad.so --optimizer adagrad --schedule constant:eta=0.01 --dataset shapes
 *
 * What each function is handed and owes: 'layerlab plugin header' prints the whole interface.
 */
#include "layerlab_plugin.h"
#include <math.h>
#include <stdlib.h>

/* The state: what the parameters were set to. */
typedef struct {
    double epsilon;
} state_t;

/* The kernel, written once for T = float and T = double; tensors[0] is kept from step to step. */
#define KERNEL(T, SUFFIX, SQRT)                                                                                        \
    static int32_t update_##SUFFIX(const void *state, T *W, const T *dW, T *const *tensors, size_t count,              \
                                   const layerlab_update *update) {                                                    \
        const T epsilon = (T)((const state_t *)state)->epsilon;                                                        \
        const T rate = (T)update->rate, decay = (T)update->decay;                                                      \
        T *squares = tensors[0];                                                                                       \
        for (size_t i = 0; i < count; i++) {                                                                           \
            const T g = dW[i] + decay * W[i];                                                                          \
            squares[i] += g * g;                                                                                       \
            W[i] -= rate * g / (SQRT(squares[i]) + epsilon);                                                           \
        }                                                                                                              \
        return LAYERLAB_OK;                                                                                            \
    }

KERNEL(float, f32, sqrtf)
KERNEL(double, f64, sqrt)

static int32_t create(void **state, const double *values) {
    state_t *made = malloc(sizeof *made);
    if (!made) return LAYERLAB_FAILED;
    made->epsilon = values[0];
    *state = made;
    return LAYERLAB_OK;
}

static const char *const tensor_names[] = {"squares"};

static const layerlab_optimizer functions = {
    .size = sizeof(layerlab_optimizer),
    .tensor_count = 1,
    .tensor_names = tensor_names,
    .update_f32 = update_f32,
    .update_f64 = update_f64,
};

static const layerlab_parameter parameters[] = {{
    .size = sizeof(layerlab_parameter),
    .domain = LAYERLAB_NUMBER,
    .name = "epsilon",
    .summary = "keeps the denominator away from zero",
    .default_value = 1e-8,
    .minimum = 1e-12,
    .maximum = 1,
}};

static const layerlab_component components[] = {{
    .size = sizeof(layerlab_component),
    .name = "adagrad",
    .summary = "A rate for every weight, by the gradients it has seen.",
    .formula = "V += g^2; W -= eta * g / (sqrt(V) + epsilon); g = dW + 2 * lambda * W",
    .source = "Duchi, Hazan and Singer 2011",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof *parameters,
    .create = create,
    .destroy = free,
    .optimizer = &functions,
}};

static const layerlab_plugin plugin = {
    .abi = LAYERLAB_PLUGIN_ABI,
    .size = sizeof(layerlab_plugin),
    .name = "adagrad",
    .version = "1.0",
    .components = components,
    .component_count = sizeof components / sizeof *components,
};

const layerlab_plugin *layerlab_plugin_entry(void) {
    return &plugin;
}
