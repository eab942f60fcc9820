/*
 * Sums of products over any axes. Where rows, columns and what is summed over begin stands in tables worked out from
 * layouts, so transposed operands and overlapping windows cost no more than plain matrices. Both operands are packed,
 * block by block, into panels in the order in which a tile reads them; a small right operand is read where it lies.
 */
#include "axes.h"
#include "level.h"

/* What is summed over is cut into pieces, whose sums are added. The same for every level, so that bits are. */
#define DEPTH 384
/* Columns of a block: the panels stay in the last cache. */
#define BLOCK_COLUMNS 2048
/* Bytes of the panels of rows of a block: they stay in the second cache. */
#define BLOCK_BYTES (384 * 1024)
/* Bytes of a right operand up to which packing it does not pay. */
#define DIRECT_BYTES (32 * 1024)
/* Bytes of panels of columns that are used once. */
#define NEAR_BYTES (128 * 1024)
/* Products in a row that a dot product adds up in its own precision. */
#define DOT_PIECE 1024

/* Rows of a, columns of b; in each group operand 0 is a's or b's, operand 1 the product's, or b's for what is summed. */
struct product {
  struct axes batch, rows, inner, columns;
  bool apart;
};

/* Whether no axis runs backwards and no two elements share a place: strides grow beyond what smaller ones reach over. */
static bool is_apart(const struct view *out) {
  for (int axis = 0; axis < out->axes; axis++)
    if (out->strides[axis] < 0) return false;
  int64_t reach = 0;
  bool used[MOST_AXES] = {false};
  for (int found = 0; found < out->axes; found++) {
    int next = -1;
    for (int axis = 0; axis < out->axes; axis++) {
      if (used[axis] || out->shape[axis] == 1) continue;
      if (next < 0 || out->strides[axis] < out->strides[next]) next = axis;
    }
    if (next < 0) return true;
    if (out->strides[next] <= reach) return false;
    used[next] = true;
    reach += (out->shape[next] - 1) * out->strides[next];
  }
  return true;
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

static int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t rounded_up(int64_t x, int64_t unit) { return (x + unit - 1) / unit * unit; }

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

static void swap_axes(struct axes *a, struct axes *b) {
  struct axes kept = *a;
  *a = *b;
  *b = kept;
}

enum outcome AT_LEVEL(contract)(const struct view *a, const struct view *b, const struct view *out, int batch, int inner,
                                struct scratch *scratch) {
  int rows = a->axes - batch - inner, columns = b->axes - batch - inner;
  if (out->dtype != FLOAT32 && out->dtype != FLOAT64) return NO_KERNEL;
  struct product p;
  p.apart = is_apart(out);
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
  const struct view *left = a, *right = b;

  /* Columns are what lies in vectors: those of the product that are neighbours, unless they are few. */
  struct axes *r = &p.rows, *c = &p.columns;
  int64_t row_step = r->count > 0 ? r->strides[1][r->count - 1] : 0;
  int64_t column_step = c->count > 0 ? c->strides[1][c->count - 1] : 0;
  int64_t inner_a = p.inner.count == 1 ? p.inner.strides[0][0] : 0;
  bool few = c->size < 4 && r->size > c->size && (inner_a != 1 || p.inner.size < 16);
  bool dots = r->size < 4 && c->size >= r->size && p.inner.size >= 16 && p.inner.count == 1 &&
              p.inner.strides[1][0] == 1 && !(c->size > 1 && c->strides[0][c->count - 1] == 1);
  bool across = row_step == 1 && column_step != 1 && c->size > 1 && r->size >= 4;
  if (few || dots || across) {
    swap_axes(&p.rows, &p.columns);
    for (int axis = 0; axis < p.inner.count; axis++) {
      int64_t kept = p.inner.strides[0][axis];
      p.inner.strides[0][axis] = p.inner.strides[1][axis];
      p.inner.strides[1][axis] = kept;
    }
    for (int axis = 0; axis < p.batch.count; axis++) {
      int64_t kept = p.batch.strides[0][axis];
      p.batch.strides[0][axis] = p.batch.strides[1][axis];
      p.batch.strides[1][axis] = kept;
    }
    left = b;
    right = a;
  }
  if (out->dtype == FLOAT32) return contract_float32(&p, left->data, right->data, out->data, scratch);
  return contract_float64(&p, left->data, right->data, out->data, scratch);
}
