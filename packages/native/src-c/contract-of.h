/* Products of one element type: REAL, BITS of as many bytes, and names made by OF. Included by contract.c for each. */

typedef REAL OF(aligned_vector) __attribute__((vector_size(VECTOR_BYTES)));
typedef OF(aligned_vector) OF(vector) __attribute__((aligned(sizeof(REAL)), may_alias));
typedef REAL OF(aligned_quad) __attribute__((vector_size(4 * sizeof(REAL))));
typedef OF(aligned_quad) OF(quad) __attribute__((aligned(sizeof(REAL)), may_alias));

#define VECTOR OF(vector)
#define QUAD OF(quad)
#define LANES ((int64_t)(VECTOR_BYTES / sizeof(REAL)))
#define WIDTH (2 * LANES)
/* No panel has more columns, or rows. */
#define MOST_COLUMNS (WIDTH > TILE_ROWS ? WIDTH : TILE_ROWS)

/* Rows of the left operand: of a panel that was packed, or in place. */
struct OF(rows) {
  const REAL *first;
  /* From row to row, and from step to step. */
  int64_t across, along;
};

/*
 * The product of some rows and a panel of columns, kept in registers. `rows` and `vectors` are constants of each caller, so
 * that every loop over them is unrolled. Where results go is asked for first, as it is often in no cache.
 */
INLINE void OF(tile)(int rows, int vectors, int64_t depth, struct OF(rows) a, const REAL *b, int64_t step, REAL *out,
                     const int64_t *places, bool add) {
  VECTOR sums[TILE_ROWS][2];
  /* A place for three rows each, as there are too few registers for one of each row. */
  const REAL *from[(TILE_ROWS + 2) / 3];
#pragma GCC unroll 4
  for (int k = 0; 3 * k < rows; k++) from[k] = a.first + 3 * k * a.across;
#pragma GCC unroll 12
  for (int i = 0; i < rows; i++) {
    const REAL *to = out + places[i];
#pragma GCC unroll 2
    for (int j = 0; j < vectors; j++) {
      sums[i][j] = (VECTOR){0};
      __builtin_prefetch(to + j * LANES, 1);
    }
    __builtin_prefetch(to + vectors * LANES - 1, 1);
  }
  for (int64_t p = 0; p < depth; p++, b += step) {
    VECTOR right[2];
#pragma GCC unroll 2
    for (int j = 0; j < vectors; j++) right[j] = *(const VECTOR *)(b + j * LANES);
#pragma GCC unroll 12
    for (int i = 0; i < rows; i++)
#pragma GCC unroll 2
      for (int j = 0; j < vectors; j++) sums[i][j] += from[i / 3][i % 3 * a.across] * right[j];
#pragma GCC unroll 4
    for (int k = 0; 3 * k < rows; k++) from[k] += a.along;
  }
#pragma GCC unroll 12
  for (int i = 0; i < rows; i++)
#pragma GCC unroll 2
    for (int j = 0; j < vectors; j++) {
      VECTOR *to = (VECTOR *)(out + places[i] + j * LANES);
      if (add) *to += sums[i][j];
      else *to = sums[i][j];
    }
}

/* The same, with the distances in packed panels as constants. */
INLINE void OF(tile_of)(int rows, int vectors, int64_t depth, struct OF(rows) a, const REAL *b, int64_t step, REAL *out,
                        const int64_t *places, bool add) {
  if (a.across == 1 && a.along == rows) {
    a.across = 1;
    a.along = rows;
    OF(tile)(rows, vectors, depth, a, b, step, out, places, add);
  } else {
    OF(tile)(rows, vectors, depth, a, b, step, out, places, add);
  }
}

#define TILES(X) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12)

/* `rows` is at most TILE_ROWS: the other cases are left out by the compiler. */
static void OF(multiply_tile)(int rows, int vectors, int64_t depth, struct OF(rows) a, const REAL *b, int64_t step,
                              REAL *out, const int64_t *places, bool add) {
  switch (rows) {
#define X(n) \
  case n: \
    if (n > TILE_ROWS) break; \
    if (vectors == 2) OF(tile_of)(n <= TILE_ROWS ? n : 1, 2, depth, a, b, step, out, places, add); \
    else OF(tile_of)(n <= TILE_ROWS ? n : 1, 1, depth, a, b, step, out, places, add); \
    break;
    TILES(X)
#undef X
  }
}

