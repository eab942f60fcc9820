/*
 * Sums of products over any axes. Where rows, columns and what is summed over begin stands in tables worked out from
 * layouts, so transposed operands and overlapping windows cost no more than plain matrices. Both operands are packed,
 * block by block, into panels in the order in which a tile reads them, or read in place where that takes less time.
 */
#include <math.h>

#include "axes.h"
#include "level.h"
#include "threads.h"

/* What is summed over is cut into pieces, whose sums are added. The same for every level, so that bits are. */
#define DEPTH 384
/* Columns of a block: the panels stay in the last cache. */
#define BLOCK_COLUMNS 2048
/* Bytes of the panels of rows of a block: they stay in the second cache. */
#define BLOCK_BYTES (384 * 1024)
/* Rows whose sums are added up together where they share places: whole tiles at every level. */
#define GROUP_ROWS 24
/* Bytes of a right operand up to which packing it does not pay. */
#define UNPACKED_BYTES (32 * 1024)
/* Panels of columns up to which it never pays to pack rows that are contiguous, since each panel reads them once. */
#define FEW_PANELS 4
/* Bytes between neighbours in a row up to which rows are read in place for few panels. Beyond, each is in a page of its own. */
#define NEAR_STEP 1024
/* Rows that are a multiple of so many bytes apart share places of the first cache. */
#define CACHE_PERIOD 4096
/* Bytes of panels of columns that are used once. */
#define NEAR_BYTES (128 * 1024)
/* What a product of two numbers takes for each of its bytes, to tell what threads are worth. */
#define NANOSECONDS 0.003
/*
 * How many multiplications take as long as other work of a thread: to pack an element of the right operand; one that lies
 * apart from its neighbours, or that another core has written; to read one of the left operand; and to write one where
 * columns are cut, which no other kernel does, so that other cores have it. Measured in steps of training.
 */
#define PACKING 5
#define PACKING_FAR 60
#define READING 25
#define WRITING_FAR 10
/* Steps of which items are packed that do not follow each other, before the next ones. */
#define STEPS_TOGETHER 32
/* Neighbours that are packed at once, at least. */
#define LEAST_RUN 8
/*
 * Sums of at least two parts of this length are cut into parts, where these have no more results than so many together; over
 * windows, of which each part works out the places anew, no more than so many results each.
 */
#define LEAST_OF_PART 512
#define MOST_PARTS 8
#define MOST_RESULTS (32 * 1024)
#define MOST_OF_WINDOWS 1024
/* Rows that are read in place by a table: so many places stay in registers. */
#define UNPACKED_ROWS (TILE_ROWS < 8 ? TILE_ROWS : 8)
/* Steps from which on a panel of columns is worth packing for rows that are not. */
#define LEAST_UNPACKED 64
/* Products in a row that a dot product adds up in its own precision. */
#define DOT_PIECE 1024

/* Rows of a, columns of b; in each group operand 0 is a's or b's, operand 1 the product's, or b's for what is summed. */
struct product {
  struct axes batch, rows, inner, columns;
  const char *a, *b;
  char *out;
  /* Whether no two sums share a place, and whether sums are added to what is there. */
  bool apart, adds;
  /* How many groups of the batch, one after the other, share no place with each other, even if sums do in each. */
  int64_t groups;
  /* Whether each element is a dot product of two rows. */
  bool dots;
  /* Whether rows are read in place by a table, for one panel of columns. */
  bool unpacked;
  /* Pieces, each with some products of the batch; or with a part of each product, so many along rows and columns. */
  int pieces, row_parts, column_parts, row_unit, column_unit;
};

/* Products of the batch, and in each of them some rows and columns. */
struct part {
  int64_t first, count, first_row, rows, first_column, columns;
};

static struct part part_of_product(const struct product *p, int piece) {
  if (p->row_parts * p->column_parts == 1) {
    int64_t unit = p->groups > 0 ? p->batch.size / p->groups : 1;
    int64_t first = piece_from(p->batch.size, piece, p->pieces, unit);
    int64_t count = piece_from(p->batch.size, piece + 1, p->pieces, unit) - first;
    return (struct part){first, count, 0, p->rows.size, 0, p->columns.size};
  }
  int row = piece % p->row_parts, column = piece / p->row_parts;
  int64_t first_row = piece_from(p->rows.size, row, p->row_parts, p->row_unit);
  int64_t first_column = piece_from(p->columns.size, column, p->column_parts, p->column_unit);
  return (struct part){
      .count = p->batch.size,
      .first_row = first_row,
      .rows = piece_from(p->rows.size, row + 1, p->row_parts, p->row_unit) - first_row,
      .first_column = first_column,
      .columns = piece_from(p->columns.size, column + 1, p->column_parts, p->column_unit) - first_column,
  };
}

