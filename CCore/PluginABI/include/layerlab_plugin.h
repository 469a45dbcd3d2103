/* layerlab_plugin.h: write a component of your own, compile it, and name it on LayerLab's command line.
 *
 *     layerlab plugin new mine --kind activation --language c     writes mine.c, which works as it is
 *     layerlab plugin build mine.c                                compiles it to mine.so
 *     layerlab plugin check mine.so                               tests its promises, its gradient and its speed
 *     layerlab train --plugin ./mine.so --activation mine ...     trains with it
 *
 * A plugin is a shared library with one exported function, layerlab_plugin_entry, which returns a description of what
 * is inside: components, each with its record (what 'layerlab list' shows) and its functions.
 *
 * Shapes     a batch X is n x d, row-major, one sample contiguous: X[i * d + j]. A function that treats every entry
 *            alone gets a plain array of `count` entries. Outputs stand before inputs.
 * Precision  every numeric function exists for float (_f32) and double (_f64), and both are needed: training runs in
 *            float, gradient checks in double. The two must agree to float's rounding.
 * Memory     LayerLab owns every array that a function is handed, for the length of the call; outputs never overlap
 *            inputs. The plugin owns its state, from create to destroy, and its description, which is never freed.
 * Threads    create and destroy are called by one thread at a time. A component's functions may be called by several
 *            threads at once, on arrays that do not overlap and with the same state, which they must not change. They
 *            work on whole batches or on parts of them: what becomes of an entry must not depend on its neighbors.
 * NaN        NaN among the inputs stays NaN; finite inputs give no NaN. LayerLab looks, and stops with the component's
 *            name.
 * Errors     a function returns LAYERLAB_OK, or any other code where it cannot do its work; last_error says why. The
 *            run stops, and keeps its last checkpoint.
 * Seeds      whatever is random comes from the stream that is handed in, in a fixed order, and from nowhere else: the
 *            same seed gives the same bits.
 * Versions   layerlab_plugin begins with the version of this interface, which LayerLab compares before it reads on.
 *            Every structure that may grow says its size: write sizeof(structure). A later LayerLab adds fields at the
 *            end and leaves alone those that an older plugin does not have. In an array of structures all have the same
 *            size. Fields that are left out are zero, which stands for "none" wherever this page says "may be NULL".
 */
#ifndef LAYERLAB_PLUGIN_H
#define LAYERLAB_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this interface. */
#define LAYERLAB_PLUGIN_ABI 1

/* ---- Records ------------------------------------------------------------------------------------------------- */

/* Done. */
#define LAYERLAB_OK 0
/* Not done, for the reason that last_error gives; any other code that is not 0 means the same. */
#define LAYERLAB_FAILED 1

/* What values a parameter takes. */
#define LAYERLAB_NUMBER 0
#define LAYERLAB_INTEGER 1 /* whole numbers */
#define LAYERLAB_FLAG 2    /* 0 or 1, which the command line spells false and true */

/* One parameter, set behind the colon: --activation mine:beta=2. */
typedef struct layerlab_parameter {
    uint32_t size;        /* sizeof(layerlab_parameter) */
    uint32_t domain;      /* LAYERLAB_NUMBER, LAYERLAB_INTEGER or LAYERLAB_FLAG */
    const char *name;     /* lower_snake */
    const char *summary;  /* one line, with the unit */
    double default_value; /* in minimum ... maximum */
    double minimum;       /* finite; 0 for a flag */
    double maximum;       /* finite; 1 for a flag */
} layerlab_parameter;

/* How a sample is an image: entry (channel, y, x) is X[(channel * height + y) * width + x]. */
typedef struct layerlab_image {
    uint32_t size; /* sizeof(layerlab_image) */
    uint32_t channels;
    uint32_t height;
    uint32_t width;
} layerlab_image;