/* Adds parts of sums, pair by pair, to the first one. */
static void OF(add_parts)(REAL *sums, int parts, int64_t size) {
  for (int step = 1; step < parts; step *= 2)
    for (int part = 0; part + step < parts; part += 2 * step) {
      REAL *to = sums + part * size;
      const REAL *from = to + step * size;
      for (int64_t i = 0; i < size; i++) to[i] += from[i];
    }
}

#include "pack-of.h"

/* The sum of products of two rows; long ones are added up in double precision, piece by piece. */
static double OF(dot)(const REAL *a, const REAL *b, int64_t size) {
  double total = 0;
  for (int64_t from = 0; from < size; from += DOT_PIECE) {
    int64_t end = smaller(size, from + DOT_PIECE), i = from;
    REAL lanes[64 / sizeof(REAL)][4] = {{0}};
    for (; i + (int64_t)(256 / sizeof(REAL)) <= end; i += 256 / sizeof(REAL))
      for (int k = 0; k < 4; k++)
        for (size_t j = 0; j < 64 / sizeof(REAL); j++) {
          size_t at = i + k * (64 / sizeof(REAL)) + j;
          lanes[j][k] += a[at] * b[at];
        }
    for (size_t j = 0; j < 64 / sizeof(REAL); j++)
      total += ((double)lanes[j][0] + lanes[j][1]) + ((double)lanes[j][2] + lanes[j][3]);
    for (; i < end; i++) total = MULTIPLY_ADD((double)a[i], (double)b[i], total);
  }
  return total;
}

/* Few columns, and rows along which neighbours are summed: the columns are copied once, then each sum is a dot product. */
static enum outcome OF(multiply_dots)(const struct product *p, const struct part *part, const REAL *a, const REAL *b,
                                      REAL *out, struct scratch *scratch) {
  int64_t depth = p->inner.size, columns = p->columns.size, rows = part->rows;
  size_t tables = (depth + 2 * columns + 2 * rows) * sizeof(int64_t);
  char *memory = scratch_of(scratch, tables + depth * columns * sizeof(REAL));
  if (memory == NULL) return NO_MEMORY;
  int64_t *steps = (int64_t *)memory, *right = steps + depth, *to = right + columns, *left = to + columns;
  int64_t *row_to = left + rows;
  REAL *copied = (REAL *)(memory + tables);
  fill_places(&p->inner, 1, 0, depth, steps);
  fill_places(&p->columns, 0, 0, columns, right);
  fill_places(&p->columns, 1, 0, columns, to);
  fill_places(&p->rows, 0, part->first_row, rows, left);
  fill_places(&p->rows, 1, part->first_row, rows, row_to);
  for (int64_t j = 0; j < columns; j++)
    for (int64_t k = 0; k < depth; k++) copied[j * depth + k] = b[right[j] + steps[k]];
  for (int64_t i = 0; i < rows; i++)
    for (int64_t j = 0; j < columns; j++) {
      REAL *place = out + row_to[i] + to[j];
      REAL sum = (REAL)OF(dot)(a + left[i], copied + j * depth, depth);
      *place = p->adds ? *place + sum : sum;
    }
  return DONE;
}

/* Rows that are read in place by a table, times columns that are packed. */
INLINE void OF(tile_unpacked)(int rows, int vectors, int64_t depth, const REAL *const *a, const int64_t *steps,
                              const REAL *b, REAL *out) {
  VECTOR sums[UNPACKED_ROWS][2];
#pragma GCC unroll 8
  for (int i = 0; i < rows; i++)
#pragma GCC unroll 2
    for (int j = 0; j < vectors; j++) sums[i][j] = (VECTOR){0};
  for (int64_t p = 0; p < depth; p++, b += vectors * LANES) {
    const int64_t step = steps[p];
    VECTOR right[2];
#pragma GCC unroll 2
    for (int j = 0; j < vectors; j++) right[j] = *(const VECTOR *)(b + j * LANES);
#pragma GCC unroll 8
    for (int i = 0; i < rows; i++)
#pragma GCC unroll 2
      for (int j = 0; j < vectors; j++) sums[i][j] += a[i][step] * right[j];
  }
#pragma GCC unroll 8
  for (int i = 0; i < rows; i++)
#pragma GCC unroll 2
    for (int j = 0; j < vectors; j++) *(VECTOR *)(out + i * WIDTH + j * LANES) += sums[i][j];
}

