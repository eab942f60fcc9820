/*
 * Folds over any axes. Where what is folded lies side by side, rows are folded one by one; where what is kept does, columns
 * are folded side by side. Several folded axes are halved from the outermost on, so that sums are pairwise.
 */
#include "axes.h"
#include "level.h"
#include "rows.h"
#include "strips.h"
#include "threads.h"

/* Columns that are folded side by side: their sums stay in the first cache. */
#define COLUMNS 256
/* Rows that are added to columns one after the other. */
#define COLUMN_LEAF 128
/* Elements that do not lie side by side are gathered so many at a time. */
#define GATHERED 512

/* What an element takes, to tell what threads are worth. */
#define NANOSECONDS 0.15

struct fold {
  struct axes kept;   /* of x and the result */
  struct axes folded; /* of x */
  const char *x;
  char *out;
  /* Whether all elements are one row, which is folded by parts. */
  bool long_row;
  int pieces;
};

/* Parts of a long row. */
#define NODES 64

struct nodes {
  const char *x;
  int64_t from[NODES + 1];
  void *results;
};

/* Where parts begin: a row is cut where its sum is. */
static void halve(int64_t *from, int nodes, int64_t begin, int64_t count) {
  if (nodes == 1) {
    from[0] = begin;
    from[1] = begin + count;
    return;
  }
  int64_t half = half_of(count);
  halve(from, nodes / 2, begin, half);
  halve(from + nodes / 2, nodes / 2, begin + half, count - half);
}

#define REAL float
#define SUM double
#define FOLD(name) name##_sum_float32
#define OF(a, b) ((a) + (b))
#define ROW sum_row_float32
#define STRIP sum_strip_float32
#define INITIAL 0
#include "reduce-of.h"

#define REAL double
#define SUM double
#define FOLD(name) name##_sum_float64
#define OF(a, b) ((a) + (b))
#define ROW sum_row_float64
#define STRIP sum_strip_float64
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

/* The folds, in the order of their numbers: sum, max, min. */
enum outcome AT_LEVEL(reduce)(int f, const struct view *x, const struct view *out, struct scratch *scratch) {
  static work_piece *const folds[3][2] = {
      {run_sum_float32, run_sum_float64}, {run_max_float32, run_max_float64}, {run_min_float32, run_min_float64}};
  if (f < 0 || f > 2 || x->dtype > FLOAT64 || out->dtype != x->dtype) return NO_KERNEL;
  int order[MOST_AXES];
  if (!order_in_memory(x, order)) return NO_KERNEL;
  struct fold fold = {.kept = {.size = 1}, .folded = {.size = 1}, .x = x->data, .out = out->data, .pieces = 1};
  for (int i = 0; i < x->axes; i++) {
    int axis = order[i];
    int64_t strides[2] = {x->strides[axis], out->strides[axis]};
    if (strides[1] == 0) add_axis(&fold.folded, 1, x->shape[axis], strides);
    else add_axis(&fold.kept, 2, x->shape[axis], strides);
  }
  const struct axes *folded = &fold.folded;
  const double nanoseconds = NANOSECONDS * fold.kept.size * folded->size;
  fold.long_row = fold.kept.size == 1 && folded->count == 1 && folded->strides[0][0] == 1 &&
                  folded->size >= 2 * NODES * LEAF && pieces_of(scratch, nanoseconds, NODES) > 1;
  if (!fold.long_row) fold.pieces = pieces_of(scratch, nanoseconds, fold.kept.size);
  work_piece *run = folds[f][x->dtype];
  return fold.long_row ? run(&fold, 0, scratch) : run_pieces(scratch, fold.pieces, run, &fold);
}
