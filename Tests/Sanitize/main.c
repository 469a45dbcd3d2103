/* main.c: runs every kernel of the active set on awkward shapes; built with sanitizers by './lab sanitize'.
 * With --sets it prints the names of the sets that this machine has. */
#include "kernel_checks.h"
#include <stdio.h>
#include <string.h>

int main(int count_of_arguments, char **arguments) {
    if (count_of_arguments > 1 && strcmp(arguments[1], "--sets") == 0) {
        for (size_t i = 0; cc_kernel_set(i); i++) puts(cc_kernel_set(i)->name);
        return 0;
    }
    static const size_t sizes[] = {1, 2, 7, 8, 9, 31, 33, 63, 65, 130};
    const size_t count = sizeof sizes / sizeof *sizes;
    const cc_kernels *set = cc_kernels_active();
    const char *failed = set ? NULL : "the choice of a set";
    for (size_t i = 0; i < count && !failed; i++)
        for (size_t j = 0; j < count && !failed; j++) failed = kernel_checks_set(set, sizes[i], sizes[j], 1 + i);
    for (size_t position = 0; cc_gemm_at(position) && !failed; position++)
        for (size_t i = 0; i < count && !failed; i++)
            failed =
                kernel_checks_gemm(cc_gemm_at(position), sizes[i], sizes[count - 1 - i], sizes[(3 * i) % count], 1);
    static const size_t large[][3] = {{13, 37, 803}, {5, 197, 260}, {67, 50, 131}}; /* beyond each block of gemm_*.h */
    for (size_t position = 0; cc_gemm_at(position) && !failed; position++)
        for (size_t i = 0; i < sizeof large / sizeof *large && !failed; i++)
            failed = kernel_checks_gemm(cc_gemm_at(position), large[i][0], large[i][1], large[i][2], 1);
    if (!failed && !kernel_checks_pool(3, 200)) failed = "pool";
    printf("%s: %s\n", set ? set->name : "none", failed ? failed : "ok");
    return failed != NULL;
}
