/* pool.c: a persistent pool of workers that share numbered tiles.
 *
 * Each worker begins with a range of tiles of its own, the same in every piece of work of so many tiles, so that it
 * meets the part of a matrix that its cache still holds; then it takes what others have left. Which worker runs a tile
 * is left to chance; what a tile computes is not, so results do not depend on the number of threads.
 *
 * The caller waits for tiles, never for workers: one whose core is busy with something else takes no tile and holds
 * nobody up. Workers spin for a moment before they sleep, as the tiles of one training step are microseconds apart. */
#include "ccore.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { SPINS = 20000, CACHE_LINE = 64, TILE_BITS = 20, MOST_TILES = 1 << TILE_BITS };

/* The tiles left of a range, in one word: the piece of work that they belong to, the next tile and the end. A worker
 * that comes late meets another piece and leaves it alone. */
typedef struct {
    _Alignas(CACHE_LINE) _Atomic uint64_t left;
} range;

static uint64_t range_word(unsigned piece, uint64_t next, uint64_t end) {
    return (uint64_t)piece << 2 * TILE_BITS | next << TILE_BITS | end;
}

typedef struct {
    cc_pool *pool;
    size_t number;
    pthread_t thread;
} worker;

struct cc_pool {
    size_t threads;  /* the caller counts as one */
    worker *workers; /* threads - 1, numbered from 1 */
    range *ranges;   /* one for each thread */
    pthread_mutex_t lock;
    pthread_cond_t wake;
    atomic_uint piece; /* raised once for every piece of work and for the end */
    atomic_bool stopping;
    atomic_flag taken;  /* set while a caller's work is done */
    atomic_size_t left; /* tiles that are not done */
    unsigned forks;     /* of this process when the workers were made */
    void (*work)(void *, size_t);
    void *context;
    _Alignas(CACHE_LINE) unsigned char copy[CC_POOL_CONTEXT];
};

static _Thread_local bool inside_tile;

/* The pool whose workers do what this thread has started and not finished. */
static _Thread_local cc_pool *started_here;

/* A forked child has the pool's memory and none of its threads. */
static atomic_uint forks;
static pthread_once_t watched = PTHREAD_ONCE_INIT;

static void count_fork(void) {
    atomic_fetch_add(&forks, 1);
}

static void watch_forks(void) {
    pthread_atfork(NULL, NULL, count_fork);
}