/* `vectors` is a constant of each caller. */
INLINE void OF(multiply_rows)(int vectors, int64_t rows, int64_t depth, const REAL *a, const int64_t *row_from,
                              const int64_t *steps, const REAL *b, REAL *sums) {
  for (int64_t i = 0; i < rows; i += UNPACKED_ROWS) {
    const REAL *from[UNPACKED_ROWS];
    int count = (int)smaller(UNPACKED_ROWS, rows - i);
    /* Of rows that are too few, the last one is there more than once. */
    for (int k = 0; k < UNPACKED_ROWS; k++) from[k] = a + row_from[i + (k < count ? k : count - 1)];
    OF(tile_unpacked)(UNPACKED_ROWS, vectors, depth, from, steps, b, sums + i * WIDTH);
  }
}

static enum outcome OF(multiply_unpacked)(const struct product *p, const struct part *part, const REAL *a, const REAL *b,
                                          REAL *out, struct scratch *scratch) {
  int64_t rows = part->rows, depth = p->inner.size, columns = p->columns.size, piece = smaller(depth, DEPTH);
  int vectors = columns > LANES ? 2 : 1;
  size_t tables = rounded_up(2 * (rows + WIDTH + piece) * sizeof(int64_t), 64);
  size_t packed = piece * WIDTH * sizeof(REAL), summed = rounded_up(rows, UNPACKED_ROWS) * WIDTH * sizeof(REAL);
  char *memory = scratch_of(scratch, tables + packed + summed);
  if (memory == NULL) return NO_MEMORY;
  int64_t *row_from = (int64_t *)memory, *row_to = row_from + rows, *column_from = row_to + rows;
  int64_t *column_to = column_from + WIDTH, *steps_a = column_to + WIDTH, *steps_b = steps_a + piece;
  REAL *panel = (REAL *)(memory + tables), *sums = (REAL *)(memory + tables + packed);
  fill_places(&p->rows, 0, part->first_row, rows, row_from);
  fill_places(&p->rows, 1, part->first_row, rows, row_to);
  fill_places(&p->columns, 0, 0, columns, column_from);
  fill_places(&p->columns, 1, 0, columns, column_to);
  __builtin_memset(sums, 0, summed);
  for (int64_t k = 0; k < depth; k += piece) {
    int64_t steps = smaller(piece, depth - k);
    fill_places(&p->inner, 0, k, steps, steps_a);
    fill_places(&p->inner, 1, k, steps, steps_b);
    OF(pack)(b, column_from, columns, steps_b, steps, panel, vectors * LANES);
    if (vectors == 1) OF(multiply_rows)(1, rows, steps, a, row_from, steps_a, panel, sums);
    else OF(multiply_rows)(2, rows, steps, a, row_from, steps_a, panel, sums);
  }
  for (int64_t i = 0; i < rows; i += TILE_ROWS)
    OF(place)(sums + i * WIDTH, WIDTH, (int)smaller(TILE_ROWS, rows - i), row_to + i, columns, column_to, out, p->adds);
  return DONE;
}

/* Where blocks begin, what is packed, and what is read in place, from the first step of the piece on; null if it is packed. */
struct OF(room) {
  int64_t *row_from, *row_to, *column_from, *column_to, *steps_a, *steps_b;
  REAL *a, *b, *sums;
  const REAL *in_place_a, *in_place_b;
  /* From row to row of a, and from step to step of both. */
  int64_t across_a, along_a, along_b;
};

/* Some rows of a block. */
INLINE struct OF(rows) OF(rows_of)(const struct OF(room) *room, int64_t first, int count, int64_t depth) {
  if (room->in_place_a == NULL) return (struct OF(rows)){room->a + first * depth, 1, count};
  return (struct OF(rows)){room->in_place_a + room->row_from[first], room->across_a, room->along_a};
}