/* A stream of random numbers: random->normal(random->stream). One thread at a time draws from it. */
typedef struct layerlab_random {
    uint32_t size;                     /* sizeof(layerlab_random) */
    uint32_t unused;                   /* 0 */
    void *stream;                      /* the argument of the functions */
    double (*uniform)(void *stream);   /* the next number, uniform in 0 ... 1, 1 excluded */
    double (*normal)(void *stream);    /* the next number, standard normal */
    uint64_t (*integer)(void *stream); /* the next 64 random bits */
} layerlab_random;

/* ---- Activations --------------------------------------------------------------------------------------------- */

/* The most points that kinks or seams may write. */
#define LAYERLAB_MOST_POINTS 16

/* An elementwise non-linearity A = f(Z). */
typedef struct layerlab_activation {
    uint32_t size;   /* sizeof(layerlab_activation) */
    uint32_t unused; /* 0 */
    /* A = f(Z), for each of `count` entries. */
    int32_t (*forward_f32)(const void *state, float *A, const float *Z, size_t count);
    int32_t (*forward_f64)(const void *state, double *A, const double *Z, size_t count);
    /* dZ = dA * f'(Z); Z and A are the input and the output of the forward pass. */
    int32_t (*backward_f32)(const void *state, float *dZ, const float *dA, const float *Z, const float *A,
                            size_t count);
    int32_t (*backward_f64)(const void *state, double *dZ, const double *dA, const double *Z, const double *A,
                            size_t count);
    /* g of Var(W) = g / inputs, which keeps the variance of the signal: 2 for ReLU. May be NULL: 1. */
    double (*gain)(const void *state);
    /* Writes the points where f' jumps, such as 0 for ReLU, and returns their number. May be NULL: f is smooth. */
    size_t (*kinks)(const void *state, double points[LAYERLAB_MOST_POINTS]);
    /* The same for the points where the formula changes, the kinks among them. May be NULL: those are all. */
    size_t (*seams)(const void *state, double points[LAYERLAB_MOST_POINTS]);
} layerlab_activation;

/* ---- Augmentations ------------------------------------------------------------------------------------------- */

/* A random change of a training batch; never applied when the network is measured or used. */
typedef struct layerlab_augmentation {
    uint32_t size;   /* sizeof(layerlab_augmentation) */
    uint32_t unused; /* 0 */
    /* Changes a normalized batch X (n x d) in place. `image` is NULL for data that are no images. */
    int32_t (*apply_f32)(const void *state, float *X, size_t n, size_t d, const layerlab_image *image,
                         const layerlab_random *random);
    int32_t (*apply_f64)(const void *state, double *X, size_t n, size_t d, const layerlab_image *image,
                         const layerlab_random *random);
    /* Refuses data that it cannot change, by a code and last_error. May be NULL: takes any data. */
    int32_t (*accepts)(const void *state, const layerlab_image *image);
    /* By how many standard deviations the mean of a batch may move. May be NULL: it stays but for chance. */
    double (*mean_drift)(const void *state);
} layerlab_augmentation;

/* ---- Schedules ----------------------------------------------------------------------------------------------- */

/* The learning rate as a function of the step alone. */
typedef struct layerlab_schedule {
    uint32_t size;   /* sizeof(layerlab_schedule) */
    uint32_t unused; /* 0 */
    /* The rate of update number `step`, counted from 0, of `steps` in all; a pass over the data has `epoch` of them. */
    int32_t (*rate)(const void *state, double *rate, int64_t step, int64_t steps, int64_t epoch);
    /* The bounds that no rate ever leaves. */
    int32_t (*range)(const void *state, double *lowest, double *highest);
    /* Steps in one cycle. May be NULL: it does not cycle. */
    int64_t (*cycle)(const void *state);
} layerlab_schedule;

/* ---- Initializers -------------------------------------------------------------------------------------------- */

