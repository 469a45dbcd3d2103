/* random_scale, an augmentation of one's own in C.
 *
 *     layerlab plugin build random_scale.c
 *     layerlab plugin check random_scale.so
 *     layerlab train --plugin random_scale.so --augment random_scale:strength=0.2 --dataset shapes
 *
 * What each function is handed and owes: 'layerlab plugin header' prints the whole interface.
 */
#include "layerlab_plugin.h"
#include <stdlib.h>

/* The state: what the parameters were set to. */
typedef struct {
    double strength;
} state_t;

/* The kernel, written once for T = float and T = double: every sample times a factor of its own. */
#define KERNEL(T, SUFFIX)                                                                                              \
    static int32_t apply_##SUFFIX(const void *state, T *X, size_t n, size_t d, const layerlab_image *image,            \
                                  const layerlab_random *random) {                                                     \
        const double strength = ((const state_t *)state)->strength;                                                    \
        (void)image; /* channels, height and width, where the samples are images */                                    \
        for (size_t i = 0; i < n; i++) {                                                                               \
            const T factor = (T)(1 + strength * (2 * random->uniform(random->stream) - 1));                            \
            for (size_t j = 0; j < d; j++) X[i * d + j] *= factor;                                                     \
        }                                                                                                              \
        return LAYERLAB_OK;                                                                                            \
    }

KERNEL(float, f32)
KERNEL(double, f64)

static int32_t create(void **state, const double *values) {
    state_t *made = malloc(sizeof *made);
    if (!made) return LAYERLAB_FAILED;
    made->strength = values[0];
    *state = made;
    return LAYERLAB_OK;
}

static const layerlab_augmentation functions = {
    .size = sizeof(layerlab_augmentation), .apply_f32 = apply_f32, .apply_f64 = apply_f64,
    /* .accepts, which refuses data that are no images, would stand here: see layerlab_plugin.h */
};

static const layerlab_parameter parameters[] = {{
    .size = sizeof(layerlab_parameter),
    .domain = LAYERLAB_NUMBER,
    .name = "strength",
    .summary = "by what share a sample may grow or shrink",
    .default_value = 0.1,
    .minimum = 0,
    .maximum = 1,
}};

static const layerlab_component components[] = {{
    .size = sizeof(layerlab_component),
    .name = "random_scale",
    .summary = "Every sample times a random factor around 1.",
    .formula = "X[i, j] *= 1 + strength * u_i, u_i uniform in -1 ... 1",
    .source = "an exercise",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof *parameters,
    .create = create,
    .destroy = free,
    .augmentation = &functions,
}};

static const layerlab_plugin plugin = {
    .abi = LAYERLAB_PLUGIN_ABI,
    .size = sizeof(layerlab_plugin),
    .name = "random_scale",
    .version = "1.0",
    .components = components,
    .component_count = sizeof components / sizeof *components,
};

const layerlab_plugin *layerlab_plugin_entry(void) {
    return &plugin;
}
