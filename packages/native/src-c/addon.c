/*
 * The border: what JavaScript calls. Operands come as typed arrays, all else as numbers in a block of parameters that is
 * registered once: asking for a typed array costs some 40 ns, for a number in the block next to nothing. Each view is
 * checked against the length of its array (`border.c`), so that no kernel reads or writes beyond one.
 */
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "border.h"
#include "levels.h"
#include "native.h"
#include "threads.h"

static void drop(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  struct state *state = data;
  stop_threads(state->scratch.threads);
  free(state->scratch.memory);
  free(state);
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
      {"register", call_register}, {"choose", call_choose}, {"setThreads", call_set_threads},
#define X(name, call) {#name, call_##call},
      CALLS(X)
#undef X
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
