/*
 * Softmax and its logarithm along the last axis, and what attention does with scores. Short rows go together, so that
 * exponentials are worked out in whole vectors.
 */
#include "axes.h"
#include "level.h"
#include "rows.h"

/* Elements that are worked on at a time, or one row. */
#define TOGETHER 2048

/* Exponentials of a row that is partly left out are worked out by so many. */
#define EXPONENTIALS 16

enum { SOFTMAX, LOG_SOFTMAX };

#define NORMALIZE(dtype, real) \
  static void exponentials_##dtype(const real *x, real *out, int64_t count) { \
    _Pragma("GCC ivdep") for (int64_t i = 0; i < count; i++) out[i] = exp_of_##dtype(x[i]); \
  } \
\
  /* Rows of x, as the others are: minus their largest element. */ \
  static void shift_##dtype(const real *x, int64_t step, int64_t columns, real *to) { \
    if (step != 1) { \
      for (int64_t i = 0; i < columns; i++) to[i] = x[i * step]; \
      x = to; \
    } \
    /* Where there is NaN, the sum of powers is NaN, whatever the shift. */ \
    real shift = most_row_##dtype(x, columns); \
    if (isinf(shift)) shift = 0; \
    _Pragma("GCC ivdep") for (int64_t i = 0; i < columns; i++) to[i] = x[i] - shift; \
  } \
\
  static void finish_##dtype(int kind, const real *powers, int64_t columns, real *out) { \
    const double total = sum_row_##dtype(powers, columns); \
    if (kind == SOFTMAX) { \
      const real divisor = (real)total; \
      _Pragma("GCC ivdep") for (int64_t i = 0; i < columns; i++) out[i] = powers[i] / divisor; \
    } else { \
      const real logarithm = (real)log(total); \
      for (int64_t i = 0; i < columns; i++) out[i] -= logarithm; \
    } \
  } \
\
  static enum outcome normalize_##dtype(int kind, const struct view *x, real *out, struct scratch *scratch) { \
    int inner = x->axes - 1; \
    int64_t columns = x->shape[inner], step = x->strides[inner]; \
    struct axes outer = {.size = 1}; \
    for (int axis = 0; axis < inner; axis++) add_axis(&outer, 1, x->shape[axis], &x->strides[axis]); \
    if (outer.size * columns == 0) return DONE; \
    int64_t together = columns < TOGETHER ? TOGETHER / columns : 1; \
    real *room = scratch_of(scratch, together * columns * sizeof(real)); \
    if (room == NULL) return NO_MEMORY; \
    int64_t at[MOST_AXES] = {0}, place = 0; \
    for (int64_t row = 0; row < outer.size; row += together) { \
      int64_t rows = outer.size - row < together ? outer.size - row : together; \
      real *block = out + row * columns; \
      for (int64_t i = 0; i < rows; i++) { \
        shift_##dtype((const real *)x->data + place, step, columns, block + i * columns); \
        next_place(&outer, outer.count, 1, at, &place); \
      } \
      real *powers = kind == SOFTMAX ? block : room; \
      exponentials_##dtype(block, powers, rows * columns); \
      for (int64_t i = 0; i < rows; i++) \
        finish_##dtype(kind, powers + i * columns, columns, block + i * columns); \
    } \
    return DONE; \
  } \
\
  static void causal_##dtype(int64_t rows, int64_t columns, int64_t count, const real *x, real *out) { \
    for (int64_t row = 0; row < count; row++, x += columns, out += columns) { \
      int64_t open = row % rows + 1 < columns ? row % rows + 1 : columns; \
      int64_t whole = (open + EXPONENTIALS - 1) / EXPONENTIALS * EXPONENTIALS; \
      if (whole > columns) whole = columns; \
      for (int64_t i = 0; i < open; i++) out[i] = x[i]; \
      for (int64_t i = open; i < whole; i++) out[i] = -INFINITY; \
      shift_##dtype(out, 1, whole, out); \
      exponentials_##dtype(out, out, whole); \
      finish_##dtype(SOFTMAX, out, whole, out); \
      /* What is left out gets nothing, not even NaN. */ \
      for (int64_t i = open; i < columns; i++) out[i] = 0; \
    } \
  } \
\
  /* Twice, as what is nearly all of a sum leaves a part of it by rounding. */ \
  static void shares_back_##dtype(int64_t columns, int64_t count, const real *shares, const real *dy, real *out) { \
    for (int64_t row = 0; row < count; row++, shares += columns, dy += columns, out += columns) { \
      _Pragma("GCC ivdep") for (int64_t i = 0; i < columns; i++) out[i] = dy[i] * shares[i]; \
      for (int round = 0; round < 2; round++) { \
        const real total = (real)sum_row_##dtype(out, columns); \
        _Pragma("GCC ivdep") for (int64_t i = 0; i < columns; i++) out[i] -= shares[i] * total; \
      } \
    } \
  }

NORMALIZE(float32, float)
NORMALIZE(float64, double)

/* `out` is contiguous. */
enum outcome AT_LEVEL(normalize)(int kind, const struct view *x, const struct view *out, struct scratch *scratch) {
  if (x->dtype > FLOAT64 || out->dtype != x->dtype || x->axes == 0) return NO_KERNEL;
  if (x->dtype == FLOAT32) return normalize_float32(kind, x, (float *)out->data, scratch);
  return normalize_float64(kind, x, (double *)out->data, scratch);
}

static int64_t rows_of(const struct view *x, int64_t columns) {
  int64_t size = 1;
  for (int axis = 0; axis < x->axes; axis++) size *= x->shape[axis];
  return size / columns;
}

/* The softmax of each row over the columns up to its own, and 0 in the others; both are dense, in whole rows. */
enum outcome AT_LEVEL(causal_shares)(int64_t rows, int64_t columns, const struct view *x, const struct view *out) {
  if (x->dtype > FLOAT64 || out->dtype != x->dtype) return NO_KERNEL;
  int64_t count = rows_of(x, columns);
  if (x->dtype == FLOAT32) causal_float32(rows, columns, count, (const float *)x->data, (float *)out->data);
  else causal_float64(rows, columns, count, (const double *)x->data, (double *)out->data);
  return DONE;
}

/* The shares of a softmax, and the gradient by them, to the gradient by the scores; all are dense, in whole rows. */
enum outcome AT_LEVEL(shares_back)(int64_t columns, const struct view *shares, const struct view *dy,
                                   const struct view *out) {
  if (shares->dtype > FLOAT64 || dy->dtype != shares->dtype || out->dtype != shares->dtype) return NO_KERNEL;
  int64_t count = rows_of(shares, columns);
  if (shares->dtype == FLOAT32)
    shares_back_float32(columns, count, (const float *)shares->data, (const float *)dy->data, (float *)out->data);
  else
    shares_back_float64(columns, count, (const double *)shares->data, (const double *)dy->data, (double *)out->data);
  return DONE;
}
