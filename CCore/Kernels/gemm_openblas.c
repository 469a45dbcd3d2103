/* gemm_openblas.c: the matrix product of OpenBLAS on one thread. Its own threads change the bits of a sum with their
 * number, so the tiles of gemm.c take their place. */
#include "ccore.h"
#include <cblas.h>
#include <pthread.h>

static pthread_once_t pinned = PTHREAD_ONCE_INIT;

static void pin(void) {
    openblas_set_num_threads(1);
}

void cc_blas_use_one_thread(void) {
    pthread_once(&pinned, pin);
}

int cc_blas_threads(void) {
    return openblas_get_num_threads();
}

static void gemm_f32(float *C, const float *A, const float *B, bool ta, bool tb, size_t m, size_t n, size_t k,
                     size_t ldc, size_t lda, size_t ldb, float alpha, float beta) {
    cc_blas_use_one_thread();
    cblas_sgemm(CblasRowMajor, ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans, (blasint)m, (blasint)n,
                (blasint)k, alpha, A, (blasint)lda, B, (blasint)ldb, beta, C, (blasint)ldc);
}

static void gemm_f64(double *C, const double *A, const double *B, bool ta, bool tb, size_t m, size_t n, size_t k,
                     size_t ldc, size_t lda, size_t ldb, double alpha, double beta) {
    cc_blas_use_one_thread();
    cblas_dgemm(CblasRowMajor, ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans, (blasint)m, (blasint)n,
                (blasint)k, alpha, A, (blasint)lda, B, (blasint)ldb, beta, C, (blasint)ldc);
}

const char *cc_blas_description(void) {
    return openblas_get_config();
}

const cc_gemm cc_gemm_openblas = {"openblas", gemm_f32, gemm_f64};
