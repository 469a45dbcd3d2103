/* examples.h: the examples of this folder and the plugin interface as texts, so that the program can write them out
 * wherever it was installed. */
#ifndef EXAMPLES_H
#define EXAMPLES_H

/* One example, which is also what 'layerlab plugin new' starts from. */
typedef struct {
    const char *kind;      /* of component */
    const char *file;      /* its name */
    const char *component; /* what it registers */
    const char *text;      /* the whole file */
} example;

/* The example of a number from 0 on; NULL behind the last one. */
const example *example_at(int number);

/* The text of layerlab_plugin.h. */
const char *plugin_header(void);

/* The text of rectifier_twin.c, the built-in leaky_relu from outside. */
const char *rectifier_twin(void);

#endif
