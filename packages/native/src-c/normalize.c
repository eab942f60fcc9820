/*
 * Softmax and its logarithm along the last axis, and what attention does with scores. Short rows go together, so that
 * exponentials are worked out in whole vectors.
 */
#include "axes.h"
#include "level.h"
#include "rows.h"
#include "threads.h"

/* Elements that are worked on at a time, or one row. */
#define TOGETHER 2048

/* Elements from which on the exponentials of a row are worked out by themselves. */
#define LONG_ROW 128

/* Exponentials of a row that is partly left out are worked out by so many. */
#define EXPONENTIALS 16

enum { SOFTMAX, LOG_SOFTMAX };

/* What an element takes, to tell what threads are worth. */
#define NANOSECONDS 0.8

struct normalizing {
  int kind;
  const struct view *x, *out;
  struct axes outer;
  int pieces;
};

/* Rows of scores; `from` are scores or shares. */
struct sharing {
  int64_t rows, columns, count;
  const struct view *from, *dy, *out;
  int pieces;
};

#define NORMALIZE(dtype, real) \
  static void exponentials_##dtype(const real *x, real *out, int64_t count) { \
    _Pragma("GCC ivdep") for (int64_t i = 0; i < count; i++) out[i] = exp_of_##dtype(x[i]); \
  } \
\
  /* What is taken off a row. Where there is NaN, the sum of powers is NaN, whatever it is. */ \
  static real shift_of_##dtype(const real *x, int64_t columns) { \
    const real most = most_row_##dtype(x, columns); \
    return isinf(most) ? 0 : most; \
  } \
\
  static void shifted_exponentials_##dtype(const real *x, int64_t columns, real *out) { \
    const real shift = shift_of_##dtype(x, columns); \
    _Pragma("GCC ivdep") for (int64_t i = 0; i < columns; i++) out[i] = exp_of_##dtype(x[i] - shift); \
  } \
\
  /* Rows of x, as the others are: minus their largest element. */ \
  static void shift_##dtype(const real *x, int64_t step, int64_t columns, real *to) { \
    if (step != 1) { \
      for (int64_t i = 0; i < columns; i++) to[i] = x[i * step]; \
      x = to; \
    } \
    const real shift = shift_of_##dtype(x, columns); \
    _Pragma("GCC ivdep") for (int64_t i = 0; i < columns; i++) to[i] = x[i] - shift; \
  } \
\
  /* The logarithm takes powers of 1 out, beside which the sum of the others would lose the digits that it needs. */ \
  static void finish_##dtype(int kind, real *powers, int64_t columns, real *out) { \
    int64_t ones = 0; \
    if (kind == LOG_SOFTMAX) { \
      _Pragma("GCC ivdep") for (int64_t i = 0; i < columns; i++) { \
        const int is_one = powers[i] == 1; \
        ones += is_one; \
        powers[i] = is_one ? 0 : powers[i]; \
      } \
    } \
    const double total = sum_row_##dtype(powers, columns); \
    if (kind == SOFTMAX) { \
      const real divisor = (real)total; \
      _Pragma("GCC ivdep") for (int64_t i = 0; i < columns; i++) out[i] = powers[i] / divisor; \
    } else { \
      const real logarithm = (real)log1p((double)(ones - 1) + total); \
      for (int64_t i = 0; i < columns; i++) out[i] -= logarithm; \
    } \
  } \
\
  static enum outcome normalize_##dtype(const void *work, int piece, struct scratch *scratch) { \
    const struct normalizing *n = work; \
    const struct view *x = n->x; \
    const struct axes outer = n->outer; \
    const int kind = n->kind; \
    real *out = (real *)n->out->data; \
    int inner = x->axes - 1; \
    int64_t columns = x->shape[inner], step = x->strides[inner]; \
    int64_t together = columns < TOGETHER ? TOGETHER / columns : 1; \
    real *room = scratch_of(scratch, together * columns * sizeof(real)); \
    if (room == NULL) return NO_MEMORY; \
    int64_t row = piece_from(outer.size, piece, n->pieces, together); \
    int64_t end = piece_from(outer.size, piece + 1, n->pieces, together); \
    int64_t at[MOST_AXES], place; \
    seek_places(&outer, 1, row, at, &place); \
    const bool by_row = kind == SOFTMAX && step == 1 && columns >= LONG_ROW; \
    for (; row < end; row += together) { \
      int64_t rows = end - row < together ? end - row : together; \
      real *block = out + row * columns; \
      for (int64_t i = 0; i < rows; i++) { \
        const real *from = (const real *)x->data + place; \
        if (by_row) shifted_exponentials_##dtype(from, columns, block + i * columns); \
        else shift_##dtype(from, step, columns, block + i * columns); \
        next_place(&outer, outer.count, 1, at, &place); \
      } \
      real *powers = kind == SOFTMAX ? block : room; \
      if (!by_row) exponentials_##dtype(block, powers, rows * columns); \
      for (int64_t i = 0; i < rows; i++) \
        finish_##dtype(kind, powers + i * columns, columns, block + i * columns); \
    } \
    return DONE; \
  } \