static void group(struct axes *axes, const struct view *x, int from, const struct view *y, int to, int count) {
  axes->count = 0;
  axes->size = 1;
  for (int i = 0; i < count; i++) {
    int64_t strides[2] = {x->strides[from + i], y->strides[to + i]};
    add_axis(axes, 2, x->shape[from + i], strides);
  }
}

/* How many of the places follow each other, from the first one on. */
static int64_t run_of(const int64_t *places, int64_t count) {
  int64_t run = 1;
  while (run < count && places[run] == places[0] + run) run++;
  return run;
}

static bool consecutive(const int64_t *places, int64_t count) { return run_of(places, count) == count; }

/* Whether the right operand is read in place: a small one, or one that few rows use, if its vectors are contiguous. */
static bool right_in_place(const struct product *p, int64_t bytes) {
  bool even = p->columns.count == 1 && p->columns.strides[0][0] == 1 && p->inner.count <= 1;
  return even && (p->inner.size * p->columns.size * bytes <= UNPACKED_BYTES || p->rows.size <= 2 * TILE_ROWS);
}

/* Whether the left operand is read in place, for a part with so many columns. */
static bool left_in_place(const struct product *p, int64_t columns, int64_t bytes) {
  if (p->rows.count > 1 || p->inner.count > 1) return false;
  int64_t across = only_step(&p->rows, 0) * bytes, along = only_step(&p->inner, 0) * bytes;
  bool few = columns * bytes <= FEW_PANELS * 2 * VECTOR_BYTES;
  if (p->inner.count == 0 || along == bytes) return few || across % CACHE_PERIOD != 0;
  return few && -NEAR_STEP <= along && along <= NEAR_STEP;
}

/* Whether neighbours along some axes of an operand lie apart, so that each is packed by itself. */
static bool lie_apart(const struct axes *axes) {
  int last = axes->count - 1;
  return last >= 0 && (axes->strides[0][last] != 1 || axes->shape[last] < LEAST_RUN);
}

/* Makes pieces for threads: of the batch, or else of rows and columns, as it takes the least time. */
static void cut(struct product *p, const struct scratch *scratch, int64_t bytes) {
  p->pieces = p->row_parts = p->column_parts = 1;
  double products = (double)p->batch.size * p->rows.size * p->inner.size * p->columns.size;
  double nanoseconds = products * (double)bytes * NANOSECONDS;
  int threads = pieces_of(scratch, nanoseconds, threads_of(scratch));
  if (threads == 1) return;
  if (!p->apart) {
    p->pieces = pieces_of(scratch, nanoseconds, p->groups);
    return;
  }
  if (p->batch.size >= 4 * threads || p->batch.size % threads == 0) {
    p->pieces = pieces_of(scratch, nanoseconds, p->batch.size);
    return;
  }
  int64_t rows = (p->rows.size + p->row_unit - 1) / p->row_unit;
  int64_t columns = p->dots ? 1 : (p->columns.size + p->column_unit - 1) / p->column_unit;
  /* A transposed left operand is summed over its samples, as a rule, which threads have shared: half of both is far. */
  bool far = lie_apart(&p->columns) || !lie_apart(&p->rows);
  double packing = right_in_place(p, bytes) ? 0 : far ? PACKING_FAR : PACKING, least = INFINITY;
  for (int along_rows = 1; along_rows <= threads; along_rows++) {
    int along_columns = threads / along_rows;
    if (along_rows > rows || along_columns > columns) continue;
    double high = (double)p->rows.size / along_rows, wide = (double)p->columns.size / along_columns;
    double written = high * wide * (along_columns - 1) / (double)p->inner.size;
    double time = high * wide + wide * packing + high * READING + written * WRITING_FAR;
    if (time >= least) continue;
    least = time;
    p->row_parts = along_rows;
    p->column_parts = along_columns;
  }
  p->pieces = p->row_parts * p->column_parts;
}

#include "fold-windows.h"

static void swap_numbers(int64_t *a, int64_t *b, int count) {
  for (int i = 0; i < count; i++) {
    int64_t kept = a[i];
    a[i] = b[i];
    b[i] = kept;
  }
}

/* Makes columns of rows, and the other way round. */
static void swap_operands(struct product *p) {
  struct axes rows = p->rows;
  p->rows = p->columns;
  p->columns = rows;
  swap_numbers(p->inner.strides[0], p->inner.strides[1], p->inner.count);
  swap_numbers(p->batch.strides[0], p->batch.strides[1], p->batch.count);
  const char *a = p->a;
  p->a = p->b;
  p->b = a;
}

#define REAL float
#define BITS int32_t
#define OF(name) name##_float32
#include "contract-of.h"
#undef REAL
#undef BITS
#undef OF

#define REAL double
#define BITS int64_t
#define OF(name) name##_float64
#include "contract-of.h"

