/*
 * The border: what JavaScript calls. Operands come as typed arrays, all else as numbers in a block of parameters that is
 * registered once: asking for a typed array costs some 40 ns, for a number in the block next to nothing. Each view is
 * checked against the length of its array here, so that no kernel reads or writes beyond one.
 */
#include <malloc.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "border.h"
#include "levels.h"
#include "native.h"
#include "threads.h"

void *scratch_of(struct scratch *scratch, size_t bytes) {
  if (bytes <= scratch->size) return scratch->memory;
  free(scratch->memory);
  size_t size = (bytes + 65535) / 65536 * 65536;
  scratch->memory = aligned_alloc(64, size);
  scratch->size = scratch->memory == NULL ? 0 : size;
  return scratch->memory;
}

static void drop(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  struct state *state = data;
  stop_threads(state->scratch.threads);
  free(state->scratch.memory);
  free(state);
}

napi_value fail(napi_env env, const char *message) {
  napi_throw_error(env, NULL, message);
  return NULL;
}

/* Whole numbers that a double holds; 0 beyond the end of the block. */
static int64_t next(struct reader *reader) {
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

static napi_value call_unary(napi_env env, napi_callback_info info) {
  struct call call;
  int64_t f;
  if (!begin(env, info, &call, 1, &f, 2) || !same_shape(&call.views[0], &call.views[1])) REFUSE(env);
  return end(env, call.state->kernels->unary((int)f, &call.views[0], &call.views[1], &call.state->scratch));
}

static napi_value call_binary(napi_env env, napi_callback_info info) {
  struct call call;
  int64_t f;
  struct view *v = call.views;
  if (!begin(env, info, &call, 1, &f, 3) || !same_shape(&v[0], &v[2]) || !same_shape(&v[1], &v[2])) REFUSE(env);
  return end(env, call.state->kernels->binary((int)f, &v[0], &v[1], &v[2], &call.state->scratch));
}

static napi_value call_where(napi_env env, napi_callback_info info) {
  struct call call;
  struct view *v = call.views;
  if (!begin(env, info, &call, 0, NULL, 4)) REFUSE(env);
  for (int i = 0; i < 3; i++)
    if (!same_shape(&v[i], &v[3])) REFUSE(env);
  return end(env, call.state->kernels->where(&v[0], &v[1], &v[2], &v[3], &call.state->scratch));
}

static napi_value call_contract(napi_env env, napi_callback_info info) {
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

static napi_value call_reduce(napi_env env, napi_callback_info info) {
  struct call call;
  int64_t f;
  struct view *v = call.views;
  if (!begin(env, info, &call, 1, &f, 2) || !same_shape(&v[0], &v[1])) REFUSE(env);
  return end(env, call.state->kernels->reduce((int)f, &v[0], &v[1], &call.state->scratch));
}

static bool is_contiguous(const struct view *x) {
  int64_t expected = 1;
  for (int axis = x->axes - 1; axis >= 0; axis--) {
    if (x->shape[axis] != 1 && x->strides[axis] != expected) return false;
    expected *= x->shape[axis];
  }
  return true;
}

static napi_value call_normalize(napi_env env, napi_callback_info info) {
  struct call call;
  int64_t kind;
  struct view *v = call.views;
  if (!begin(env, info, &call, 1, &kind, 2) || !same_shape(&v[0], &v[1]) || !is_contiguous(&v[1])) REFUSE(env);
  return end(env, call.state->kernels->normalize((int)kind, &v[0], &v[1], &call.state->scratch));
}

static napi_value call_copy(napi_env env, napi_callback_info info) {
  struct call call;
  struct view *v = call.views;
  if (!begin(env, info, &call, 0, NULL, 2) || !same_shape(&v[0], &v[1])) REFUSE(env);
  return end(env, call.state->kernels->copy(&v[0], &v[1], &call.state->scratch));
}

static napi_value call_accumulate(napi_env env, napi_callback_info info) {
  struct call call;
  struct view *v = call.views;
  if (!begin(env, info, &call, 0, NULL, 2) || !same_shape(&v[0], &v[1])) REFUSE(env);
  return end(env, call.state->kernels->accumulate(&v[0], &v[1], &call.state->scratch));
}

/* The data, the index and the elements: the latter have one shape, and the data reach as far along all other axes. */
static napi_value call_indexed(napi_env env, napi_callback_info info) {
  struct call call;
  int64_t n[2];
  struct view *v = call.views;
  if (!begin(env, info, &call, 2, n, 3) || !same_shape(&v[1], &v[2]) || v[0].axes != v[1].axes) REFUSE(env);
  if (n[1] < 0 || n[1] >= v[0].axes) REFUSE(env);
  for (int axis = 0; axis < v[0].axes; axis++)
    if (axis != n[1] && v[0].shape[axis] < v[1].shape[axis]) REFUSE(env);
  return end(env, call.state->kernels->indexed((int)n[0], &v[0], &v[1], (int)n[1], &v[2]));
}

/* Another number than whole ones may be. */
static double next_real(struct reader *reader) {
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

static napi_value call_standardize(napi_env env, napi_callback_info info) { return standardizing(env, info, false); }
static napi_value call_standardize_back(napi_env env, napi_callback_info info) {
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

static napi_value call_causal_shares(napi_env env, napi_callback_info info) { return shares(env, info, false); }
static napi_value call_shares_back(napi_env env, napi_callback_info info) { return shares(env, info, true); }

static napi_value call_random(napi_env env, napi_callback_info info) {
  struct call call;
  int64_t n[6];
  if (!begin(env, info, &call, 6, n, 1) || !is_contiguous(&call.views[0])) REFUSE(env);
  double bound = next_real(&call.reader);
  if (n[5] != 1 && n[5] != 2) REFUSE(env);
  uint32_t key[2] = {(uint32_t)n[1], (uint32_t)n[2]}, number[2] = {(uint32_t)n[3], (uint32_t)n[4]};
  return end(env, call.state->kernels->random((int)n[0], key, number, (int)n[5], bound, &call.views[0],
                                         &call.state->scratch));
}

/* A program comes as numbers, its operands as a list. */
static napi_value call_elementwise(napi_env env, napi_callback_info info) {
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

/* Registers the block of parameters. */
static napi_value call_register(napi_env env, napi_callback_info info) {
  struct state *state;
  napi_value array;
  size_t count = 1;
  napi_typedarray_type type;
  void *data;
  if (napi_get_cb_info(env, info, &count, &array, NULL, (void **)&state) != napi_ok || count < 1 ||
      napi_get_typedarray_info(env, array, &type, &state->count, &data, NULL, NULL) != napi_ok ||
      type != napi_float64_array)
    return fail(env, "native: the block of parameters is a Float64Array");
  if (state->block != NULL) napi_delete_reference(env, state->block);
  napi_create_reference(env, array, 1, &state->block);
  state->parameters = data;
  return NULL;
}

/* So many threads from now on, this one among them, and what they are worth; false if they cannot be started. */
static napi_value call_set_threads(napi_env env, napi_callback_info info) {
  struct state *state;
  napi_value arguments[3];
  size_t count = 3;
  int32_t number;
  struct worth worth;
  if (napi_get_cb_info(env, info, &count, arguments, NULL, (void **)&state) != napi_ok || count < 3 ||
      napi_get_value_int32(env, arguments[0], &number) != napi_ok || number < 1 || number > MOST_THREADS ||
      napi_get_value_double(env, arguments[1], &worth.awake) != napi_ok ||
      napi_get_value_double(env, arguments[2], &worth.asleep) != napi_ok)
    return fail(env, "native: threads are from 1 to 64, and two times say what is worth sharing");
  stop_threads(state->scratch.threads);
  state->scratch.threads = number == 1 ? NULL : start_threads(number - 1, worth);
  return truth(env, number == 1 || state->scratch.threads != NULL);
}

/*
 * Memory that the collector frees stays in the process, up to these sizes: what comes from the system anew has to be mapped
 * page by page, which takes longer than a cheap kernel does. The variables of glibc go before.
 */
static void keep_freed_memory(void) {
#if defined(__GLIBC__)
  if (getenv("MALLOC_MMAP_THRESHOLD_") == NULL) mallopt(M_MMAP_THRESHOLD, 32 << 20);
  if (getenv("MALLOC_TRIM_THRESHOLD_") == NULL) mallopt(M_TRIM_THRESHOLD, 256 << 20);
#endif
}

/* Chooses an instruction set by name; false if this processor, or this binary, lacks it. */
static napi_value call_choose(napi_env env, napi_callback_info info) {
  struct state *state;
  napi_value name;
  char text[16];
  size_t count = 1, length;
  if (napi_get_cb_info(env, info, &count, &name, NULL, (void **)&state) != napi_ok || count < 1 ||
      napi_get_value_string_utf8(env, name, text, sizeof text, &length) != napi_ok)
    return fail(env, "native: an instruction set has a name");
  for (int i = 0; i < LEVELS; i++) {
    if (strcmp(levels[i].kernels->level, text) != 0 || !levels[i].runs()) continue;
    state->kernels = levels[i].kernels;
    keep_freed_memory();
    return truth(env, true);
  }
  return truth(env, false);
}

static napi_value names_of(napi_env env, const char *const *names) {
  napi_value list, name;
  napi_create_array(env, &list);
  for (uint32_t i = 0; names[i] != NULL; i++) {
    napi_create_string_utf8(env, names[i], NAPI_AUTO_LENGTH, &name);
    napi_set_element(env, list, i, name);
  }
  return list;
}

static napi_value init(napi_env env, napi_value exports) {
  struct state *state = calloc(1, sizeof *state);
  if (state == NULL) return fail(env, "native: there is no memory");
  const char *usable[LEVELS + 1];
  int count = 0;
  for (int i = 0; i < LEVELS; i++)
    if (levels[i].runs()) usable[count++] = levels[i].kernels->level;
  usable[count] = NULL;
  if (count == 0) {
    free(state);
    return fail(env, "this processor has none of the instruction sets that the kernels are built for");
  }
  for (int i = LEVELS - 1; i >= 0; i--)
    if (levels[i].runs()) state->kernels = levels[i].kernels;
  napi_set_instance_data(env, state, drop, NULL);

  static const struct {
    const char *name;
    napi_callback call;
  } functions[] = {
      {"register", call_register}, {"choose", call_choose},   {"setThreads", call_set_threads}, {"unary", call_unary},
      {"binary", call_binary},     {"where", call_where},     {"elementwise", call_elementwise},
      {"contract", call_contract}, {"reduce", call_reduce},   {"normalize", call_normalize},
      {"copy", call_copy},         {"indexed", call_indexed}, {"accumulate", call_accumulate},
      {"standardize", call_standardize}, {"standardizeBack", call_standardize_back}, {"random", call_random},
      {"causalShares", call_causal_shares}, {"sharesBack", call_shares_back},
      {"scan", call_scan}, {"argsort", call_argsort}, {"foldIntegers", call_fold_integers}, {"matrices", call_matrices},
  };
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    napi_value f;
    napi_create_function(env, functions[i].name, NAPI_AUTO_LENGTH, functions[i].call, state, &f);
    napi_set_named_property(env, exports, functions[i].name, f);
  }
  napi_value border;
  napi_create_int32(env, BORDER, &border);
  napi_set_named_property(env, exports, "border", border);
  napi_set_named_property(env, exports, "levels", names_of(env, usable));
  napi_set_named_property(env, exports, "unaryNames", names_of(env, unary_names()));
  napi_set_named_property(env, exports, "binaryNames", names_of(env, binary_names()));
  return exports;
}

NAPI_MODULE(NODE_GYP_MODULE_NAME, init)
