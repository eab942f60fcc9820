/* How a call of JavaScript is read: numbers, and views, each checked against the length of its array. */
#include "border.h"

#include <math.h>
#include <stdlib.h>

void *scratch_of(struct scratch *scratch, size_t bytes) {
  if (bytes <= scratch->size) return scratch->memory;
  free(scratch->memory);
  size_t size = (bytes + 65535) / 65536 * 65536;
  scratch->memory = aligned_alloc(64, size);
  scratch->size = scratch->memory == NULL ? 0 : size;
  return scratch->memory;
}

napi_value fail(napi_env env, const char *message) {
  napi_throw_error(env, NULL, message);
  return NULL;
}

/* Whole numbers that a double holds; 0 beyond the end of the block. */
int64_t next(struct reader *reader) {
  if (reader->at >= reader->end || !(fabs(*reader->at) < 0x1p53)) {
    reader->failed = true;
    return 0;
  }
  return (int64_t)*reader->at++;
}

static bool dtype_of(napi_typedarray_type type, enum dtype *dtype) {
  switch (type) {
    case napi_float32_array: *dtype = FLOAT32; return true;
    case napi_float64_array: *dtype = FLOAT64; return true;
    case napi_int32_array: *dtype = INT32; return true;
    case napi_uint8_array: *dtype = BOOL; return true;
    default: return false;
  }
}

static const int64_t bytes_of[] = {[FLOAT32] = 4, [FLOAT64] = 8, [INT32] = 4, [BOOL] = 1};

/* A view of a typed array, by offset, number of axes, sizes and strides; false if it reaches beyond the array. */
bool read_view(napi_env env, napi_value array, struct reader *reader, struct view *view) {
  napi_typedarray_type type;
  size_t length;
  void *data;
  if (napi_get_typedarray_info(env, array, &type, &length, &data, NULL, NULL) != napi_ok) return false;
  if (!dtype_of(type, &view->dtype)) return false;
  int64_t offset = next(reader), axes = next(reader);
  if (reader->failed || axes < 0 || axes > MOST_AXES) return false;
  view->axes = (int)axes;
  bool empty = false;
  for (int axis = 0; axis < axes; axis++) {
    int64_t size = view->shape[axis] = next(reader);
    if (size < 0 || size > INT32_MAX) return false;
    empty |= size == 0;
  }
  int64_t first = offset, last = offset, reach;
  for (int axis = 0; axis < axes; axis++) {
    view->strides[axis] = next(reader);
    if (__builtin_mul_overflow(view->strides[axis], view->shape[axis] - 1, &reach)) return false;
    if (reach < 0 ? __builtin_add_overflow(first, reach, &first) : __builtin_add_overflow(last, reach, &last))
      return false;
  }
  if (reader->failed) return false;
  if (!empty && (first < 0 || last >= (int64_t)length)) return false;
  view->data = empty ? data : (char *)data + offset * bytes_of[view->dtype];
  return true;
}

bool begin(napi_env env, napi_callback_info info, struct call *call, int numbers, int64_t *number, int views) {
  napi_value arguments[MOST_ARGUMENTS];
  size_t count = MOST_ARGUMENTS;
  if (napi_get_cb_info(env, info, &count, arguments, NULL, (void **)&call->state) != napi_ok) return false;
  call->reader = (struct reader){call->state->parameters, call->state->parameters + call->state->count, false};
  if ((int)count < views) return false;
  for (int i = 0; i < numbers; i++) number[i] = next(&call->reader);
  for (int i = 0; i < views; i++)
    if (!read_view(env, arguments[i], &call->reader, &call->views[i])) return false;
  return !call->reader.failed;
}

bool same_shape(const struct view *a, const struct view *b) {
  if (a->axes != b->axes) return false;
  for (int axis = 0; axis < a->axes; axis++)
    if (a->shape[axis] != b->shape[axis]) return false;
  return true;
}

napi_value truth(napi_env env, bool value) {
  napi_value result;
  napi_get_boolean(env, value, &result);
  return result;
}

napi_value end(napi_env env, enum outcome outcome) {
  if (outcome == NO_MEMORY) return fail(env, "native: there is no memory for what a kernel works in");
  return truth(env, outcome == DONE);
}

bool is_contiguous(const struct view *x) {
  int64_t expected = 1;
  for (int axis = x->axes - 1; axis >= 0; axis--) {
    if (x->shape[axis] != 1 && x->strides[axis] != expected) return false;
    expected *= x->shape[axis];
  }
  return true;
}

/* Another number than whole ones may be. */
double next_real(struct reader *reader) {
  if (reader->at >= reader->end) {
    reader->failed = true;
    return 0;
  }
  return *reader->at++;
}

int64_t size_of(const struct view *x) {
  int64_t size = 1;
  for (int axis = 0; axis < x->axes; axis++) size *= x->shape[axis];
  return size;
}

bool is_dense(const struct view *x, int64_t size) { return is_contiguous(x) && size_of(x) == size; }
