/* The layout of the plugin interface, held fast: a plugin that was compiled against it must stay loadable.
 *
 * A field is added at the end of its structure, with its line here; what stands here never changes.
 */
#include "layerlab_plugin.h"

#define AT(type, field, offset) _Static_assert(offsetof(type, field) == (offset), #type "." #field " has moved")
#define SIZE(type, size) _Static_assert(sizeof(type) == (size), #type " has changed its size")

#if UINTPTR_MAX == UINT64_MAX

AT(layerlab_plugin, abi, 0);
AT(layerlab_plugin, size, 4);
AT(layerlab_plugin, components, 24);
AT(layerlab_plugin, last_error, 40);
SIZE(layerlab_plugin, 48);

AT(layerlab_component, size, 0);
AT(layerlab_component, parameters, 40);
AT(layerlab_component, create, 48);
AT(layerlab_component, activation, 64);
AT(layerlab_component, optimizer, 96);
SIZE(layerlab_component, 104);

AT(layerlab_parameter, size, 0);
AT(layerlab_parameter, maximum, 40);
SIZE(layerlab_parameter, 48);

AT(layerlab_activation, size, 0);
AT(layerlab_activation, seams, 56);
SIZE(layerlab_activation, 64);

AT(layerlab_augmentation, size, 0);
AT(layerlab_augmentation, mean_drift, 32);
SIZE(layerlab_augmentation, 40);

AT(layerlab_schedule, size, 0);
AT(layerlab_schedule, cycle, 24);
SIZE(layerlab_schedule, 32);

AT(layerlab_initializer, size, 0);
AT(layerlab_initializer, fill_f64, 16);
SIZE(layerlab_initializer, 24);

AT(layerlab_optimizer, size, 0);
AT(layerlab_optimizer, update_f64, 24);
SIZE(layerlab_optimizer, 32);

SIZE(layerlab_image, 16);
SIZE(layerlab_random, 40);
AT(layerlab_update, step, 24);
SIZE(layerlab_update, 32);

#endif
