/* The border, continued: scans, order, folds of whole numbers, and matrices. */
#include "border.h"

/* A scan of one input gets it twice. */
napi_value call_scan(napi_env env, napi_callback_info info) {
  struct call call;
  int64_t f;
  struct view *v = call.views;
  if (!begin(env, info, &call, 1, &f, 3) || !same_shape(&v[0], &v[2]) || !same_shape(&v[1], &v[2])) REFUSE(env);
  return end(env, call.state->kernels->scan((int)f, &v[0], &v[1], &v[2]));
}

napi_value call_argsort(napi_env env, napi_callback_info info) {
  struct call call;
  int64_t descending;
  struct view *v = call.views;
  if (!begin(env, info, &call, 1, &descending, 2) || !same_shape(&v[0], &v[1])) REFUSE(env);
  return end(env, call.state->kernels->argsort(descending != 0, &v[0], &v[1], &call.state->scratch));
}

napi_value call_fold_integers(napi_env env, napi_callback_info info) {
  struct call call;
  int64_t f;
  struct view *v = call.views;
  if (!begin(env, info, &call, 1, &f, 2) || !same_shape(&v[0], &v[1])) REFUSE(env);
  return end(env, call.state->kernels->fold_integers((int)f, &v[0], &v[1]));
}

/* What a routine gives for a matrix of m rows and n columns: so many elements in each output. Returns how many there are. */
static int outputs_of(enum matrix_routine routine, int64_t m, int64_t n, int64_t columns, int64_t sizes[4]) {
  const int64_t k = m < n ? m : n;
  switch (routine) {
    case SOLVE:
    case SOLVE_LOWER:
    case SOLVE_UPPER: sizes[0] = n * columns; return 1;
    case DETERMINANT:
      for (int i = 0; i < 4; i++) sizes[i] = 1;
      return 4;
    case CHOLESKY: sizes[0] = n * n; return 1;
    case QR: sizes[0] = m * n; sizes[1] = n * n; return 2;
    case EIGH: sizes[0] = n; sizes[1] = n * n; return 2;
    case SVD: sizes[0] = m * k; sizes[1] = k; sizes[2] = n * k; return 3;
    default: return 0;
  }
}

/* Inputs, whose leading axes are equal, and outputs behind them, which are dense. */
napi_value call_matrices(napi_env env, napi_callback_info info) {
  struct call call;
  int64_t n[2], sizes[4];
  if (!begin(env, info, &call, 2, n, 0) || n[0] < 0 || n[0] > SVD) REFUSE(env);
  const enum matrix_routine routine = (enum matrix_routine)n[0];
  const int64_t batch = n[1];
  const int inputs = routine <= SOLVE_UPPER ? 2 : 1;
  napi_value arguments[MOST_ARGUMENTS];
  size_t count = MOST_ARGUMENTS;
  if (napi_get_cb_info(env, info, &count, arguments, NULL, NULL) != napi_ok || (int)count < inputs) REFUSE(env);
  struct view *v = call.views;
  int64_t matrices = 1;
  for (int i = 0; i < inputs; i++) {
    if (!read_view(env, arguments[i], &call.reader, &v[i]) || batch < 0 || v[i].axes != batch + 2) REFUSE(env);
    for (int axis = 0; axis < batch; axis++)
      if (v[i].shape[axis] != v[0].shape[axis]) REFUSE(env);
  }
  for (int axis = 0; axis < batch; axis++) matrices *= v[0].shape[axis];
  const int64_t rows = v[0].shape[batch], columns = v[0].shape[batch + 1];
  if (routine == QR ? rows < columns : routine != SVD && rows != columns) REFUSE(env);
  if (inputs == 2 && v[1].shape[batch] != rows) REFUSE(env);
  const int outputs = outputs_of(routine, rows, columns, inputs == 2 ? v[1].shape[batch + 1] : 0, sizes);
  if ((int)count < inputs + outputs) REFUSE(env);
  for (int i = 0; i < outputs; i++) {
    struct view *out = &v[inputs + i];
    if (!read_view(env, arguments[inputs + i], &call.reader, out) || !is_dense(out, matrices * sizes[i])) REFUSE(env);
  }
  return end(env, call.state->kernels->matrices(routine, (int)batch, v, sizes, &call.state->scratch));
}
