/* ccore.h: the numeric core of LayerLab, the only public header.
 *
 * Shapes     n rows (samples of a batch), d columns (features), K classes.
 * Layout     row-major, one sample contiguous: X is n x d with X[i*d + j]. The same bytes read column-major are the
 *            d x n matrix of the course.
 * Scalars    every kernel exists in float (_f32) and double (_f64), made from one source (kernel_set.h).
 * Sets       reference: plain loops, the oracle. portable, avx2, avx512: one source compiled for each instruction set.
 *            The table is chosen once from the CPU; LAYERLAB_KERNELS=NAME forces another.
 * Memory     nothing here allocates but cc_pool_create; the caller owns every buffer.
 */
#ifndef CCORE_H
#define CCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- Kernel table -------------------------------------------------------------------------------------------- */

/* Slots of one scalar type T. Outputs come first.
 *
 * im2vec          out (n x w)  = pixels[index[i], j] * scale[j] + shift[j]; pixels are bytes; rows of out lie ld apart,
 *                                those of pixels d
 * gather          out (n x d)  = values[index[i], j] * scale[j] + shift[j]; values (N x d) are floats
 * add_bias        Z (n x d)   += b (d) on every row
 * column_sums     s (d)        = sum over the rows of Z (n x d)
 * relu            A            = max(Z, 0); NaN stays NaN; A may be Z
 * relu_backward   dZ           = dA where A > 0, else 0
 * batchnorm       Y            = gamma * (X - mean) * inverse_std + beta, with mean and variance (1/n) of this batch;
 *                                writes mean, variance and inverse_std = 1 / sqrt(variance + epsilon), each (d)
 * batchnorm_relu  the same, then max(Y, 0)
 * batchnorm_backward       dX, dgamma, dbeta from dY, X, mean, inverse_std; dX may be dY
 * batchnorm_relu_backward  the same with dY first masked by Y > 0; dX may be dY
 * scale_shift     Y (n x d)    = X * scale + shift, by column: batch norm in inference
 * exp             Y            = exp(X); Y may be X
 * expm1           Y            = exp(X) - 1, exact for small X; Y may be X
 * softmax         P (n x K)    = softmax of each row of S; P may be S
 * cross_entropy   returns sum_i -log P[i, y_i] computed from the scores S, stable for any finite S;
 *                 dS (n x K) = (softmax(S) - onehot(y)) * factor; dS may be S, or NULL; *correct = rows whose largest
 *                 score is the label's
 * soft_cross_entropy       the same against shares of the classes t (n x K) in place of labels:
 *                 sum_i -sum_k t_ik log P[i, k] and dS = (w_i P - t) * factor with w_i the sum of row i, 1 for shares;
 *                 *correct = rows whose largest score is at the largest share
 * sgd             W (count)   -= eta * (dW + decay * W)
 * momentum        V            = mu * V + dW + decay * W; W -= eta * V, or eta * (dW + decay * W + mu * V) if nesterov
 * rmsprop         V            = rho * V + rest * g^2 with g = dW + decay * W; W -= eta * g / (sqrt(V) + epsilon)
 * adam            M            = beta1 * M + rest1 * g, V = beta2 * V + rest2 * g^2 with g = dW + decay * W;
 *                 W            = (1 - shrink) * W - eta * M / (root * sqrt(V) + epsilon)
 * sum             returns the sum of x (count), summed in double
 * sum_of_squares  returns the sum of x^2, summed in double
 * add_noise       x (count)   += deviation * N(0, 1), the noise of a key from its block of 64 entries `first` on
 * add_uniform     x (count)   += amplitude * U(-1, 1), the noise of a key from its entry `first` on
 * salt_pepper     x (count)    = low or high, either as likely, in a share of the entries, counted in 2^-31
 * dropout         Y (count)    = 0 in such a share of the entries, else X * scale; Y may be X
 */
