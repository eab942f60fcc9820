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

/* Nodes that threads fold each by itself, at most, with the sums of all of them, and the least number of elements of a sum. */
#define MOST_NODES 64
#define MOST_SUMS (1 << 17)
#define LEAST_OF_NODE 32

/* So many elements along the outermost folded axis, from one on. */
struct span {
  int64_t from, count;
};

struct fold {
  struct axes kept;   /* of x and the result */
  struct axes folded; /* of x */
  const char *x;
  char *out;
  /* Kept elements are cut into pieces; or else what is folded into nodes, whose results are in `sums`. */
  int pieces, nodes;
  struct span spans[MOST_NODES];
  void *sums;
};

/* Whether kept elements are neighbours, which are folded side by side. */
static bool lies_side_by_side(const struct axes *kept, const struct axes *folded) {
  const int inner = kept->count - 1, last = folded->count - 1;
  return inner >= 0 && last >= 0 && kept->strides[0][inner] == 1 && folded->strides[0][last] != 1;
}

/* Up to how many elements the outermost folded axis is not halved: whole rows are, in whole rounds of lanes. */
static int64_t leaf_of(const struct fold *fold, bool *in_rounds) {
  const struct axes *folded = &fold->folded;
  *in_rounds = false;
  if (folded->count > 1) return 1;
  if (lies_side_by_side(&fold->kept, folded)) return COLUMN_LEAF;
  *in_rounds = only_step(folded, 0) == 1;
  return *in_rounds ? LEAF : GATHERED;
}

static void halve(struct span *spans, int nodes, struct span whole, bool in_rounds) {
  if (nodes == 1) {
    *spans = whole;
    return;
  }
  int64_t half = in_rounds ? half_of(whole.count) : whole.count / 2;
  halve(spans, nodes / 2, (struct span){whole.from, half}, in_rounds);
  halve(spans + nodes / 2, nodes / 2, (struct span){whole.from + half, whole.count - half}, in_rounds);
}

/*
 * Cuts what is folded, at most so often: where a thread by itself halves it, too, so that the bits are the same. Other
 * kernels share an array among threads from its beginning to its end: so each thread folds what it has written, where
 * the folded axis is the outermost one.
 */
static void cut_folded(struct fold *fold, int64_t most) {
  const struct axes *kept = &fold->kept, *folded = &fold->folded;
  fold->nodes = 1;
  if (folded->count == 0 || (kept->count > 0 && kept->strides[0][0] > folded->strides[0][0])) return;
  bool in_rounds;
  const int64_t leaf = leaf_of(fold, &in_rounds);
  /* The smallest node: all others can be halved if it can. */
  int64_t smallest = folded->shape[0];
  most = smaller(most, MOST_SUMS / kept->size);
  while (2 * fold->nodes <= most && smallest > leaf && folded->size >= 2 * fold->nodes * LEAST_OF_NODE) {
    smallest = in_rounds ? smallest - half_of(smallest) : smallest / 2;
    fold->nodes *= 2;
  }
  halve(fold->spans, fold->nodes, (struct span){0, folded->shape[0]}, in_rounds);
}

#define REAL float
#define SUM double
#define FOLD(name) name##_sum_float32
#define OF(a, b) ((a) + (b))
#define ROW sum_row_float32
#define STRIP sum_strip_float32
#include "reduce-of.h"

#define REAL double
#define SUM double
#define FOLD(name) name##_sum_float64
#define OF(a, b) ((a) + (b))
#define ROW sum_row_float64
#define STRIP sum_strip_float64
#include "reduce-of.h"

#define REAL float
#define SUM float
#define FOLD(name) name##_max_float32
#define OF max_float32
#define ROW max_row_float32
#include "reduce-of.h"

#define REAL double
#define SUM double
#define FOLD(name) name##_max_float64
#define OF max_float64
#define ROW max_row_float64
#include "reduce-of.h"

#define REAL float
#define SUM float
#define FOLD(name) name##_min_float32
#define OF min_float32
#define ROW min_row_float32
#include "reduce-of.h"

#define REAL double
#define SUM double
#define FOLD(name) name##_min_float64
#define OF min_float64
#define ROW min_row_float64
#include "reduce-of.h"

#define FOLDS(name) \
  { {run_##name##_float32, join_##name##_float32}, {run_##name##_float64, join_##name##_float64} }

/* The folds, in the order of their numbers: sum, max, min. */
enum outcome AT_LEVEL(reduce)(int f, const struct view *x, const struct view *out, struct scratch *scratch) {
  static const struct {
    work_piece *run;
    void (*join)(const struct fold *fold);
  } folds[3][2] = {FOLDS(sum), FOLDS(max), FOLDS(min)};
  if (f < 0 || f > 2 || x->dtype > FLOAT64 || out->dtype != x->dtype) return NO_KERNEL;
  int order[MOST_AXES];
  if (!order_in_memory(x, order)) return NO_KERNEL;
  struct fold fold = {.kept = {.size = 1}, .folded = {.size = 1}, .x = x->data, .out = out->data};
  for (int i = 0; i < x->axes; i++) {
    int axis = order[i];
    int64_t strides[2] = {x->strides[axis], out->strides[axis]};
    if (strides[1] == 0) add_axis(&fold.folded, 1, x->shape[axis], strides);
    else add_axis(&fold.kept, 2, x->shape[axis], strides);
  }
  const double nanoseconds = NANOSECONDS * fold.kept.size * fold.folded.size;
  const int64_t pieces = pieces_of(scratch, nanoseconds, fold.kept.size * fold.folded.size);
  cut_folded(&fold, smaller(pieces, MOST_NODES));
  work_piece *run = folds[f][x->dtype].run;
  if (fold.nodes == 1) {
    fold.pieces = (int)smaller(pieces, fold.kept.size);
    return run_pieces(scratch, fold.pieces, run, &fold);
  }
  fold.sums = scratch_of(scratch, fold.nodes * fold.kept.size * sizeof(double));
  if (fold.sums == NULL) return NO_MEMORY;
  enum outcome outcome = run_pieces(scratch, fold.nodes, run, &fold);
  if (outcome == DONE) folds[f][x->dtype].join(&fold);
  return outcome;
}