\
  static enum outcome causal_##dtype(const void *work, int piece, struct scratch *scratch) { \
    (void)scratch; \
    const struct sharing *s = work; \
    const int64_t rows = s->rows, columns = s->columns; \
    const int64_t first = piece_from(s->count, piece, s->pieces, 1), end = piece_from(s->count, piece + 1, s->pieces, 1); \
    const real *x = (const real *)s->from->data + first * columns; \
    real *out = (real *)s->out->data + first * columns; \
    for (int64_t row = first; row < end; row++, x += columns, out += columns) { \
      int64_t open = row % rows + 1 < columns ? row % rows + 1 : columns; \
      int64_t whole = (open + EXPONENTIALS - 1) / EXPONENTIALS * EXPONENTIALS; \
      if (whole > columns) whole = columns; \
      for (int64_t i = 0; i < open; i++) out[i] = x[i]; \
      for (int64_t i = open; i < whole; i++) out[i] = -INFINITY; \
      shifted_exponentials_##dtype(out, whole, out); \
      finish_##dtype(SOFTMAX, out, whole, out); \
      /* What is left out gets nothing, not even NaN. */ \
      for (int64_t i = open; i < columns; i++) out[i] = 0; \
    } \
    return DONE; \
  } \
\
  /* Twice, as what is nearly all of a sum leaves a part of it by rounding. */ \
  static enum outcome shares_back_##dtype(const void *work, int piece, struct scratch *scratch) { \
    (void)scratch; \
    const struct sharing *s = work; \
    const int64_t columns = s->columns; \
    const int64_t first = piece_from(s->count, piece, s->pieces, 1), end = piece_from(s->count, piece + 1, s->pieces, 1); \
    const real *shares = (const real *)s->from->data + first * columns; \
    const real *dy = (const real *)s->dy->data + first * columns; \
    real *out = (real *)s->out->data + first * columns; \
    for (int64_t row = first; row < end; row++, shares += columns, dy += columns, out += columns) { \
      _Pragma("GCC ivdep") for (int64_t i = 0; i < columns; i++) out[i] = dy[i] * shares[i]; \
      for (int round = 0; round < 2; round++) { \
        const real total = (real)sum_row_##dtype(out, columns); \
        _Pragma("GCC ivdep") for (int64_t i = 0; i < columns; i++) out[i] -= shares[i] * total; \
      } \
    } \
    return DONE; \
  }

NORMALIZE(float32, float)
NORMALIZE(float64, double)

/* `out` is contiguous. */
enum outcome AT_LEVEL(normalize)(int kind, const struct view *x, const struct view *out, struct scratch *scratch) {
  if (x->dtype > FLOAT64 || out->dtype != x->dtype || x->axes == 0) return NO_KERNEL;
  struct normalizing n = {.kind = kind, .x = x, .out = out, .outer = {.size = 1}};
  for (int axis = 0; axis < x->axes - 1; axis++) add_axis(&n.outer, 1, x->shape[axis], &x->strides[axis]);
  int64_t size = n.outer.size * x->shape[x->axes - 1];
  if (size == 0) return DONE;
  n.pieces = pieces_of(scratch, NANOSECONDS * size, n.outer.size);
  return run_pieces(scratch, n.pieces, x->dtype == FLOAT32 ? normalize_float32 : normalize_float64, &n);
}

static enum outcome share(struct sharing *s, work_piece *run, struct scratch *scratch) {
  int64_t size = 1;
  for (int axis = 0; axis < s->from->axes; axis++) size *= s->from->shape[axis];
  s->count = size / s->columns;
  s->pieces = pieces_of(scratch, NANOSECONDS * size, s->count);
  return run_pieces(scratch, s->pieces, run, s);
}

/* The softmax of each row over the columns up to its own, and 0 in the others; both are dense, in whole rows. */
enum outcome AT_LEVEL(causal_shares)(int64_t rows, int64_t columns, const struct view *x, const struct view *out,
                                     struct scratch *scratch) {
  if (x->dtype > FLOAT64 || out->dtype != x->dtype) return NO_KERNEL;
  struct sharing s = {.rows = rows, .columns = columns, .from = x, .out = out};
  return share(&s, x->dtype == FLOAT32 ? causal_float32 : causal_float64, scratch);
}

/* The shares of a softmax, and the gradient by them, to the gradient by the scores; all are dense, in whole rows. */
enum outcome AT_LEVEL(shares_back)(int64_t columns, const struct view *shares, const struct view *dy,
                                   const struct view *out, struct scratch *scratch) {
  if (shares->dtype > FLOAT64 || dy->dtype != shares->dtype || out->dtype != shares->dtype) return NO_KERNEL;
  struct sharing s = {.columns = columns, .from = shares, .dy = dy, .out = out};
  return share(&s, shares->dtype == FLOAT32 ? shares_back_float32 : shares_back_float64, scratch);
}