static enum outcome contract_views(const struct view *a, const struct view *b, const struct view *out, int batch,
                                   int inner, bool adds, int64_t groups, struct scratch *scratch) {
  int rows = a->axes - batch - inner, columns = b->axes - batch - inner;
  struct product p = {.apart = is_apart(out), .adds = adds, .groups = groups};
  p.batch.count = 0;
  p.batch.size = 1;
  for (int i = 0; i < batch; i++) {
    int64_t strides[3] = {a->strides[i], b->strides[i], out->strides[i]};
    add_axis(&p.batch, 3, a->shape[i], strides);
  }
  group(&p.rows, a, batch, out, batch, rows);
  group(&p.inner, a, batch + rows, b, batch, inner);
  group(&p.columns, b, batch + inner, out, batch + rows, columns);
  if (p.batch.size * p.rows.size * p.inner.size * p.columns.size == 0) return NO_KERNEL;

  /* Columns are what lies in vectors: those of the product that are neighbours, unless they are few. */
  struct axes *r = &p.rows, *c = &p.columns;
  int64_t row_step = r->count > 0 ? r->strides[1][r->count - 1] : 0;
  int64_t column_step = c->count > 0 ? c->strides[1][c->count - 1] : 0;
  int64_t inner_a = only_step(&p.inner, 0);
  bool few = c->size < 4 && r->size > c->size && (inner_a != 1 || p.inner.size < 16);
  bool dots = r->size < 4 && c->size >= r->size && p.inner.size >= 16 && p.inner.count == 1 &&
              p.inner.strides[1][0] == 1 && !(c->size > 1 && c->strides[0][c->count - 1] == 1);
  bool across = row_step == 1 && column_step != 1 && c->size > 1 && r->size >= 4;
  p.a = a->data;
  p.b = b->data;
  p.out = out->data;
  if (few || dots || across) swap_operands(&p);
  p.dots = p.columns.size < 4 && p.inner.count == 1 && p.inner.strides[0][0] == 1 && p.inner.size >= 16;
  return out->dtype == FLOAT32 ? contract_all_float32(&p, scratch) : contract_all_float64(&p, scratch);
}

/* The axis of a view goes to the front; -1 stands for one along which all elements are the same. */
static struct view with_first(const struct view *x, int axis, int64_t size) {
  struct view result = *x;
  result.axes = 0;
  add_view_axis(&result, size, axis < 0 ? 0 : x->strides[axis]);
  for (int i = 0; i < x->axes; i++)
    if (i != axis) add_view_axis(&result, x->shape[i], x->strides[i]);
  return result;
}

/*
 * Sums that share places, as of windows. Those of one image share none with another's: an axis whose steps reach beyond all
 * others becomes one of the batch.
 */
static enum outcome contract_shared(const struct view *a, const struct view *b, const struct view *out, int batch,
                                    int inner, struct scratch *scratch) {
  int rows = a->axes - batch - inner, longest = -1;
  int64_t reach = 0;
  for (int axis = 0; axis < out->axes; axis++) {
    if (out->strides[axis] < 0) return contract_views(a, b, out, batch, inner, true, 0, scratch);
    if (out->shape[axis] == 1) continue;
    reach += (out->shape[axis] - 1) * out->strides[axis];
    if (longest < 0 || out->strides[axis] > out->strides[longest]) longest = axis;
  }
  bool most = a->axes == MOST_AXES || b->axes == MOST_AXES || longest < batch;
  if (most || out->strides[longest] <= reach - (out->shape[longest] - 1) * out->strides[longest])
    return contract_views(a, b, out, batch, inner, true, 0, scratch);
  bool is_row = longest < batch + rows;
  int64_t size = out->shape[longest];
  struct view left = with_first(a, is_row ? longest : -1, size);
  struct view right = with_first(b, is_row ? -1 : longest - rows + inner, size);
  struct view result = with_first(out, longest, size);
  return contract_views(&left, &right, &result, batch + 1, inner, true, size, scratch);
}

/* A small result of long sums, as the gradient of filters is: each part of the sums has a result of its own in `out`. */
struct long_sums {
  const struct view *a, *b;
  struct view out;
  int batch, inner, axis_of_a, axis_of_b, parts, pieces;
  int64_t size, bytes;
};

