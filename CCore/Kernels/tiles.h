/* tiles.h: how lengths are cut into tiles for the pool, by the length alone. */
#ifndef CC_TILES_H
#define CC_TILES_H
#include <stddef.h>

/* Columns of a batch or of a wide matrix in one tile: 100 rows of them and as many of the weights fit a second cache.
 */
enum { TILE_COLUMNS = 384 };

/* A product of at most MOST_PARTIAL outputs may be cut along its inner dimension into at most MOST_PARTS partial ones,
 * which fit on a thread's own memory and cost little to add up. */
enum { MOST_PARTIAL = 8192, MOST_PARTS = 8 };

/* The part of 0 ..< length that belongs to a tile. */
typedef struct {
    size_t start, length;
} part;

static inline part part_of(size_t length, size_t tile, size_t tiles) {
    size_t start = length * tile / tiles, end = length * (tile + 1) / tiles;
    return (part){start, end - start};
}

/* The tiles of a length: one for each so many entries, to the nearest, and one at least. */
static inline size_t tiles_of(size_t length, size_t entries) {
    size_t tiles = (length + entries / 2) / entries;
    return tiles > 0 ? tiles : 1;
}

#endif
