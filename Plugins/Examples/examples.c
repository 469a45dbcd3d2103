#include "examples.h"
#include <stddef.h>

#pragma clang diagnostic ignored "-Wc23-extensions"

static const char header[] = {
#embed "../../CCore/PluginABI/include/layerlab_plugin.h"
    , 0};

static const char twin[] = {
#embed "rectifier_twin.c"
    , 0};

static const char swish_c[] = {
#embed "swish.c"
    , 0};

static const char softplus_swift[] = {
#embed "softplus.swift"
    , 0};

static const char random_scale_c[] = {
#embed "random_scale.c"
    , 0};

static const char random_scale_swift[] = {
#embed "random_scale.swift"
    , 0};

static const char inverse_time_c[] = {
#embed "inverse_time.c"
    , 0};

static const char inverse_time_swift[] = {
#embed "inverse_time.swift"
    , 0};

static const char scaled_box_c[] = {
#embed "scaled_box.c"
    , 0};

static const char scaled_box_swift[] = {
#embed "scaled_box.swift"
    , 0};

static const char adagrad_c[] = {
#embed "adagrad.c"
    , 0};

static const char adagrad_swift[] = {
#embed "adagrad.swift"
    , 0};

static const example examples[] = {
    {"activation", "swish.c", "swish_beta", swish_c},
    {"activation", "softplus.swift", "softplus_beta", softplus_swift},
    {"augmentation", "random_scale.c", "random_scale", random_scale_c},
    {"augmentation", "random_scale.swift", "random_scale", random_scale_swift},
    {"schedule", "inverse_time.c", "inverse_time", inverse_time_c},
    {"schedule", "inverse_time.swift", "inverse_time", inverse_time_swift},
    {"initializer", "scaled_box.c", "scaled_box", scaled_box_c},
    {"initializer", "scaled_box.swift", "scaled_box", scaled_box_swift},
    {"optimizer", "adagrad.c", "adagrad", adagrad_c},
    {"optimizer", "adagrad.swift", "adagrad", adagrad_swift},
};

#define COUNT ((int)(sizeof examples / sizeof *examples))

const example *example_at(int number) {
    return number >= 0 && number < COUNT ? &examples[number] : NULL;
}
const char *plugin_header(void) {
    return header;
}
const char *rectifier_twin(void) {
    return twin;
}
