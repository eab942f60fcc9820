/*
 * Folds over any axes. Where what is folded lies side by side, rows are folded one by one; where what is kept does, columns
 * are folded side by side. Several folded axes are halved from the outermost on, so that sums are pairwise.
 */
#include "axes.h"
#include "level.h"
#include "rows.h"

/* Columns that are folded side by side: their sums stay in the first cache. */
#define COLUMNS 256
/* Rows that are added to columns one after the other. */
#define COLUMN_LEAF 128
/* Elements that do not lie side by side are gathered so many at a time. */
#define GATHERED 512

struct fold {
  struct axes kept;   /* of x and the result */
  struct axes folded; /* of x */
};

#define REAL float
#define SUM double
#define FOLD(name) name##_sum_float32
#define OF(a, b) ((a) + (b))
#define ROW sum_row_float32
#define INITIAL 0
#include "reduce-of.h"

#define REAL double
#define SUM double
#define FOLD(name) name##_sum_float64
#define OF(a, b) ((a) + (b))
#define ROW sum_row_float64
#define INITIAL 0
#include "reduce-of.h"

#define REAL float
#define SUM float
#define FOLD(name) name##_max_float32
#define OF max_float32
#define ROW max_row_float32
#define INITIAL (-INFINITY)
#include "reduce-of.h"

#define REAL double
#define SUM double
#define FOLD(name) name##_max_float64
#define OF max_float64
#define ROW max_row_float64
#define INITIAL (-INFINITY)
#include "reduce-of.h"

#define REAL float
#define SUM float
#define FOLD(name) name##_min_float32
#define OF min_float32
#define ROW min_row_float32
#define INITIAL INFINITY
#include "reduce-of.h"

#define REAL double
#define SUM double
#define FOLD(name) name##_min_float64
#define OF min_float64
#define ROW min_row_float64
#define INITIAL INFINITY
#include "reduce-of.h"

static int64_t magnitude(int64_t x) { return x < 0 ? -x : x; }

/* The folds, in the order of their numbers: sum, max, min. */
enum outcome AT_LEVEL(reduce)(int f, const struct view *x, const struct view *out) {
  static void (*const folds[3][2])(const struct fold *, const void *, void *) = {
      {run_sum_float32, run_sum_float64}, {run_max_float32, run_max_float64}, {run_min_float32, run_min_float64}};
  if (f < 0 || f > 2 || x->dtype > FLOAT64 || out->dtype != x->dtype) return NO_KERNEL;
  /* Axes nested as x lies. */
  int order[MOST_AXES];
  for (int axis = 0; axis < x->axes; axis++) {
    if (x->shape[axis] == 0) return NO_KERNEL;
    int to = axis;
    for (; to > 0 && magnitude(x->strides[order[to - 1]]) < magnitude(x->strides[axis]); to--) order[to] = order[to - 1];
    order[to] = axis;
  }
  struct fold fold = {.kept = {.size = 1}, .folded = {.size = 1}};
  for (int i = 0; i < x->axes; i++) {
    int axis = order[i];
    int64_t strides[2] = {x->strides[axis], out->strides[axis]};
    if (strides[1] == 0) add_axis(&fold.folded, 1, x->shape[axis], strides);
    else add_axis(&fold.kept, 2, x->shape[axis], strides);
  }
  folds[f][x->dtype](&fold, x->data, out->data);
  return DONE;
}
