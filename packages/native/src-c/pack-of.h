/*
 * How products read their operands and write their results, for one element type: into panels in the order in which a tile
 * reads them, and out of tiles. Included by contract-of.h.
 */

INLINE void OF(transpose)(const REAL *from, const int64_t *items, REAL *to, int64_t width) {
  typedef BITS mask __attribute__((vector_size(4 * sizeof(BITS))));
  const OF(aligned_quad) a = *(const QUAD *)(from + items[0]), b = *(const QUAD *)(from + items[1]);
  const OF(aligned_quad) c = *(const QUAD *)(from + items[2]), d = *(const QUAD *)(from + items[3]);
  const mask low = {0, 4, 1, 5}, high = {2, 6, 3, 7}, first = {0, 1, 4, 5}, second = {2, 3, 6, 7};
  const OF(aligned_quad) ab = __builtin_shuffle(a, b, low), cd = __builtin_shuffle(c, d, low);
  const OF(aligned_quad) ab2 = __builtin_shuffle(a, b, high), cd2 = __builtin_shuffle(c, d, high);
  *(QUAD *)to = __builtin_shuffle(ab, cd, first);
  *(QUAD *)(to + width) = __builtin_shuffle(ab, cd, second);
  *(QUAD *)(to + 2 * width) = __builtin_shuffle(ab2, cd2, first);
  *(QUAD *)(to + 3 * width) = __builtin_shuffle(ab2, cd2, second);
}

/* Sizes of runs: places one after the other, which are moved by as few instructions as their number allows. */
#define RUNS(X) \
  X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15) X(16) X(17) X(18) X(19) X(20) X(21) X(22) X(23) \
  X(24) X(25) X(26) X(27) X(28) X(29) X(30) X(31) X(32)

/* `size` is a constant of each caller. */
INLINE void OF(pack_run)(int64_t size, const REAL *from, const int64_t *steps, int64_t depth, REAL *to,
                         int64_t width) {
  for (int64_t p = 0; p < depth; p++) __builtin_memcpy(to + p * width, from + steps[p], size * sizeof(REAL));
}

/* Four items that do not follow each other: four steps at a time, where steps do. */
static void OF(pack_four)(const REAL *from, const int64_t *items, const int64_t *steps, int64_t depth, REAL *to,
                          int64_t width) {
  for (int64_t p = 0; p < depth;) {
    int64_t end = p + run_of(steps + p, depth - p);
    for (; p + 4 <= end; p += 4) OF(transpose)(from + steps[p], items, to + p * width, width);
    for (; p < end; p++)
      for (int j = 0; j < 4; j++) to[p * width + j] = from[items[j] + steps[p]];
  }
}

/* Some steps of a panel. */
static void OF(pack_steps)(const REAL *from, const int64_t *items, int64_t count, const int64_t *steps, int64_t depth,
                           REAL *to, int64_t width) {
  int64_t i = 0;
  while (i + 4 <= count) {
    int64_t run = run_of(items + i, count - i);
    switch (run) {
#define X(n) \
  case n: \
    if (n <= MOST_COLUMNS) OF(pack_run)(n, from + items[i], steps, depth, to + i, width); \
    break;
      RUNS(X)
#undef X
      default: OF(pack_four)(from, items + i, steps, depth, to + i, width), run = 4;
    }
    i += run;
  }
  if (i == width) return;
  for (int64_t p = 0; p < depth; p++)
    for (int64_t j = i; j < width; j++) to[p * width + j] = j < count ? from[items[j] + steps[p]] : 0;
}

/*
 * A panel: for each step, `width` neighbours, of which `count` are items and the others 0. Items that do not follow each
 * other are packed some steps at a time, so that what is written stays in the first cache until it is whole.
 */
static void OF(pack)(const REAL *from, const int64_t *items, int64_t count, const int64_t *steps, int64_t depth,
                     REAL *to, int64_t width) {
  int64_t together = run_of(items, count) < 4 ? STEPS_TOGETHER : depth;
  for (int64_t p = 0; p < depth; p += together)
    OF(pack_steps)(from, items, count, steps + p, smaller(together, depth - p), to + p * width, width);
}

/* `size` is a constant of most callers. */
INLINE void OF(place_run)(int64_t size, const REAL *tile, int64_t width, int rows, const int64_t *places, REAL *out,
                          bool add) {
  for (int i = 0; i < rows; i++) {
    const REAL *from = tile + i * width;
    REAL *to = out + places[i];
    if (add) {
      _Pragma("GCC ivdep") for (int64_t j = 0; j < size; j++) to[j] += from[j];
    } else {
      __builtin_memcpy(to, from, size * sizeof(REAL));
    }
  }
}

/* Takes a tile, with so many elements from row to row, to where its elements belong. */
static void OF(place)(const REAL *tile, int64_t width, int rows, const int64_t *row_places, int64_t columns,
                      const int64_t *column_places, REAL *out, bool add) {
  for (int64_t j = 0; j < columns;) {
    int64_t run = run_of(column_places + j, columns - j);
    REAL *to = out + column_places[j];
    switch (run <= MOST_COLUMNS ? run : 0) {
#define X(n) \
  case n: \
    if (n <= MOST_COLUMNS) OF(place_run)(n, tile + j, width, rows, row_places, to, add); \
    break;
      RUNS(X)
#undef X
      default: OF(place_run)(run, tile + j, width, rows, row_places, to, add);
    }
    j += run;
  }
}

#undef RUNS
