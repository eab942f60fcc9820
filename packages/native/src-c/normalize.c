/*
 * Softmax and its logarithm along the last axis. Short rows go together, so that exponentials are worked out in whole
 * vectors.
 */
#include "axes.h"
#include "level.h"
#include "rows.h"

/* Elements that are worked on at a time, or one row. */
#define TOGETHER 2048

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
    real shift = max_row_##dtype(x, columns); \
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
  }

NORMALIZE(float32, float)
NORMALIZE(float64, double)

/* `out` is contiguous. */
enum outcome AT_LEVEL(normalize)(int kind, const struct view *x, const struct view *out, struct scratch *scratch) {
  if (x->dtype > FLOAT64 || out->dtype != x->dtype || x->axes == 0) return NO_KERNEL;
  if (x->dtype == FLOAT32) return normalize_float32(kind, x, (float *)out->data, scratch);
  return normalize_float64(kind, x, (double *)out->data, scratch);
}