#define CC_KERNEL_SLOTS(T, S)                                                                                          \
    typedef struct {                                                                                                   \
        T eta, decay, shrink, beta1, rest1, beta2, rest2, root, epsilon;                                               \
    } cc_adam_##S;                                                                                                     \
                                                                                                                       \
    typedef struct {                                                                                                   \
        void (*im2vec)(T * out, const uint8_t *pixels, const int32_t *index, const T *scale, const T *shift, size_t n, \
                       size_t w, size_t d, size_t ld);                                                                 \
        void (*gather)(T * out, const float *values, const int32_t *index, const T *scale, const T *shift, size_t n,   \
                       size_t d);                                                                                      \
        void (*add_bias)(T * Z, const T *b, size_t n, size_t d);                                                       \
        void (*column_sums)(T * s, const T *Z, size_t n, size_t d);                                                    \
        void (*relu)(T * A, const T *Z, size_t count);                                                                 \
        void (*relu_backward)(T * dZ, const T *dA, const T *A, size_t count);                                          \
        void (*batchnorm)(T * Y, T *mean, T *variance, T *inverse_std, const T *X, const T *gamma, const T *beta,      \
                          T epsilon, size_t n, size_t d);                                                              \
        void (*batchnorm_relu)(T * Y, T *mean, T *variance, T *inverse_std, const T *X, const T *gamma, const T *beta, \
                               T epsilon, size_t n, size_t d);                                                         \
        void (*batchnorm_backward)(T * dX, T *dgamma, T *dbeta, const T *dY, const T *X, const T *mean,                \
                                   const T *inverse_std, const T *gamma, size_t n, size_t d);                          \
        void (*batchnorm_relu_backward)(T * dX, T *dgamma, T *dbeta, const T *dY, const T *Y, const T *X,              \
                                        const T *mean, const T *inverse_std, const T *gamma, size_t n, size_t d);      \
        void (*scale_shift)(T * Y, const T *X, const T *scale, const T *shift, size_t n, size_t d);                    \
        void (*exp)(T * Y, const T *X, size_t count);                                                                  \
        void (*expm1)(T * Y, const T *X, size_t count);                                                                \
        void (*softmax)(T * P, const T *S_, size_t n, size_t K);                                                       \
        double (*cross_entropy)(T * dS, size_t *correct, const T *S_, const int32_t *labels, T factor, size_t n,       \
                                size_t K);                                                                             \
        double (*soft_cross_entropy)(T * dS, size_t *correct, const T *S_, const T *shares, T factor, size_t n,        \
                                     size_t K);                                                                        \
        void (*sgd)(T * W, const T *dW, T eta, T decay, size_t count);                                                 \
        void (*momentum)(T * W, T *V, const T *dW, T eta, T decay, T mu, bool nesterov, size_t count);                 \
        void (*rmsprop)(T * W, T *V, const T *dW, T eta, T decay, T rho, T rest, T epsilon, size_t count);             \
        void (*adam)(T * W, T *M, T *V, const T *dW, cc_adam_##S coefficients, size_t count);                          \
        double (*sum)(const T *x, size_t count);                                                                       \
        double (*sum_of_squares)(const T *x, size_t count);                                                            \
        void (*add_noise)(T * x, uint64_t key, size_t first, T deviation, size_t count);                               \
        void (*add_uniform)(T * x, uint64_t key, size_t first, T amplitude, size_t count);                             \
        void (*salt_pepper)(T * x, uint64_t key, size_t first, uint32_t share, T low, T high, size_t count);           \
        void (*dropout)(T * Y, const T *X, uint64_t key, size_t first, uint32_t share, T scale, size_t count);         \
    } cc_kernels_##S;

CC_KERNEL_SLOTS(float, f32)
CC_KERNEL_SLOTS(double, f64)
#undef CC_KERNEL_SLOTS

/* One set of kernels.
 *
 * moments   adds the pixels of n rows of bytes to sum (d) and sum_of_squares (d), exactly
 * fma_f32   does nothing but fused multiply-adds in registers, for the measured peak of the machine; returns how many
 *           floating-point operations that were. The same in double: fma_f64
 */
typedef struct {
    const char *name;
    cc_kernels_f32 f32;
    cc_kernels_f64 f64;
    void (*moments)(uint64_t *sum, uint64_t *sum_of_squares, const uint8_t *pixels, const int32_t *index, size_t n,
                    size_t d);
    uint64_t (*fma_f32)(size_t rounds);
    uint64_t (*fma_f64)(size_t rounds);
} cc_kernels;

/* The sets that this machine can run, reference first, the fastest last. NULL past the end. */
const cc_kernels *cc_kernel_set(size_t position);

/* The set in use: the fastest one, or the one that LAYERLAB_KERNELS names. NULL where that name is not available. */
const cc_kernels *cc_kernels_active(void);

/* The names of the slots, in the order of the table, NULL past the end. Every set fills every slot. */
const char *cc_slot_name(size_t position);

/* What the CPU offers, such as "avx2 fma avx512f", and whether this library was compiled with optimisation. */
const char *cc_cpu_features(void);
bool cc_is_optimized(void);

/* ---- Threads ------------------------------------------------------------------------------------------------- */

/* Workers that live as long as the pool. Work is cut into tiles by shape alone, so that sums have the same bits at any
 * number of threads. A call from inside a tile runs its tiles in place. */
typedef struct cc_pool cc_pool;

cc_pool *cc_pool_create(size_t threads); /* NULL where a thread cannot be made */
void cc_pool_destroy(cc_pool *pool);
void cc_pool_run(cc_pool *pool, size_t tiles, void (*work)(void *context, size_t tile), void *context);

/* Begins work that the other workers do while the caller goes on; cc_pool_finish takes part in what is left of it and
 * waits for its end, as does the caller's next work of more than one tile. The context is copied, up to CC_POOL_CONTEXT
 * bytes of it. */
enum { CC_POOL_CONTEXT = 128 };
void cc_pool_start(cc_pool *pool, size_t tiles, void (*work)(void *context, size_t tile), const void *context,
                   size_t context_size);
void cc_pool_finish(cc_pool *pool);

/* ---- Matrix product ------------------------------------------------------------------------------------------ */

/* C (m x n) = alpha * op(A) (m x k) * op(B) (k x n) + beta * C; op transposes where asked; ld is the stored row length.
 * A step of gradient descent is W = -eta * dY^T X + (1 - eta * decay) * W, in one pass over W. */
typedef struct {
    const char *name;
    void (*f32)(float *C, const float *A, const float *B, bool transpose_a, bool transpose_b, size_t m, size_t n,
                size_t k, size_t ldc, size_t lda, size_t ldb, float alpha, float beta);
    void (*f64)(double *C, const double *A, const double *B, bool transpose_a, bool transpose_b, size_t m, size_t n,
                size_t k, size_t ldc, size_t lda, size_t ldb, double alpha, double beta);
} cc_gemm;

/* The implementations by position; NULL past the end. */
const cc_gemm *cc_gemm_at(size_t position);

/* OpenBLAS's own words: version, options, core type. */
const char *cc_blas_description(void);
/* OpenBLAS computes on one thread from here on, for LAPACK as well; cheap to call again. */
void cc_blas_use_one_thread(void);
/* The threads that OpenBLAS computes on. */
int cc_blas_threads(void);

/* The product in fixed tiles over the pool: contiguous matrices, the same bits at any number of threads. */
void cc_gemm_f32(cc_pool *pool, const cc_gemm *gemm, float *C, const float *A, const float *B, bool transpose_a,
                 bool transpose_b, size_t m, size_t n, size_t k, float alpha, float beta);
void cc_gemm_f64(cc_pool *pool, const cc_gemm *gemm, double *C, const double *A, const double *B, bool transpose_a,
                 bool transpose_b, size_t m, size_t n, size_t k, double alpha, double beta);

/* im2vec in tiles of columns over the pool; with `ahead` it is only started, for cc_pool_finish to end. */
void cc_im2vec_f32(cc_pool *pool, float *out, const uint8_t *pixels, const int32_t *index, const float *scale,
                   const float *shift, size_t n, size_t d, bool ahead);
void cc_im2vec_f64(cc_pool *pool, double *out, const uint8_t *pixels, const int32_t *index, const double *scale,
                   const double *shift, size_t n, size_t d, bool ahead);

/* ---- The first layer on images ------------------------------------------------------------------------------- */

/* Here X (n x d) = pixels[index[i], j] * scale[j] + shift[j] is made where a product packs it and never written as a
 * whole; pixels are bytes. */

/* Whether a layer of so many outputs can read bytes where this product is chosen: the project's own, and 128 outputs at
 * most. The products below must not be called otherwise. */
bool cc_gemm_reads_images(const cc_gemm *gemm, size_t units);

/* out (n x d) = pixels[index[i], j], as bytes; with `ahead` it is only started, for cc_pool_finish to end. */
void cc_gather_images(cc_pool *pool, uint8_t *out, const uint8_t *pixels, const int32_t *index, size_t n, size_t d,
                      bool ahead);

/* Z (n x units) = X W^T; W is units x d. */
void cc_images_product_f32(cc_pool *pool, float *Z, const uint8_t *pixels, const int32_t *index, const float *scale,
                           const float *shift, const float *W, size_t n, size_t d, size_t units);
void cc_images_product_f64(cc_pool *pool, double *Z, const uint8_t *pixels, const int32_t *index, const double *scale,
                           const double *shift, const double *W, size_t n, size_t d, size_t units);

/* C (units x d) = alpha * dY^T X + beta * C; dY is n x units. */
void cc_images_gradient_f32(cc_pool *pool, float *C, const float *dY, const uint8_t *pixels, const int32_t *index,
                            const float *scale, const float *shift, size_t n, size_t d, size_t units, float alpha,
                            float beta);
void cc_images_gradient_f64(cc_pool *pool, double *C, const double *dY, const uint8_t *pixels, const int32_t *index,
                            const double *scale, const double *shift, size_t n, size_t d, size_t units, double alpha,
                            double beta);

/* ---- The first layers of a population ------------------------------------------------------------------------- */

/* Networks that see the same batch X (n x d) have their first layers in one: their units stand side by side in panels.
 * W is d x panel for each panel, Z and dY are n x panel, factor and kept hold a number for each unit. Z is kept as a sum
 * of two parts, one behind the other and each with all panels, for whoever reads it to add. */

/* Units in a panel, and the entries of a packed X. */
size_t cc_wide_panel_f32(void);
size_t cc_wide_panel_f64(void);
size_t cc_wide_packed(size_t n, size_t d);

/* packed = X, or X = pixels[index[i], j] * scale[j] + shift[j], in blocks of columns that both products read. */
void cc_wide_pack_f32(cc_pool *pool, float *packed, const float *X, size_t n, size_t d);
void cc_wide_pack_f64(cc_pool *pool, double *packed, const double *X, size_t n, size_t d);
void cc_wide_pack_images_f32(cc_pool *pool, float *packed, const uint8_t *pixels, const int32_t *index,
                             const float *scale, const float *shift, size_t n, size_t d);
void cc_wide_pack_images_f64(cc_pool *pool, double *packed, const uint8_t *pixels, const int32_t *index,
                             const double *scale, const double *shift, size_t n, size_t d);

/* W = kept * W + factor * dY^T X for a packed X, unless dY is NULL; then Z = next W^T for another, unless Z is NULL. */
void cc_wide_step_f32(cc_pool *pool, float *W, float *Z, const float *dY, const float *factor, const float *kept,
                      const float *X, const float *next, size_t n, size_t d, size_t panels);
void cc_wide_step_f64(cc_pool *pool, double *W, double *Z, const double *dY, const double *factor, const double *kept,
                      const double *X, const double *next, size_t n, size_t d, size_t panels);

/* Y (n x units) = the Z of a member plus its bias, and its dY into those of all; `first` is the first of its units. */
void cc_wide_outputs_f32(float *Y, const float *Z, const float *bias, size_t first, size_t units, size_t n,
                         size_t panels);
void cc_wide_outputs_f64(double *Y, const double *Z, const double *bias, size_t first, size_t units, size_t n,
                         size_t panels);
void cc_wide_gradient_f32(float *panels, const float *dY, size_t first, size_t units, size_t n);
void cc_wide_gradient_f64(double *panels, const double *dY, size_t first, size_t units, size_t n);

/* The four kernels of noise in tiles over the pool: what an entry gets depends on the key and its place alone. */
void cc_add_noise_f32(cc_pool *pool, float *x, uint64_t key, float deviation, size_t count);
void cc_add_noise_f64(cc_pool *pool, double *x, uint64_t key, double deviation, size_t count);
void cc_add_uniform_f32(cc_pool *pool, float *x, uint64_t key, float amplitude, size_t count);
void cc_add_uniform_f64(cc_pool *pool, double *x, uint64_t key, double amplitude, size_t count);
void cc_salt_pepper_f32(cc_pool *pool, float *x, uint64_t key, uint32_t share, float low, float high, size_t count);
void cc_salt_pepper_f64(cc_pool *pool, double *x, uint64_t key, uint32_t share, double low, double high, size_t count);
void cc_dropout_f32(cc_pool *pool, float *Y, const float *X, uint64_t key, uint32_t share, float scale, size_t count);
void cc_dropout_f64(cc_pool *pool, double *Y, const double *X, uint64_t key, uint32_t share, double scale,
                    size_t count);

#endif
