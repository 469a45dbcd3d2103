/* pool.c: a persistent pool of workers that take numbered tiles from a shared counter.
 *
 * Which worker runs a tile is left to chance; what a tile computes is not, so results do not depend on the number of
 * threads. Workers spin for a moment before they sleep: the tiles of one training step are microseconds apart. */
#include "ccore.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { SPINS = 20000 };

struct cc_pool {
    size_t threads; /* the caller counts as one */
    pthread_t *workers;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    atomic_uint generation; /* raised once for every piece of work and for the end */
    atomic_bool stopping;
    atomic_size_t next, busy;
    size_t tiles;
    void (*work)(void *, size_t);
    void *context;
};

static _Thread_local bool inside_tile;

static inline void relax(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

static void take_tiles(cc_pool *pool) {
    inside_tile = true;
    for (size_t tile; (tile = atomic_fetch_add(&pool->next, 1)) < pool->tiles;) pool->work(pool->context, tile);
    inside_tile = false;
}

static unsigned wait_for_work(cc_pool *pool, unsigned seen) {
    for (int i = 0; i < SPINS; i++) {
        unsigned now = atomic_load_explicit(&pool->generation, memory_order_acquire);
        if (now != seen) return now;
        relax();
    }
    pthread_mutex_lock(&pool->lock);
    while (atomic_load(&pool->generation) == seen) pthread_cond_wait(&pool->wake, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
    return atomic_load(&pool->generation);
}

static void *worker(void *argument) {
    cc_pool *pool = argument;
    for (unsigned seen = 0;;) {
        seen = wait_for_work(pool, seen);
        if (atomic_load(&pool->stopping)) return NULL;
        take_tiles(pool);
        atomic_fetch_sub(&pool->busy, 1);
    }
}

static void announce(cc_pool *pool) {
    pthread_mutex_lock(&pool->lock);
    atomic_fetch_add(&pool->generation, 1);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
}

cc_pool *cc_pool_create(size_t threads) {
    cc_pool *pool = calloc(1, sizeof *pool);
    if (!pool) return NULL;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->wake, NULL);
    pool->workers = calloc(threads, sizeof *pool->workers);
    pool->threads = 1;
    while (pool->workers && pool->threads < threads &&
           pthread_create(&pool->workers[pool->threads - 1], NULL, worker, pool) == 0)
        pool->threads++;
    if (pool->workers && pool->threads >= threads) return pool;
    cc_pool_destroy(pool);
    return NULL;
}

void cc_pool_destroy(cc_pool *pool) {
    if (!pool) return;
    atomic_store(&pool->stopping, true);
    announce(pool);
    for (size_t i = 0; i + 1 < pool->threads; i++) pthread_join(pool->workers[i], NULL);
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->lock);
    free(pool->workers);
    free(pool);
}

void cc_pool_run(cc_pool *pool, size_t tiles, void (*work)(void *context, size_t tile), void *context) {
    if (pool->threads == 1 || tiles < 2 || inside_tile) {
        for (size_t tile = 0; tile < tiles; tile++) work(context, tile);
        return;
    }
    pool->work = work;
    pool->context = context;
    pool->tiles = tiles;
    atomic_store(&pool->next, 0);
    atomic_store(&pool->busy, pool->threads - 1);
    announce(pool);
    take_tiles(pool);
    for (int i = 0; atomic_load_explicit(&pool->busy, memory_order_acquire) > 0; i++) {
        if (i < SPINS)
            relax();
        else
            sched_yield(); /* more threads than cores: let the last one run */
    }
}
