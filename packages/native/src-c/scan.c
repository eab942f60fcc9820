/*
 * Scans: a state is carried along the last axis, in double precision. Rows that lie side by side go on together, as vectors;
 * sums are worked out by eights. The order is the same in every layout.
 */
#include "axes.h"
#include "formulas.h"
#include "level.h"

enum { CUMSUM, CUMPROD, CUMMAX, CUMMIN, RECURRENCE, SCANS };

/* Rows side by side: their states stay in the first cache. */
#define COLUMNS 256
/* Rows that go on together where they do not lie side by side, so that none waits for its own last step. */
#define TOGETHER 4

/* How a row lies in each operand, and how far it is to the next one. */
struct rows {
  int64_t count, size;
  int64_t step[3], next[3];
};

typedef void scan_loop(const struct rows *rows, const void *a, const void *b, void *out);

#define PLUS(state, x, y) ((void)(y), (state) + (x))
#define TIMES(state, x, y) ((void)(y), (state) * (x))
#define LINEAR(state, x, y) ((state) * (x) + (y))
#define LARGEST_float(state, x, y) ((void)(y), max_float32(state, x))
#define LARGEST_double(state, x, y) ((void)(y), max_float64(state, x))
#define SMALLEST_float(state, x, y) ((void)(y), min_float32(state, x))
#define SMALLEST_double(state, x, y) ((void)(y), min_float64(state, x))
#define LARGER(state, x, y) ((void)(y), (x) > (state) ? (x) : (state))
#define SMALLER(state, x, y) ((void)(y), (x) < (state) ? (x) : (state))

/* Loops over rows of one type, whose state is of another; `of` says what becomes of state and elements. */
#define SCAN(name, real, wide, initial, of) \
  static void name##_columns(const struct rows *rows, const real *a, const real *b, real *out, int64_t width) { \
    wide state[COLUMNS]; \
    for (int64_t j = 0; j < width; j++) state[j] = initial; \
    for (int64_t i = 0; i < rows->size; i++) { \
      const real *x = a + i * rows->step[0], *y = b + i * rows->step[1]; \
      real *to = out + i * rows->step[2]; \
      _Pragma("GCC ivdep") for (int64_t j = 0; j < width; j++) { \
        state[j] = of(state[j], (wide)x[j], (wide)y[j]); \
        to[j] = (real)state[j]; \
      } \
    } \
  } \
  INLINE void name##_rows(const struct rows *rows, int64_t count, const real *a, const real *b, real *out) { \
    wide state[TOGETHER]; \
    for (int r = 0; r < count; r++) state[r] = initial; \
    for (int64_t i = 0; i < rows->size; i++) \
      for (int r = 0; r < count; r++) { \
        const real x = a[i * rows->step[0] + r * rows->next[0]], y = b[i * rows->step[1] + r * rows->next[1]]; \
        state[r] = of(state[r], (wide)x, (wide)y); \
        out[i * rows->step[2] + r * rows->next[2]] = (real)state[r]; \
      } \
  } \
  static void name(const struct rows *rows, const void *left, const void *right, void *to) { \
    const real *a = left, *b = right; \
    real *out = to; \
    int64_t row = 0; \
    if (rows->next[0] == 1 && rows->next[1] == 1 && rows->next[2] == 1) { \
      for (; row < rows->count; row += COLUMNS) { \
        int64_t width = rows->count - row < COLUMNS ? rows->count - row : COLUMNS; \
        name##_columns(rows, a + row, b + row, out + row, width); \
      } \
      return; \
    } \
    for (; row + TOGETHER <= rows->count; row += TOGETHER) \
      name##_rows(rows, TOGETHER, a + row * rows->next[0], b + row * rows->next[1], out + row * rows->next[2]); \
    for (; row < rows->count; row++) \
      name##_rows(rows, 1, a + row * rows->next[0], b + row * rows->next[1], out + row * rows->next[2]); \
  }

SCAN(cumsum_int32, int32_t, uint32_t, 0, PLUS)
SCAN(cummax_int32, int32_t, int32_t, INT32_MIN, LARGER)
SCAN(cummin_int32, int32_t, int32_t, INT32_MAX, SMALLER)
SCAN(cummax_bool, uint8_t, uint8_t, 0, LARGER)
SCAN(cummin_bool, uint8_t, uint8_t, 1, SMALLER)
SCAN(cumprod_float32, float, double, 1, TIMES)
SCAN(cumprod_float64, double, double, 1, TIMES)
SCAN(cummax_float32, float, float, -INFINITY, LARGEST_float)
SCAN(cummax_float64, double, double, -INFINITY, LARGEST_double)
SCAN(cummin_float32, float, float, INFINITY, SMALLEST_float)
SCAN(cummin_float64, double, double, INFINITY, SMALLEST_double)
SCAN(recurrence_float32, float, double, 0, LINEAR)
SCAN(recurrence_float64, double, double, 0, LINEAR)

#define EIGHT 8
typedef double eight __attribute__((vector_size(EIGHT * sizeof(double))));
typedef int64_t places_of_eight __attribute__((vector_size(EIGHT * sizeof(double))));

/* The elements moved up by some places, behind zeros. */
#define MOVED(by, x) __builtin_shuffle(x, (eight){0}, ((places_of_eight){0, 1, 2, 3, 4, 5, 6, 7} - (by)) & 15)

/*
 * Sums of eight are worked out by doubling, so that only one step in eight waits for the last: along a row, and for rows side by
 * side, in the same order. Products are not: out of order, they may vanish or overflow where they do not in order.
 */
