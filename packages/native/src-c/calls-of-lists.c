/* The calls of kernels that take lists of operands: programs, normalisations, shares of attention, matrices. */
#include "border.h"

/* A program comes as numbers, its operands as a list. */
napi_value call_elementwise(napi_env env, napi_callback_info info) {
  struct call call;
  int64_t n[4];
  if (!begin(env, info, &call, 4, n, 0)) REFUSE(env);
  napi_value list[2];
  size_t count = 2;
  if (napi_get_cb_info(env, info, &count, list, NULL, NULL) != napi_ok) REFUSE(env);
  struct program program = {.inputs = (int)n[0], .outputs = (int)n[1], .steps = (int)n[2], .registers = (int)n[3]};
  if (n[0] < 0 || n[1] < 1 || n[0] + n[1] > MOST_VIEWS || n[2] < 0 || n[2] > MOST_STEPS || n[3] < 0 ||
      n[3] > MOST_STEPS)
    REFUSE(env);
  struct step steps[MOST_STEPS];
  int outputs[MOST_VIEWS];
  struct reader *reader = &call.reader;
  int64_t least = -n[1], most = n[0] + n[3];
#define IS_REGISTER(r) ((r) >= least && (r) < most)
  for (int s = 0; s < program.steps; s++) {
    int64_t f = next(reader), a = next(reader), b = next(reader), to = next(reader);
    if (!IS_REGISTER(a) || !(b == NO_OPERAND || IS_REGISTER(b)) || !IS_REGISTER(to)) REFUSE(env);
    if (to >= 0 && to < n[0]) REFUSE(env);
    steps[s] = (struct step){(int)f, {(int)a, (int)b}, (int)to};
  }
  for (int o = 0; o < program.outputs; o++) {
    int64_t r = next(reader);
    if (!IS_REGISTER(r)) REFUSE(env);
    outputs[o] = (int)r;
  }
  program.step = steps;
  program.output = outputs;
  struct view views[MOST_VIEWS];
  for (int i = 0; i < program.inputs + program.outputs; i++) {
    napi_value element;
    bool input = i < program.inputs;
    if (napi_get_element(env, list[input ? 0 : 1], (uint32_t)(input ? i : i - program.inputs), &element) != napi_ok ||
        !read_view(env, element, reader, &views[i]))
      REFUSE(env);
  }
  struct state *state = call.state;
  return end(env, state->kernels->elementwise(&program, views, views + program.inputs, &state->scratch));
}

/* Inputs and outputs of a normalisation, forwards or backwards: all of one dtype but the statistics, and dense. */
static napi_value standardizing(napi_env env, napi_callback_info info, bool back) {
  struct call call;
  int64_t n[7];
  if (!begin(env, info, &call, 7, n, 0)) REFUSE(env);
  struct standardizing s = {.outer = n[0], .groups = n[1], .inner = n[2], .each = n[3], .centred = n[4],
                            .has_weight = n[5], .has_bias = n[6], .epsilon = next_real(&call.reader)};
  int inputs = back ? 4 + s.has_weight : 1 + s.has_weight + s.has_bias, outputs = back ? 3 : 4;
  napi_value arguments[MOST_ARGUMENTS];
  size_t count = MOST_ARGUMENTS;
  if (napi_get_cb_info(env, info, &count, arguments, NULL, NULL) != napi_ok || (int)count < inputs + outputs)
    REFUSE(env);
  for (int i = 0; i < inputs + outputs; i++)
    if (!read_view(env, arguments[i], &call.reader, &call.views[i])) REFUSE(env);
  struct view *in = call.views, *out = call.views + inputs;
  if (s.outer < 1 || s.groups < 1 || s.inner < 1 || (s.each && s.outer != 1)) return truth(env, false);
  if (s.outer > INT32_MAX || s.groups > INT32_MAX || s.inner > INT32_MAX) REFUSE(env);
  int64_t all, places = s.each ? s.inner : s.groups;
  if (__builtin_mul_overflow(s.outer * s.groups, s.inner, &all)) REFUSE(env);
  bool fits = is_dense(&in[0], all) && is_dense(&out[0], all) && out[0].dtype == in[0].dtype;
  for (int i = 1; i < inputs && fits; i++) {
    bool statistic = back && (i == 2 || i == 3), same = back && i == 1;
    fits = is_dense(&in[i], same ? all : statistic ? s.groups : places) && (statistic || in[i].dtype == in[0].dtype);
  }
  for (int i = 1; i < outputs && fits; i++) {
    fits = is_dense(&out[i], back ? places : s.groups) && (!back || out[i].dtype == in[0].dtype);
  }
  if (!fits) return truth(env, false);
  struct state *state = call.state;
  return end(env, back ? state->kernels->standardize_back(&s, in, out, &state->scratch)
                       : state->kernels->standardize(&s, in, out, &state->scratch));
}

napi_value call_standardize(napi_env env, napi_callback_info info) { return standardizing(env, info, false); }
napi_value call_standardize_back(napi_env env, napi_callback_info info) {
  return standardizing(env, info, true);
}

/* What attention does with scores: matrices of rows and columns, one after the other. */
static napi_value shares(napi_env env, napi_callback_info info, bool back) {
  struct call call;
  int64_t n[2];
  struct view *v = call.views;
  int views = back ? 3 : 2;
  if (!begin(env, info, &call, 2, n, views) || n[0] < 1 || n[1] < 1) REFUSE(env);
  for (int i = 0; i < views; i++)
    if (!is_dense(&v[i], size_of(&v[0])) || size_of(&v[0]) % n[1] != 0) REFUSE(env);
  const struct kernels *kernels = call.state->kernels;
  return end(env, back ? kernels->shares_back(n[1], &v[0], &v[1], &v[2], &call.state->scratch)
                       : kernels->causal_shares(n[0], n[1], &v[0], &v[1], &call.state->scratch));
}

napi_value call_causal_shares(napi_env env, napi_callback_info info) { return shares(env, info, false); }
napi_value call_shares_back(napi_env env, napi_callback_info info) { return shares(env, info, true); }

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
