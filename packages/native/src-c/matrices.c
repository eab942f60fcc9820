/*
 * Routines of linear algebra on batches of matrices, in double precision whatever the dtype. Where a result does not exist, or
 * wants more care than is taken here, the plain loops are asked: they say what is wrong, or take it.
 */
#include "axes.h"
#include "factor.h"
#include "jacobi.h"
#include "level.h"

#define MOST_OPERANDS 5

/* Elements of one matrix, or what stands in place of one, as doubles, and back. */
static void load(const struct view *x, int64_t place, double *to) {
  int64_t rows = x->shape[x->axes - 2], columns = x->shape[x->axes - 1];
  int64_t by_row = x->strides[x->axes - 2], by_column = x->strides[x->axes - 1];
#define LOAD(type) \
  for (int64_t i = 0; i < rows; i++) { \
    const type *row = (const type *)x->data + place + i * by_row; \
    if (by_column == 1) for (int64_t j = 0; j < columns; j++) to[i * columns + j] = (double)row[j]; \
    else for (int64_t j = 0; j < columns; j++) to[i * columns + j] = (double)row[j * by_column]; \
  }
  if (x->dtype == FLOAT32) LOAD(float)
  else LOAD(double)
}

static void store(const double *from, const struct view *out, int64_t matrix, int64_t count) {
  if (out->dtype == FLOAT32)
    for (int64_t i = 0; i < count; i++) ((float *)out->data)[matrix * count + i] = (float)from[i];
  else memcpy((double *)out->data + matrix * count, from, sizeof(double) * (size_t)count);
}

static bool run(enum matrix_routine routine, int64_t m, int64_t n, int64_t columns, double *const *in, double *const *out,
                double *work) {
  const struct matrix a = {in[0], n}, b = {in[1], columns};
  switch (routine) {
    case SOLVE:
      if (!solve(n, columns, a, b)) return false;
      memcpy(out[0], in[1], sizeof(double) * (size_t)(n * columns));
      return true;
    case SOLVE_LOWER:
    case SOLVE_UPPER:
      if (has_zero(n, a)) return false;
      substitute(routine == SOLVE_UPPER, false, n, columns, a, b);
      memcpy(out[0], in[1], sizeof(double) * (size_t)(n * columns));
      return true;
    case DETERMINANT:
      determinant(n, a, (double **)out);
      return true;
    case CHOLESKY:
      if (!cholesky(n, a, work)) return false;
      for (int64_t i = 0; i < n; i++) memcpy(out[0] + i * n, in[0] + i * n, sizeof(double) * (size_t)(i + 1));
      return true;
    case QR:
      qr(m, n, a, (struct matrix){out[0], n}, (struct matrix){out[1], n}, work);
      return true;
    case EIGH: return eigh(n, in[0], out[0], out[1], work);
    case SVD: return svd(m, n, in[0], out[0], out[1], out[2], work);
    default: return false;
  }
}

/* Numbers that a routine works in beside its operands. */
static int64_t work_of(enum matrix_routine routine, int64_t m, int64_t n) {
  switch (routine) {
    case CHOLESKY: return n * n;
    case QR: return 2 * m * n + REFLECTED * (3 * m + 3 * n + 2 * REFLECTED);
    case EIGH: return n * n + 2 * n;
    case SVD: {
      int64_t k = m < n ? m : n;
      return m * n + k * k + 2 * k;
    }
    default: return 0;
  }
}

/*
 * `batch` leading axes are those of the batch; views are inputs, and outputs behind them, which are dense and have so many
 * elements for each matrix. Outputs may have been written where there is no result.
 */
enum outcome AT_LEVEL(matrices)(enum matrix_routine routine, int batch, const struct view *views, const int64_t *sizes,
                                struct scratch *scratch) {
  const struct view *x = &views[0];
  if (x->dtype > FLOAT64) return NO_KERNEL;
  const int inputs = routine <= SOLVE_UPPER ? 2 : 1;
  const int64_t m = x->shape[batch], n = x->shape[batch + 1], columns = inputs == 2 ? views[1].shape[batch + 1] : 0;
  struct axes axes = {.size = 1};
  for (int axis = 0; axis < batch; axis++) {
    int64_t strides[2] = {x->strides[axis], inputs == 2 ? views[1].strides[axis] : 0};
    add_axis(&axes, 2, x->shape[axis], strides);
  }
  if (axes.size == 0) return DONE;
  static const int outputs_of[] = {[SOLVE] = 1,    [SOLVE_LOWER] = 1, [SOLVE_UPPER] = 1, [DETERMINANT] = 4,
                                   [CHOLESKY] = 1, [QR] = 2,          [EIGH] = 2,        [SVD] = 3};
  const int operands = inputs + outputs_of[routine];
  int64_t all = work_of(routine, m, n), each[MOST_OPERANDS];
  for (int i = 0; i < operands; i++) {
    if (views[i].dtype != x->dtype) return NO_KERNEL;
    each[i] = i == 0 ? m * n : i < inputs ? n * columns : sizes[i - inputs];
    all += each[i];
  }
  double *memory = scratch_of(scratch, sizeof(double) * (size_t)(all + 1)), *parts[MOST_OPERANDS] = {NULL};
  if (memory == NULL) return NO_MEMORY;
  for (int i = 0; i < operands; i++) {
    parts[i] = memory;
    memory += each[i];
  }
  int64_t at[MOST_AXES] = {0}, places[2] = {0}, matrix = 0;
  do {
    for (int i = 0; i < inputs; i++) load(&views[i], places[i], parts[i]);
    for (int i = inputs; i < operands; i++) memset(parts[i], 0, sizeof(double) * (size_t)each[i]);
    if (!run(routine, m, n, columns, parts, parts + inputs, memory)) return NO_KERNEL;
    for (int i = inputs; i < operands; i++) store(parts[i], &views[i], matrix, each[i]);
    matrix++;
  } while (next_place(&axes, axes.count, 2, at, places));
  return DONE;
}
