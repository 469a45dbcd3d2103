/* inverse_time, a schedule of one's own in C.
 *
 *     layerlab plugin build inverse_time.c
 *     layerlab plugin check inverse_time.so
 *     layerlab train --plugin inverse_time.so --schedule inverse_time:eta=0.05 --epochs 5 --dataset shapes
 *
 * What each function is handed and owes: 'layerlab plugin header' prints the whole interface.
 */
#include "layerlab_plugin.h"
#include <stdlib.h>

/* The state: what the parameters were set to. */
typedef struct {
    double eta, decay;
} state_t;

/* The rate of a step, by its arguments alone: it may be asked for in any order. */
static int32_t rate(const void *state, double *rate, int64_t step, int64_t steps, int64_t epoch) {
    const state_t *s = state;
    (void)steps; /* how long the training is, for schedules that end with it */
    *rate = s->eta / (1 + s->decay * (double)step / (double)epoch);
    return LAYERLAB_OK;
}

static int32_t range(const void *state, double *lowest, double *highest) {
    *lowest = 0;
    *highest = ((const state_t *)state)->eta;
    return LAYERLAB_OK;
}

static int32_t create(void **state, const double *values) {
    state_t *made = malloc(sizeof *made);
    if (!made) return LAYERLAB_FAILED;
    made->eta = values[0];
    made->decay = values[1];
    *state = made;
    return LAYERLAB_OK;
}

static const layerlab_schedule functions = {
    .size = sizeof(layerlab_schedule), .rate = rate, .range = range,
    /* .cycle, for schedules that go in cycles, would stand here: see layerlab_plugin.h */
};

static const layerlab_parameter parameters[] = {
    {
        .size = sizeof(layerlab_parameter),
        .domain = LAYERLAB_NUMBER,
        .name = "eta",
        .summary = "the rate at the start",
        .default_value = 0.1,
        .minimum = 0,
        .maximum = 1e6,
    },
    {
        .size = sizeof(layerlab_parameter),
        .domain = LAYERLAB_NUMBER,
        .name = "decay",
        .summary = "how fast it falls, per epoch",
        .default_value = 1,
        .minimum = 0,
        .maximum = 1e6,
    },
};

static const layerlab_component components[] = {{
    .size = sizeof(layerlab_component),
    .name = "inverse_time",
    .summary = "Falls like one over the time.",
    .formula = "eta_t = eta / (1 + decay * t / steps of an epoch)",
    .source = "Robbins and Monro 1951",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof *parameters,
    .create = create,
    .destroy = free,
    .schedule = &functions,
}};

static const layerlab_plugin plugin = {
    .abi = LAYERLAB_PLUGIN_ABI,
    .size = sizeof(layerlab_plugin),
    .name = "inverse_time",
    .version = "1.0",
    .components = components,
    .component_count = sizeof components / sizeof *components,
};

const layerlab_plugin *layerlab_plugin_entry(void) {
    return &plugin;
}
