/* The calls of kernels that take views and a few numbers. */
#include "border.h"

napi_value call_unary(napi_env env, napi_callback_info info) {
  struct call call;
  int64_t f;
  if (!begin(env, info, &call, 1, &f, 2) || !same_shape(&call.views[0], &call.views[1])) REFUSE(env);
  return end(env, call.state->kernels->unary((int)f, &call.views[0], &call.views[1], &call.state->scratch));
}

napi_value call_binary(napi_env env, napi_callback_info info) {
  struct call call;
  int64_t f;
  struct view *v = call.views;
  if (!begin(env, info, &call, 1, &f, 3) || !same_shape(&v[0], &v[2]) || !same_shape(&v[1], &v[2])) REFUSE(env);
  return end(env, call.state->kernels->binary((int)f, &v[0], &v[1], &v[2], &call.state->scratch));
}

napi_value call_where(napi_env env, napi_callback_info info) {
  struct call call;
  struct view *v = call.views;
  if (!begin(env, info, &call, 0, NULL, 4)) REFUSE(env);
  for (int i = 0; i < 3; i++)
    if (!same_shape(&v[i], &v[3])) REFUSE(env);
  return end(env, call.state->kernels->where(&v[0], &v[1], &v[2], &v[3], &call.state->scratch));
}

napi_value call_contract(napi_env env, napi_callback_info info) {
  struct call call;
  int64_t n[2];
  struct view *v = call.views;
  if (!begin(env, info, &call, 2, n, 3)) REFUSE(env);
  int64_t batch = n[0], inner = n[1], rows = v[0].axes - batch - inner, columns = v[1].axes - batch - inner;
  if (batch < 0 || inner < 0 || rows < 0 || columns < 0 || v[2].axes != batch + rows + columns) REFUSE(env);
  if (v[0].dtype != v[2].dtype || v[1].dtype != v[2].dtype) REFUSE(env);
  for (int i = 0; i < batch; i++)
    if (v[0].shape[i] != v[1].shape[i] || v[0].shape[i] != v[2].shape[i]) REFUSE(env);
  for (int i = 0; i < inner; i++)
    if (v[0].shape[batch + rows + i] != v[1].shape[batch + i]) REFUSE(env);
  for (int i = 0; i < rows; i++)
    if (v[0].shape[batch + i] != v[2].shape[batch + i]) REFUSE(env);
  for (int i = 0; i < columns; i++)
    if (v[1].shape[batch + inner + i] != v[2].shape[batch + rows + i]) REFUSE(env);
  struct state *state = call.state;
  return end(env, state->kernels->contract(&v[0], &v[1], &v[2], (int)batch, (int)inner, &state->scratch));
}

napi_value call_winograd(napi_env env, napi_callback_info info) {
  struct call call;
  int64_t n[2];
  struct view *v = call.views;
  if (!begin(env, info, &call, 2, n, 3) || n[0] < 0 || n[1] < 0) REFUSE(env);
  const struct view *filters = &v[0], *images = &v[1], *maps = &v[2];
  for (int i = 0; i < 3; i++)
    if (v[i].dtype != FLOAT32 || v[i].axes != 4) REFUSE(env);
  if (filters->shape[2] != 3 || filters->shape[3] != 3 || images->strides[3] != 1 || maps->strides[3] != 1) REFUSE(env);
  if (maps->shape[2] % 2 + maps->shape[3] % 2 != 0 || images->shape[0] != maps->shape[0]) REFUSE(env);
  if (images->shape[1] != filters->shape[1] || maps->shape[1] != filters->shape[0]) REFUSE(env);
  struct state *state = call.state;
  return end(env, state->kernels->winograd(filters, images, maps, n[0], n[1], &state->scratch));
}

napi_value call_reduce(napi_env env, napi_callback_info info) {
  struct call call;
  int64_t f;
  struct view *v = call.views;
  if (!begin(env, info, &call, 1, &f, 2) || !same_shape(&v[0], &v[1])) REFUSE(env);
  return end(env, call.state->kernels->reduce((int)f, &v[0], &v[1], &call.state->scratch));
}

napi_value call_normalize(napi_env env, napi_callback_info info) {
  struct call call;
  int64_t kind;
  struct view *v = call.views;
  if (!begin(env, info, &call, 1, &kind, 2) || !same_shape(&v[0], &v[1]) || !is_contiguous(&v[1])) REFUSE(env);
  return end(env, call.state->kernels->normalize((int)kind, &v[0], &v[1], &call.state->scratch));
}

napi_value call_copy(napi_env env, napi_callback_info info) {
  struct call call;
  struct view *v = call.views;
  if (!begin(env, info, &call, 0, NULL, 2) || !same_shape(&v[0], &v[1])) REFUSE(env);
  return end(env, call.state->kernels->copy(&v[0], &v[1], &call.state->scratch));
}

napi_value call_accumulate(napi_env env, napi_callback_info info) {
  struct call call;
  struct view *v = call.views;
  if (!begin(env, info, &call, 0, NULL, 2) || !same_shape(&v[0], &v[1])) REFUSE(env);
  return end(env, call.state->kernels->accumulate(&v[0], &v[1], &call.state->scratch));
}

/* The data, the index and the elements: the latter have one shape, and the data reach as far along all other axes. */
napi_value call_indexed(napi_env env, napi_callback_info info) {
  struct call call;
  int64_t n[2];
  struct view *v = call.views;
  if (!begin(env, info, &call, 2, n, 3) || !same_shape(&v[1], &v[2]) || v[0].axes != v[1].axes) REFUSE(env);
  if (n[1] < 0 || n[1] >= v[0].axes) REFUSE(env);
  for (int axis = 0; axis < v[0].axes; axis++)
    if (axis != n[1] && v[0].shape[axis] < v[1].shape[axis]) REFUSE(env);
  return end(env, call.state->kernels->indexed((int)n[0], &v[0], &v[1], (int)n[1], &v[2]));
}

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

napi_value call_random(napi_env env, napi_callback_info info) {
  struct call call;
  int64_t n[6];
  if (!begin(env, info, &call, 6, n, 1) || !is_contiguous(&call.views[0])) REFUSE(env);
  double bound = next_real(&call.reader);
  if (n[5] != 1 && n[5] != 2) REFUSE(env);
  uint32_t key[2] = {(uint32_t)n[1], (uint32_t)n[2]}, number[2] = {(uint32_t)n[3], (uint32_t)n[4]};
  return end(env, call.state->kernels->random((int)n[0], key, number, (int)n[5], bound, &call.views[0],
                                         &call.state->scratch));
}