/* A block of rows and columns, of a piece of what is summed over. */
static void OF(multiply_block)(const struct OF(room) *room, int64_t rows, int64_t depth, int64_t columns, REAL *out,
                               bool add) {
  REAL tile[TILE_ROWS * WIDTH] __attribute__((aligned(64)));
  int64_t tile_places[TILE_ROWS];
  for (int i = 0; i < TILE_ROWS; i++) tile_places[i] = i * WIDTH;
  for (int64_t j = 0; j < columns; j += WIDTH) {
    int64_t width = smaller(WIDTH, columns - j);
    int vectors = width > LANES ? 2 : 1;
    bool whole = width == vectors * LANES;
    bool fits = whole && consecutive(room->column_to + j, width);
    bool lies = room->in_place_b != NULL && whole;
    const REAL *b = lies ? room->in_place_b + room->column_from[j] : room->b + j * depth;
    int64_t step = lies ? room->along_b : vectors * LANES;
    for (int64_t i = 0; i < rows; i += TILE_ROWS) {
      int height = (int)smaller(TILE_ROWS, rows - i);
      struct OF(rows) a = OF(rows_of)(room, i, height, depth);
      if (fits) {
        OF(multiply_tile)(height, vectors, depth, a, b, step, out + room->column_to[j], room->row_to + i, add);
      } else {
        OF(multiply_tile)(height, vectors, depth, a, b, step, tile, tile_places, false);
        OF(place)(tile, WIDTH, height, room->row_to + i, width, room->column_to + j, out, add);
      }
    }
  }
}

/*
 * The same where sums share places: groups of rows are added up whole, in an order that follows from where they belong
 * alone, so that bits are the same whatever a tile holds.
 */
static void OF(add_block)(const struct OF(room) *room, int64_t rows, int64_t depth, int64_t columns, REAL *out) {
  int64_t places[TILE_ROWS], stride = rounded_up(columns, WIDTH);
  bool in_runs = run_of(room->column_to, columns) > 1;
  for (int i = 0; i < TILE_ROWS; i++) places[i] = i * stride;
  for (int64_t group = 0; group < rows; group += GROUP_ROWS) {
    int count = (int)smaller(GROUP_ROWS, rows - group);
    for (int i = 0; i < count; i += TILE_ROWS) {
      int height = (int)smaller(TILE_ROWS, count - i);
      struct OF(rows) a = OF(rows_of)(room, group + i, height, depth);
      for (int64_t j = 0; j < columns; j += WIDTH) {
        int vectors = columns - j > LANES ? 2 : 1;
        OF(multiply_tile)(height, vectors, depth, a, room->b + j * depth, vectors * LANES, room->sums + i * stride + j,
                          places, false);
      }
    }
    if (in_runs) {
      OF(place)(room->sums, stride, count, room->row_to + group, columns, room->column_to, out, true);
      continue;
    }
    for (int i = 0; i < count; i++)
      for (int64_t j = 0; j < columns; j++)
        out[room->row_to[group + i] + room->column_to[j]] += room->sums[i * stride + j];
  }
}