static enum outcome contract_parts(const void *work, int piece, struct scratch *scratch) {
  const struct long_sums *sums = work;
  const int64_t end = piece_from(sums->parts, piece + 1, sums->pieces, 1);
  enum outcome outcome = DONE;
  for (int part = (int)piece_from(sums->parts, piece, sums->pieces, 1); part < end && outcome == DONE; part++) {
    struct view a = *sums->a, b = *sums->b, out = sums->out;
    int64_t length = a.shape[sums->axis_of_a], first = piece_from(length, part, sums->parts, 1);
    a.data += first * a.strides[sums->axis_of_a] * sums->bytes;
    b.data += first * b.strides[sums->axis_of_b] * sums->bytes;
    out.data += part * sums->size * sums->bytes;
    a.shape[sums->axis_of_a] = b.shape[sums->axis_of_b] = piece_from(length, part + 1, sums->parts, 1) - first;
    outcome = contract_views(&a, &b, &out, sums->batch, sums->inner, false, 0, scratch);
  }
  return outcome;
}

/*
 * Which axis of sums is cut: the outermost one of those that are long enough, as the samples of a gradient are, since other
 * kernels have shared these among threads; or else the longest.
 */
static int axis_to_cut(const struct view *b, int batch, int inner, int parts) {
  int longest = batch, outermost = -1;
  for (int axis = batch; axis < batch + inner; axis++) {
    if (b->shape[axis] > b->shape[longest]) longest = axis;
    if (b->shape[axis] < parts) continue;
    if (outermost < 0 || b->strides[axis] > b->strides[outermost]) outermost = axis;
  }
  return outermost < 0 ? longest : outermost;
}

/*
 * Cuts the sums themselves, where their results are few: a thread reads samples that it has written, more often than not.
 * The parts do not depend on the number of threads, so that bits do not. NO_KERNEL if it does not pay.
 */
static enum outcome contract_long(const struct view *a, const struct view *b, const struct view *out, int batch,
                                  int inner, struct scratch *scratch) {
  int before = a->axes - inner - batch;
  int64_t depth = 1, columns = 1, size = 1;
  for (int axis = batch; axis < batch + inner; axis++) depth *= b->shape[axis];
  if (depth < 2 * LEAST_OF_PART) return NO_KERNEL;
  for (int axis = 0; axis < batch; axis++)
    if (out->shape[axis] > 1) return NO_KERNEL;
  for (int axis = batch + inner; axis < b->axes; axis++) columns *= b->shape[axis];
  struct long_sums sums = {a, b, *out, batch, inner, .parts = MOST_PARTS};
  for (int axis = out->axes - 1; axis >= 0; axis--) {
    sums.out.strides[axis] = size;
    size *= out->shape[axis];
  }
  /* Those of few rows or columns are dot products. */
  if (columns < 4 || size < 4 * columns) return NO_KERNEL;
  struct axes steps;
  group(&steps, a, before, b, batch, inner);
  if (steps.count > 1 && size > MOST_OF_WINDOWS) return NO_KERNEL;
  while (sums.parts > 1 && (depth < sums.parts * LEAST_OF_PART || sums.parts * size > MOST_RESULTS)) sums.parts /= 2;
  sums.axis_of_b = axis_to_cut(b, batch, inner, sums.parts);
  sums.axis_of_a = before + sums.axis_of_b;
  sums.parts = (int)smaller(sums.parts, b->shape[sums.axis_of_b]);
  if (sums.parts < 2) return NO_KERNEL;
  sums.size = size;
  sums.bytes = out->dtype == FLOAT32 ? 4 : 8;
  sums.out.data = malloc((size_t)(sums.parts * size * sums.bytes));
  if (sums.out.data == NULL) return NO_MEMORY;
  sums.pieces = pieces_of(scratch, (double)size * (double)depth * (double)sums.bytes * NANOSECONDS, sums.parts);
  enum outcome outcome = run_pieces(scratch, sums.pieces, contract_parts, &sums);
  if (outcome == DONE) {
    if (out->dtype == FLOAT32) add_parts_float32((float *)sums.out.data, sums.parts, size);
    else add_parts_float64((double *)sums.out.data, sums.parts, size);
    outcome = AT_LEVEL(copy)(&sums.out, out, scratch);
  }
  free(sums.out.data);
  return outcome;
}

enum outcome AT_LEVEL(contract)(const struct view *a, const struct view *b, const struct view *out, int batch, int inner,
                                struct scratch *scratch) {
  if (out->dtype != FLOAT32 && out->dtype != FLOAT64) return NO_KERNEL;
  if (is_apart(out)) {
    enum outcome outcome = contract_long(a, b, out, batch, inner, scratch);
    return outcome == NO_KERNEL ? contract_views(a, b, out, batch, inner, false, 0, scratch) : outcome;
  }
  struct unfolded u;
  enum outcome outcome = unfold(a, b, out, batch, inner, &u, scratch);
  if (outcome == NO_MEMORY) return NO_MEMORY;
  if (outcome == NO_KERNEL) return contract_shared(a, b, out, batch, inner, scratch);
  outcome = contract_views(&u.a, &u.b, &u.out, batch, u.inner, true, 0, scratch);
  free(u.memory);
  return outcome;
}
