/* allocation_counter.h: how many blocks of memory a thread has asked for, in a test binary that links this. */
#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H
#include <stddef.h>

/* Blocks that the calling thread has asked for so far; always 0 where the C library cannot be interposed. */
size_t allocation_count(void);

#endif