#define SUMS(name, real) \
  INLINE void name##_run(const real *x, int64_t step, real *out, int64_t to_step, int64_t count) { \
    double state = 0; \
    int64_t i = 0; \
    for (; i + EIGHT <= count; i += EIGHT) { \
      eight some; \
      for (int j = 0; j < EIGHT; j++) some[j] = (double)x[(i + j) * step]; \
      some += MOVED(1, some); \
      some += MOVED(2, some); \
      some += MOVED(4, some); \
      const eight all = some + state; \
      for (int j = 0; j < EIGHT; j++) out[(i + j) * to_step] = (real)all[j]; \
      state = all[EIGHT - 1]; \
    } \
    for (; i < count; i++) { \
      state += (double)x[i * step]; \
      out[i * to_step] = (real)state; \
    } \
  } \
  static void name##_columns(const struct rows *rows, const real *x, real *out, int64_t width) { \
    const int64_t step = rows->step[0], to_step = rows->step[2]; \
    double state[COLUMNS] = {0}; \
    int64_t i = 0; \
    for (; i + EIGHT <= rows->size; i += EIGHT) { \
      _Pragma("GCC ivdep") for (int64_t j = 0; j < width; j++) { \
        double some[EIGHT]; \
        _Pragma("GCC unroll 8") for (int k = 0; k < EIGHT; k++) some[k] = (double)x[(i + k) * step + j]; \
        _Pragma("GCC unroll 8") for (int k = EIGHT - 1; k >= 1; k--) some[k] += some[k - 1]; \
        _Pragma("GCC unroll 8") for (int k = EIGHT - 1; k >= 2; k--) some[k] += some[k - 2]; \
        _Pragma("GCC unroll 8") for (int k = EIGHT - 1; k >= 4; k--) some[k] += some[k - 4]; \
        _Pragma("GCC unroll 8") for (int k = 0; k < EIGHT; k++) out[(i + k) * to_step + j] = (real)(some[k] + state[j]); \
        state[j] += some[EIGHT - 1]; \
      } \
    } \
    for (; i < rows->size; i++) \
      _Pragma("GCC ivdep") for (int64_t j = 0; j < width; j++) { \
        state[j] += (double)x[i * step + j]; \
        out[i * to_step + j] = (real)state[j]; \
      } \
  } \
  static void name(const struct rows *rows, const void *given, const void *again, void *to) { \
    (void)again; \
    const real *x = given; \
    real *out = to; \
    if (rows->next[0] == 1 && rows->next[2] == 1) { \
      for (int64_t row = 0; row < rows->count; row += COLUMNS) { \
        int64_t width = rows->count - row < COLUMNS ? rows->count - row : COLUMNS; \
        name##_columns(rows, x + row, out + row, width); \
      } \
      return; \
    } \
    for (int64_t row = 0; row < rows->count; row++) { \
      const real *from = x + row * rows->next[0]; \
      real *target = out + row * rows->next[2]; \
      if (rows->step[0] == 1 && rows->step[2] == 1) name##_run(from, 1, target, 1, rows->size); \
      else name##_run(from, rows->step[0], target, rows->step[2], rows->size); \
    } \
  }
SUMS(cumsum_float32, float)
SUMS(cumsum_float64, double)

/* Whole numbers wrap; products of them would have to be those of doubles. */
static scan_loop *const loops[SCANS][4] = {
    [CUMSUM] = {cumsum_float32, cumsum_float64, cumsum_int32, NULL},
    [CUMPROD] = {cumprod_float32, cumprod_float64, NULL, NULL},
    [CUMMAX] = {cummax_float32, cummax_float64, cummax_int32, cummax_bool},
    [CUMMIN] = {cummin_float32, cummin_float64, cummin_int32, cummin_bool},
    [RECURRENCE] = {recurrence_float32, recurrence_float64, NULL, NULL},
};

static const int64_t bytes_of[] = {[FLOAT32] = 4, [FLOAT64] = 8, [INT32] = 4, [BOOL] = 1};

/* Scans of one input get it twice. */
enum outcome AT_LEVEL(scan)(int f, const struct view *a, const struct view *b, const struct view *out) {
  if (f < 0 || f >= SCANS || a->dtype != out->dtype || b->dtype != out->dtype) return NO_KERNEL;
  scan_loop *loop = loops[f][out->dtype];
  if (loop == NULL || out->axes == 0) return NO_KERNEL;
  int last = out->axes - 1;
  struct axes axes = {.size = 1};
  for (int axis = 0; axis < last; axis++) {
    int64_t strides[3] = {a->strides[axis], b->strides[axis], out->strides[axis]};
    add_axis(&axes, 3, out->shape[axis], strides);
  }
  if (axes.size == 0 || out->shape[last] == 0) return DONE;
  struct rows rows = {.count = 1, .size = out->shape[last]};
  const struct view *views[3] = {a, b, out};
  int inner = axes.count - 1;
  for (int i = 0; i < 3; i++) {
    rows.step[i] = views[i]->strides[last];
    rows.next[i] = inner < 0 ? 0 : axes.strides[i][inner];
  }
  if (inner >= 0) rows.count = axes.shape[inner];
  int64_t at[MOST_AXES] = {0}, places[3] = {0}, bytes = bytes_of[out->dtype];
  do {
    loop(&rows, a->data + places[0] * bytes, b->data + places[1] * bytes, out->data + places[2] * bytes);
  } while (next_place(&axes, inner, 3, at, places));
  return DONE;
}