/* A part of the rows and columns. */
static enum outcome OF(multiply)(const struct product *p, const struct part *part, const REAL *a, const REAL *b,
                                 REAL *out, struct scratch *scratch) {
  int64_t rows = part->rows, depth = p->inner.size, columns = part->columns;
  int64_t piece = smaller(depth, DEPTH);
  int64_t unit = p->apart ? TILE_ROWS : GROUP_ROWS, most = BLOCK_BYTES / (int64_t)(piece * sizeof(REAL)) / unit * unit;
  if (most < unit) most = unit;
  int64_t height = rows <= most ? rows : rounded_up((rows + (rows - 1) / most) / ((rows - 1) / most + 1), unit);
  /* Panels of rows that are packed once meet each panel of columns once: it is used while it is in the second cache. */
  bool once = rows <= height && depth <= piece;
  int64_t near = rounded_up(NEAR_BYTES / (int64_t)(piece * sizeof(REAL)) + 1, WIDTH);
  int64_t width = smaller(columns, once && p->apart ? smaller(near, BLOCK_COLUMNS) : BLOCK_COLUMNS);
  size_t tables = rounded_up(2 * (height + width + piece) * sizeof(int64_t), 64);
  size_t packed_a = rounded_up(height * piece * sizeof(REAL), 64);
  size_t packed_b = rounded_up(width, WIDTH) * piece * sizeof(REAL);
  size_t summed = p->apart ? 0 : GROUP_ROWS * rounded_up(width, WIDTH) * sizeof(REAL);
  char *memory = scratch_of(scratch, tables + packed_a + packed_b + summed);
  if (memory == NULL) return NO_MEMORY;
  struct OF(room) room;
  room.row_from = (int64_t *)memory;
  room.row_to = room.row_from + height;
  room.column_from = room.row_to + height;
  room.column_to = room.column_from + width;
  room.steps_a = room.column_to + width;
  room.steps_b = room.steps_a + piece;
  room.a = (REAL *)(memory + tables);
  room.b = (REAL *)(memory + tables + packed_a);
  room.sums = (REAL *)(memory + tables + packed_a + packed_b);

  bool in_place_a = p->apart && left_in_place(p, columns, sizeof(REAL));
  bool in_place_b = p->apart && right_in_place(p, sizeof(REAL));
  room.across_a = only_step(&p->rows, 0);
  room.along_a = only_step(&p->inner, 0);
  room.along_b = only_step(&p->inner, 1);

  for (int64_t j = 0; j < columns; j += width) {
    int64_t n = smaller(width, columns - j);
    fill_places(&p->columns, 0, part->first_column + j, n, room.column_from);
    fill_places(&p->columns, 1, part->first_column + j, n, room.column_to);
    for (int64_t k = 0; k < depth; k += piece) {
      int64_t steps = smaller(piece, depth - k);
      fill_places(&p->inner, 0, k, steps, room.steps_a);
      fill_places(&p->inner, 1, k, steps, room.steps_b);
      room.in_place_a = in_place_a ? a + room.steps_a[0] : NULL;
      room.in_place_b = in_place_b ? b + room.steps_b[0] : NULL;
      for (int64_t panel = 0; panel < n; panel += WIDTH) {
        int64_t count = smaller(WIDTH, n - panel);
        int64_t padded = count > LANES ? WIDTH : LANES;
        if (in_place_b && count == padded) continue;
        OF(pack)(b, room.column_from + panel, count, room.steps_b, steps, room.b + panel * steps, padded);
      }
      for (int64_t i = 0; i < rows; i += height) {
        int64_t m = smaller(height, rows - i);
        if (rows > height || j + k == 0) {
          fill_places(&p->rows, 0, part->first_row + i, m, room.row_from);
          fill_places(&p->rows, 1, part->first_row + i, m, room.row_to);
        }
        bool packs = !in_place_a && !(once && j > 0);
        for (int64_t panel = 0; panel < m && packs; panel += TILE_ROWS) {
          int64_t count = smaller(TILE_ROWS, m - panel);
          OF(pack)(a, room.row_from + panel, count, room.steps_a, steps, room.a + panel * steps, count);
        }
        if (p->apart) OF(multiply_block)(&room, m, steps, n, out, p->adds || k > 0);
        else OF(add_block)(&room, m, steps, n, out);
      }
    }
  }
  return DONE;
}

/* One piece: some products of the batch, or a part of each. */
static enum outcome OF(contract)(const void *work, int piece, struct scratch *scratch) {
  const struct product *p = work;
  struct part part = part_of_product(p, piece);
  if (part.rows == 0 || part.columns == 0) return DONE;
  int64_t at[MOST_AXES], places[3];
  seek_places(&p->batch, 3, part.first, at, places);
  for (int64_t i = 0; i < part.count; i++, next_place(&p->batch, p->batch.count, 3, at, places)) {
    const REAL *a = (const REAL *)p->a + places[0], *b = (const REAL *)p->b + places[1];
    REAL *out = (REAL *)p->out + places[2];
    enum outcome outcome = p->dots       ? OF(multiply_dots)(p, &part, a, b, out, scratch)
                           : p->unpacked ? OF(multiply_unpacked)(p, &part, a, b, out, scratch)
                                         : OF(multiply)(p, &part, a, b, out, scratch);
    if (outcome != DONE) return outcome;
  }
  return DONE;
}

static enum outcome OF(contract_all)(struct product *p, struct scratch *scratch) {
  /* What would be packed for one panel alone is read in place: rows of uneven distances by a table of places. */
  bool long_enough = !p->dots && p->apart && p->inner.size >= LEAST_UNPACKED;
  bool of_rows = p->columns.size <= WIDTH && 2 * p->columns.size >= LANES && lie_apart(&p->rows) &&
                 !left_in_place(p, p->columns.size, sizeof(REAL));
  bool of_columns = p->rows.size <= WIDTH && 2 * p->rows.size >= LANES && lie_apart(&p->columns);
  if (of_rows && of_columns) of_columns = p->columns.size > p->rows.size;
  p->unpacked = long_enough && (of_rows || of_columns);
  if (p->unpacked && of_columns) swap_operands(p);
  p->row_unit = p->unpacked ? UNPACKED_ROWS : TILE_ROWS;
  p->column_unit = LANES;
  cut(p, scratch, sizeof(REAL));
  return run_pieces(scratch, p->pieces, OF(contract), p);
}

#undef VECTOR
#undef QUAD
#undef LANES
#undef WIDTH
#undef MOST_COLUMNS
#undef TILES
