/* scaled_box, an initializer of one's own in C.
 *
 *     layerlab plugin build scaled_box.c
 *     layerlab plugin check scaled_box.so
 *     layerlab train --plugin scaled_box.so --init scaled_box --dataset shapes
 *
 * What each function is handed and owes: 'layerlab plugin header' prints the whole interface.
 */
#include "layerlab_plugin.h"
#include <math.h>

/* The kernel, written once for T = float and T = double: uniform weights of variance gain / inputs. */
#define KERNEL(T, SUFFIX)                                                                                              \
    static int32_t fill_##SUFFIX(const void *state, T *W, size_t outputs, size_t inputs, double gain,                  \
                                 const layerlab_random *random) {                                                      \
        const double bound = sqrt(3 * gain / (double)inputs);                                                          \
        (void)state; /* there are no parameters */                                                                     \
        for (size_t i = 0; i < outputs * inputs; i++) {                                                                \
            W[i] = (T)(bound * (2 * random->uniform(random->stream) - 1));                                             \
        }                                                                                                              \
        return LAYERLAB_OK;                                                                                            \
    }

KERNEL(float, f32)
KERNEL(double, f64)

static const layerlab_initializer functions = {
    .size = sizeof(layerlab_initializer),
    .fill_f32 = fill_f32,
    .fill_f64 = fill_f64,
};

static const layerlab_component components[] = {{
    .size = sizeof(layerlab_component),
    .name = "scaled_box",
    .summary = "Uniform, scaled by the number of inputs and the activation.",
    .formula = "W ~ U(-b, b), b = sqrt(3 gain / inputs)",
    .source = "He, Zhang, Ren and Sun 2015",
    .initializer = &functions,
}};

static const layerlab_plugin plugin = {
    .abi = LAYERLAB_PLUGIN_ABI,
    .size = sizeof(layerlab_plugin),
    .name = "scaled_box",
    .version = "1.0",
    .components = components,
    .component_count = sizeof components / sizeof *components,
};

const layerlab_plugin *layerlab_plugin_entry(void) {
    return &plugin;
}
