/* main.c: runs every kernel of the active set on awkward shapes; built with sanitizers by './lab sanitize'.
 * With --sets it prints the names of the sets that this machine has, with --pool it checks the threads alone. */
#include "kernel_checks.h"
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void count_tile(void *context, size_t tile) {
    (void)tile;
    __atomic_fetch_add((int *)context, 1, __ATOMIC_RELAXED);
}

/* A child that is forked has no workers, and must do without them. */
static bool pool_survives_fork(void) {
    cc_pool *pool = cc_pool_create(3);
    int status = 1, tiles = 0;
    pid_t child = fork();
    if (child == 0) {
        cc_pool_run(pool, 5, count_tile, &tiles);
        cc_pool_destroy(pool);
        _exit(tiles != 5);
    }
    waitpid(child, &status, 0);
    cc_pool_destroy(pool);
    return status == 0;
}

static const char *check_pools(void) {
    for (size_t threads = 1; threads <= 8; threads *= 2)
        if (!kernel_checks_pool(threads, 200)) return "pool";
    return pool_survives_fork() ? NULL : "pool in a forked child";
}

static const char *check_kernels(const cc_kernels *set) {
    const char *failed = set ? NULL : "the choice of a set";
    static const size_t sizes[] = {1, 2, 7, 8, 9, 31, 33, 63, 65, 130};
    const size_t count = sizeof sizes / sizeof *sizes;
    for (size_t i = 0; i < count && !failed; i++)
        for (size_t j = 0; j < count && !failed; j++) failed = kernel_checks_set(set, sizes[i], sizes[j], 1 + i);
    for (size_t position = 0; cc_gemm_at(position) && !failed; position++)
        for (size_t i = 0; i < count && !failed; i++)
            failed =
                kernel_checks_gemm(cc_gemm_at(position), sizes[i], sizes[count - 1 - i], sizes[(3 * i) % count], 1);
    static const size_t large[][3] = {{13, 37, 803},  {5, 197, 260}, {67, 50, 131}, {20, 30, 2000},
                                      {9, 1100, 100}, {130, 10, 400}}; /* beyond each block of gemm_*.h */
    for (size_t position = 0; cc_gemm_at(position) && !failed; position++)
        for (size_t i = 0; i < sizeof large / sizeof *large && !failed; i++)
            failed = kernel_checks_gemm(cc_gemm_at(position), large[i][0], large[i][1], large[i][2], 1);
    static const size_t images[][3] = {{1, 1, 1}, {3, 7, 5}, {17, 33, 10}, {100, 400, 50}, {7, 803, 13}, {300, 40, 30}};
    for (size_t i = 0; i < sizeof images / sizeof *images && !failed; i++)
        failed = kernel_checks_images(images[i][0], images[i][1], images[i][2], 1);
    return failed;
}

int main(int count_of_arguments, char **arguments) {
    const char *wish = count_of_arguments > 1 ? arguments[1] : "";
    if (strcmp(wish, "--sets") == 0) {
        for (size_t i = 0; cc_kernel_set(i); i++) puts(cc_kernel_set(i)->name);
        return 0;
    }
    const cc_kernels *set = cc_kernels_active();
    const char *failed = strcmp(wish, "--pool") == 0 ? NULL : check_kernels(set);
    if (!failed) failed = check_pools();
    printf("%s: %s\n", set ? set->name : "none", failed ? failed : "ok");
    return failed != NULL;
}
