/* layerlab_nan.h: the look that the host takes at what a plugin has written. No part of the plugin interface. */
#ifndef LAYERLAB_NAN_H
#define LAYERLAB_NAN_H

#include <stdbool.h>
#include <stddef.h>

/* Whether one of x (count) is NaN. */
bool layerlab_has_nan_f32(const float *x, size_t count);
bool layerlab_has_nan_f64(const double *x, size_t count);

#endif