static inline void relax(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* Pieces are numbered by as many bits as a range has left for them. */
static unsigned piece_bits(unsigned piece) {
    return piece & ((1u << (64 - 2 * TILE_BITS)) - 1);
}

/* The next tile of a range, or MOST_TILES where none is left of this piece. */
static size_t take_tile(range *range, unsigned piece) {
    uint64_t word = atomic_load(&range->left);
    for (;;) {
        uint64_t next = word >> TILE_BITS & (MOST_TILES - 1), end = word & (MOST_TILES - 1);
        if (word >> 2 * TILE_BITS != piece || next >= end) return MOST_TILES;
        if (atomic_compare_exchange_weak(&range->left, &word, range_word(piece, next + 1, end))) return next;
    }
}

static void take_tiles(cc_pool *pool, size_t number, unsigned piece) {
    inside_tile = true;
    for (size_t i = 0; i < pool->threads; i++) {
        range *range = &pool->ranges[(number + i) % pool->threads];
        for (size_t tile; (tile = take_tile(range, piece)) < MOST_TILES;) {
            pool->work(pool->context, tile);
            atomic_fetch_sub(&pool->left, 1);
        }
    }
    inside_tile = false;
}

static unsigned wait_for_work(cc_pool *pool, unsigned seen) {
    for (int i = 0; i < SPINS; i++) {
        unsigned now = atomic_load_explicit(&pool->piece, memory_order_acquire);
        if (now != seen) return now;
        relax();
    }
    pthread_mutex_lock(&pool->lock);
    while (atomic_load(&pool->piece) == seen) pthread_cond_wait(&pool->wake, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
    return atomic_load(&pool->piece);
}

static void *serve(void *argument) {
    worker *self = argument;
    cc_pool *pool = self->pool;
    for (unsigned seen = 0;;) {
        seen = wait_for_work(pool, seen);
        if (atomic_load(&pool->stopping)) return NULL;
        take_tiles(pool, self->number, piece_bits(seen));
    }
}

static void announce(cc_pool *pool) {
    pthread_mutex_lock(&pool->lock);
    atomic_fetch_add(&pool->piece, 1);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
}

cc_pool *cc_pool_create(size_t threads) {
    pthread_once(&watched, watch_forks);
    cc_pool *pool = aligned_alloc(CACHE_LINE, sizeof *pool);
    if (!pool) return NULL;
    memset(pool, 0, sizeof *pool);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->wake, NULL);
    pool->forks = atomic_load(&forks);
    pool->workers = calloc(threads, sizeof *pool->workers);
    pool->ranges = aligned_alloc(CACHE_LINE, threads * sizeof *pool->ranges);
    for (size_t i = 0; pool->ranges && i < threads; i++) atomic_init(&pool->ranges[i].left, 0);
    pool->threads = 1;
    while (pool->workers && pool->ranges && pool->threads < threads) {
        worker *next = &pool->workers[pool->threads - 1];
        *next = (worker){.pool = pool, .number = pool->threads};
        if (pthread_create(&next->thread, NULL, serve, next) != 0) break;
        pool->threads++;
    }
    if (pool->workers && pool->ranges && pool->threads >= threads) return pool;
    cc_pool_destroy(pool);
    return NULL;
}

void cc_pool_destroy(cc_pool *pool) {
    if (!pool) return;
    atomic_store(&pool->stopping, true);
    if (pool->forks == atomic_load(&forks)) {
        announce(pool);
        for (size_t i = 0; i + 1 < pool->threads; i++) pthread_join(pool->workers[i].thread, NULL);
        pthread_cond_destroy(&pool->wake);
        pthread_mutex_destroy(&pool->lock);
    }
    free(pool->ranges);
    free(pool->workers);
    free(pool);
}

/* Only tiles that another thread is at are left when the caller comes here. */
static void wait_for_tiles(cc_pool *pool) {
    for (int i = 0; atomic_load_explicit(&pool->left, memory_order_acquire) > 0; i++) {
        if (i < SPINS)
            relax();
        else
            sched_yield(); /* more threads than cores: let the last one run */
    }
}

static void hand_out(cc_pool *pool, size_t tiles, void (*work)(void *context, size_t tile), void *context) {
    unsigned piece = piece_bits(atomic_load(&pool->piece) + 1);
    pool->work = work;
    pool->context = context;
    atomic_store(&pool->left, tiles);
    for (size_t i = 0; i < pool->threads; i++) {
        uint64_t first = tiles * i / pool->threads, end = tiles * (i + 1) / pool->threads;
        atomic_store(&pool->ranges[i].left, range_word(piece, first, end));
    }
    announce(pool);
}

static void take_part(cc_pool *pool) {
    take_tiles(pool, 0, piece_bits(atomic_load(&pool->piece)));
    wait_for_tiles(pool);
    atomic_flag_clear_explicit(&pool->taken, memory_order_release);
}

/* Whether the workers are this caller's until take_part. */
static bool take_pool(cc_pool *pool, size_t tiles) {
    bool alone =
        pool->threads == 1 || tiles < 2 || tiles >= MOST_TILES || inside_tile || pool->forks != atomic_load(&forks);
    return !alone && !atomic_flag_test_and_set_explicit(&pool->taken, memory_order_acquire);
}

static void run_in_place(size_t tiles, void (*work)(void *context, size_t tile), void *context) {
    for (size_t tile = 0; tile < tiles; tile++) work(context, tile);
}

void cc_pool_run(cc_pool *pool, size_t tiles, void (*work)(void *context, size_t tile), void *context) {
    if (tiles > 1) cc_pool_finish(pool);
    if (!take_pool(pool, tiles)) return run_in_place(tiles, work, context);
    hand_out(pool, tiles, work, context);
    take_part(pool);
}

void cc_pool_start(cc_pool *pool, size_t tiles, void (*work)(void *context, size_t tile), const void *context,
                   size_t context_size) {
    _Alignas(CACHE_LINE) unsigned char copy[CC_POOL_CONTEXT];
    cc_pool_finish(pool);
    memcpy(copy, context, context_size);
    if (!take_pool(pool, tiles)) return run_in_place(tiles, work, copy);
    memcpy(pool->copy, copy, context_size);
    started_here = pool;
    hand_out(pool, tiles, work, pool->copy);
}

void cc_pool_finish(cc_pool *pool) {
    if (started_here != pool) return;
    started_here = NULL;
    if (pool->forks == atomic_load(&forks)) take_part(pool); /* a forked child has nobody to wait for */
}
