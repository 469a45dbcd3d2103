/* kernel_checks.h: compares kernels with their reference on buffers of exactly the size they are promised, so that an
 * address sanitizer sees an entry too far. Used by the tests of the C core and by the sanitizer build. */
#ifndef KERNEL_CHECKS_H
#define KERNEL_CHECKS_H
#include "ccore.h"

/* The name of the first slot of a set that differs from the reference for n rows of d columns, or NULL. */
const char *kernel_checks_set(const cc_kernels *set, size_t n, size_t d, uint64_t seed);

/* The same for a matrix product of m x k and k x n: alone with every transposition, and in tiles over 1 to 3 threads,
 * which must not change a bit. */
const char *kernel_checks_gemm(const cc_gemm *gemm, size_t m, size_t n, size_t k, uint64_t seed);

/* The same for the products of a layer with n images of d pixels that stay bytes; NULL, too, where the active set has
 * none. */
const char *kernel_checks_images(size_t n, size_t d, size_t units, uint64_t seed);

/* Runs many small pieces of work over a pool, nested ones, ones that are only started, and those of two callers at
 * once; false where a tile was lost or ran twice. */
bool kernel_checks_pool(size_t threads, size_t pieces);

#endif