/* The distribution of the initial weights. */
typedef struct layerlab_initializer {
    uint32_t size;   /* sizeof(layerlab_initializer) */
    uint32_t unused; /* 0 */
    /* Fills W (outputs x inputs), which comes as zeros; `gain` is that of the network's activation. */
    int32_t (*fill_f32)(const void *state, float *W, size_t outputs, size_t inputs, double gain,
                        const layerlab_random *random);
    int32_t (*fill_f64)(const void *state, double *W, size_t outputs, size_t inputs, double gain,
                        const layerlab_random *random);
} layerlab_initializer;

/* ---- Optimizers ---------------------------------------------------------------------------------------------- */

/* The most tensors that an optimizer may keep for each parameter. */
#define LAYERLAB_MOST_TENSORS 8

/* What is known about one update of one parameter. */
typedef struct layerlab_update {
    uint32_t size;   /* sizeof(layerlab_update) */
    uint32_t unused; /* 0 */
    double rate;     /* the learning rate eta */
    double decay;    /* 2 * lambda for weights, else 0: the gradient of the cost is dW + decay * W */
    int64_t step;    /* the number of this update, counted from 0 */
} layerlab_update;

/* The rule that turns a gradient into an update. */
typedef struct layerlab_optimizer {
    uint32_t size;                   /* sizeof(layerlab_optimizer) */
    uint32_t tensor_count;           /* how many tensors it keeps for each parameter, LAYERLAB_MOST_TENSORS at most */
    const char *const *tensor_names; /* their names, lower_snake, such as "velocity" */
    /* Updates W (count entries) in place; tensors[k] has as many entries, which start at zero and are kept, also in the
     * checkpoint. */
    int32_t (*update_f32)(const void *state, float *W, const float *dW, float *const *tensors, size_t count,
                          const layerlab_update *update);
    int32_t (*update_f64)(const void *state, double *W, const double *dW, double *const *tensors, size_t count,
                          const layerlab_update *update);
} layerlab_optimizer;

/* ---- The plugin ---------------------------------------------------------------------------------------------- */

/* One component. All texts are UTF-8 on one line. */
typedef struct layerlab_component {
    uint32_t size;                        /* sizeof(layerlab_component) */
    uint32_t parameter_count;             /* how many parameters it has */
    const char *name;                     /* what the command line calls it, lower_snake */
    const char *summary;                  /* what it is */
    const char *formula;                  /* the formula, in plain text */
    const char *source;                   /* where it comes from: a paper, a course, yourself */
    const layerlab_parameter *parameters; /* may be NULL: none */
    /* Makes the state from one value for each parameter, in order and within their ranges. Refuses values that do not
     * go together, by a code and last_error. May be NULL: the state is NULL. */
    int32_t (*create)(void **state, const double *values);
    /* Frees what create made. May be NULL: there is nothing to free. */
    void (*destroy)(void *state);
    /* Its functions: exactly one of these is set, and says of what kind the component is. */
    const layerlab_activation *activation;
    const layerlab_augmentation *augmentation;
    const layerlab_schedule *schedule;
    const layerlab_initializer *initializer;
    const layerlab_optimizer *optimizer;
} layerlab_component;

/* What is in the library. */
typedef struct layerlab_plugin {
    uint32_t abi;                         /* LAYERLAB_PLUGIN_ABI; stays the first field in every version */
    uint32_t size;                        /* sizeof(layerlab_plugin) */
    const char *name;                     /* lower_snake */
    const char *version;                  /* such as "1.0", without spaces */
    const layerlab_component *components; /* an array */
    uint32_t component_count;             /* of so many */
    uint32_t unused;                      /* 0 */
    /* Why the last call by this thread failed, in a few words; read at once. May be NULL: codes say it all. */
    const char *(*last_error)(void);
} layerlab_plugin;

#if defined(_WIN32)
#define LAYERLAB_EXPORT __declspec(dllexport)
#else
#define LAYERLAB_EXPORT __attribute__((visibility("default")))
#endif

/* What every plugin defines; called once, when it is loaded. */
LAYERLAB_EXPORT const layerlab_plugin *layerlab_plugin_entry(void);

#ifdef __cplusplus
}
#endif

#endif
