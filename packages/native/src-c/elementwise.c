/*
 * Functions of elements: one loop for each function and dtype, over rows in which every operand has an element of its
 * own for each column, or one for all. Other layouts go through blocks that stay in the first cache, and so do programs.
 */
#include "axes.h"
#include "functions.h"
#include "level.h"

/* Elements of a block. */
#define BLOCK 512

static const size_t bytes_of[] = {[FLOAT32] = 4, [FLOAT64] = 8, [INT32] = 4, [BOOL] = 1};

typedef void unary_loop(const void *x, void *out, int64_t count);
/* The steps are 0 or 1, and one of them is 1. */
typedef void binary_loop(const void *a, int64_t a_step, const void *b, int64_t b_step, void *out, int64_t count);

#define EACH _Pragma("GCC ivdep") for (int64_t i = 0; i < count; i++)

/* Operands and result may be the same array, element by element. */
#define X(name, dtype) \
  static void name##_##dtype##_row(const void *given, void *to, int64_t count) { \
    const c_##dtype *x = given; \
    c_##dtype *out = to; \
    EACH out[i] = name##_of_##dtype(x[i]); \
  }
UNARY_FORMULAS(X)
#undef X

#define BINARY_LOOP(name, dtype, result, value) \
  static void name##_##dtype##_rows(const void *left, int64_t a_step, const void *right, int64_t b_step, void *to, \
                                    int64_t count) { \
    const c_##dtype *a = left, *b = right; \
    result *out = to; \
    if (a_step == 0) { \
      const c_##dtype x = *a; \
      EACH out[i] = value(name##_of_##dtype(x, b[i])); \
    } else if (b_step == 0) { \
      const c_##dtype y = *b; \
      EACH out[i] = value(name##_of_##dtype(a[i], y)); \
    } else { \
      EACH out[i] = value(name##_of_##dtype(a[i], b[i])); \
    } \
  }

#define ITSELF(x) x
#define X(name, dtype) BINARY_LOOP(name, dtype, c_##dtype, ITSELF)
BINARY_FORMULAS(X)
#undef X

#define FLAG(mask) (uint8_t)((mask) & 1)
#define X(name, dtype) BINARY_LOOP(name, dtype, uint8_t, FLAG)
COMPARISON_FORMULAS(X)
#undef X

/* Arguments beyond what a formula is right for are left to the mathematical library. */
#define X(name, dtype, limit) \
  static void name##_##dtype##_bounded(const void *given, void *to, int64_t count) { \
    const c_##dtype *x = given; \
    c_##dtype *out = to; \
    bool beyond = false; \
    for (int64_t i = 0; i < count; i++) beyond |= fabs(x[i]) > limit; \
    if (!beyond) { \
      name##_##dtype##_row(given, to, count); \
      return; \
    } \
    for (int64_t i = 0; i < count; i++) \
      out[i] = fabs(x[i]) > limit ? (c_##dtype)name((double)x[i]) : name##_of_##dtype(x[i]); \
  }
BOUNDED_FORMULAS(X)
#undef X

static unary_loop *const unary_loops[3][UNARY_COUNT] = {
#define X(name, dtype) [DTYPE_##dtype][UNARY_##name] = name##_##dtype##_row,
#define DTYPE_float32 FLOAT32
#define DTYPE_float64 FLOAT64
#define DTYPE_int32 INT32
    UNARY_FORMULAS(X)
#undef X
};

/* In place of those above, for some. */
static unary_loop *const bounded_loops[3][UNARY_COUNT] = {
#define X(name, dtype, limit) [DTYPE_##dtype][UNARY_##name] = name##_##dtype##_bounded,
    BOUNDED_FORMULAS(X)
#undef X
};

static binary_loop *const binary_loops[3][ALL_BINARY_COUNT] = {
#define X(name, dtype) [DTYPE_##dtype][BINARY_##name] = name##_##dtype##_rows,
    BINARY_FORMULAS(X) COMPARISON_FORMULAS(X)
#undef X
};

static unary_loop *unary_of(int f, enum dtype dtype) {
  if (dtype == BOOL || f < 0 || f >= UNARY_COUNT) return NULL;
  unary_loop *bounded = bounded_loops[dtype][f];
  return bounded != NULL ? bounded : unary_loops[dtype][f];
}

static binary_loop *binary_of(int f, enum dtype dtype) {
  return dtype == BOOL || f < 0 || f >= ALL_BINARY_COUNT ? NULL : binary_loops[dtype][f];
}

static void where_4(const uint8_t *condition, const uint32_t *a, int64_t a_step, const uint32_t *b, int64_t b_step,
                    uint32_t *out, int64_t count) {
  if (a_step == 0) EACH out[i] = condition[i] ? *a : b[i];
  else if (b_step == 0) EACH out[i] = condition[i] ? a[i] : *b;
  else EACH out[i] = condition[i] ? a[i] : b[i];
}

static void where_8(const uint8_t *condition, const uint64_t *a, int64_t a_step, const uint64_t *b, int64_t b_step,
                    uint64_t *out, int64_t count) {
  if (a_step == 0) EACH out[i] = condition[i] ? *a : b[i];
  else if (b_step == 0) EACH out[i] = condition[i] ? a[i] : *b;
  else EACH out[i] = condition[i] ? a[i] : b[i];
}

#define MOST_OPERANDS 4

/* What runs a row, of pointers to operands and the result, and steps of 0 or 1. */
struct row_kernel {
  int operands; /* with the result, which is the last one */
  const size_t *bytes;
  /* Whether an operand's step may be 0, if another one's is 1. */
  bool may_repeat;
  enum { OF_ONE, OF_TWO, CHOICE } kind;
  unary_loop *one;
  binary_loop *two;
};

static void run_row(const struct row_kernel *kernel, char *const *at, const int64_t *steps, int64_t count) {
  switch (kernel->kind) {
    case OF_ONE: kernel->one(at[0], at[1], count); break;
    case OF_TWO: kernel->two(at[0], steps[0], at[1], steps[1], at[2], count); break;
    case CHOICE:
      if (kernel->bytes[3] == 4)
        where_4((const uint8_t *)at[0], (const uint32_t *)at[1], steps[1], (const uint32_t *)at[2], steps[2],
                (uint32_t *)at[3], count);
      else
        where_8((const uint8_t *)at[0], (const uint64_t *)at[1], steps[1], (const uint64_t *)at[2], steps[2],
                (uint64_t *)at[3], count);
  }
}

#define COPY(type) \
  { \
    const type *x = (const type *)from; \
    type *out = (type *)to; \
    for (int64_t i = 0; i < count; i++) out[i * to_step] = x[i * from_step]; \
  }

/* Elements that lie some steps apart. */
static void copy_row(const char *from, int64_t from_step, char *to, int64_t to_step, int64_t count, size_t bytes) {
  if (bytes == 4) COPY(uint32_t)
  else if (bytes == 8) COPY(uint64_t)
  else COPY(uint8_t)
}

/* A row whose steps no loop takes: through blocks. */
static void run_uneven(const struct row_kernel *kernel, char *const *at, const int64_t *steps, int64_t count) {
  char blocks[MOST_OPERANDS][BLOCK * 8] __attribute__((aligned(64)));
  int64_t ones[MOST_OPERANDS] = {1, 1, 1, 1};
  int last = kernel->operands - 1;
  for (int64_t from = 0; from < count; from += BLOCK) {
    int64_t size = count - from < BLOCK ? count - from : BLOCK;
    char *lies[MOST_OPERANDS];
    for (int i = 0; i <= last; i++) {
      char *place = at[i] + from * steps[i] * (int64_t)kernel->bytes[i];
      lies[i] = steps[i] == 1 ? place : blocks[i];
      if (steps[i] != 1 && i < last) copy_row(place, steps[i], blocks[i], 1, size, kernel->bytes[i]);
    }
    run_row(kernel, lies, ones, size);
    if (steps[last] != 1)
      copy_row(blocks[last], 1, at[last] + from * steps[last] * (int64_t)kernel->bytes[last], steps[last], size,
               kernel->bytes[last]);
  }
}

static bool runs_as_it_lies(const struct row_kernel *kernel, const int64_t *steps) {
  int last = kernel->operands - 1;
  if (steps[last] != 1) return false;
  int first = kernel->kind == CHOICE ? 1 : 0;
  if (first == 1 && steps[0] != 1) return false;
  int repeated = 0;
  for (int i = first; i < last; i++) {
    if (steps[i] != 0 && steps[i] != 1) return false;
    repeated += steps[i] == 0;
  }
  return repeated == 0 || (kernel->may_repeat && repeated < last - first);
}

/* Visits all rows; axes are nested as the result's are. */
static void for_each_row(const struct row_kernel *kernel, const struct view *const *views) {
  int last = kernel->operands - 1;
  const struct view *out = views[last];
  int order[MOST_AXES];
  for (int axis = 0; axis < out->axes; axis++) {
    int to = axis;
    for (; to > 0 && out->strides[order[to - 1]] < out->strides[axis]; to--) order[to] = order[to - 1];
    order[to] = axis;
  }
  struct axes axes = {.count = 0, .size = 1};
  for (int i = 0; i < out->axes; i++) {
    int64_t strides[MOST_OPERANDS];
    for (int k = 0; k <= last; k++) strides[k] = views[k]->strides[order[i]];
    add_axis(&axes, last + 1, out->shape[order[i]], strides);
  }
  if (axes.size == 0) return;
  int inner = axes.count - 1;
  int64_t count = inner < 0 ? 1 : axes.shape[inner];
  int64_t steps[MOST_OPERANDS], at[MOST_AXES] = {0}, places[MOST_OPERANDS] = {0};
  for (int k = 0; k <= last; k++) steps[k] = inner < 0 ? 1 : axes.strides[k][inner];
  bool lies = runs_as_it_lies(kernel, steps);
  do {
    char *pointers[MOST_OPERANDS];
    for (int k = 0; k <= last; k++) pointers[k] = views[k]->data + places[k] * (int64_t)kernel->bytes[k];
    if (lies) run_row(kernel, pointers, steps, count);
    else run_uneven(kernel, pointers, steps, count);
  } while (next_place(&axes, inner, last + 1, at, places));
}

enum outcome AT_LEVEL(unary)(int f, const struct view *x, const struct view *out) {
  unary_loop *loop = unary_of(f, x->dtype);
  if (loop == NULL || out->dtype != x->dtype) return NO_KERNEL;
  size_t bytes[] = {bytes_of[x->dtype], bytes_of[out->dtype]};
  struct row_kernel kernel = {.operands = 2, .bytes = bytes, .kind = OF_ONE, .one = loop};
  for_each_row(&kernel, (const struct view *const[]){x, out});
  return DONE;
}

enum outcome AT_LEVEL(binary)(int f, const struct view *a, const struct view *b, const struct view *out) {
  binary_loop *loop = binary_of(f, a->dtype);
  enum dtype result = f > COMPARISON_BEFORE_FIRST ? BOOL : a->dtype;
  if (loop == NULL || b->dtype != a->dtype || out->dtype != result) return NO_KERNEL;
  size_t bytes[] = {bytes_of[a->dtype], bytes_of[b->dtype], bytes_of[out->dtype]};
  struct row_kernel kernel = {.operands = 3, .bytes = bytes, .may_repeat = true, .kind = OF_TWO, .two = loop};
  for_each_row(&kernel, (const struct view *const[]){a, b, out});
  return DONE;
}

enum outcome AT_LEVEL(where)(const struct view *condition, const struct view *a, const struct view *b,
                             const struct view *out) {
  bool same = a->dtype == out->dtype && b->dtype == out->dtype;
  if (condition->dtype != BOOL || out->dtype == BOOL || !same) return NO_KERNEL;
  size_t each = bytes_of[out->dtype];
  size_t bytes[] = {1, each, each, each};
  struct row_kernel kernel = {.operands = 4, .bytes = bytes, .may_repeat = true, .kind = CHOICE};
  for_each_row(&kernel, (const struct view *const[]){condition, a, b, out});
  return DONE;
}

static int64_t size_of(const struct view *x) {
  int64_t size = 1;
  for (int axis = 0; axis < x->axes; axis++) size *= x->shape[axis];
  return size;
}

static bool overlap(const char *a, size_t a_bytes, const char *b, size_t b_bytes) {
  return (uintptr_t)a < (uintptr_t)b + b_bytes && (uintptr_t)b < (uintptr_t)a + a_bytes;
}

/* The first register that a step writes is given by -1 - output where it is an output, else a block behind the inputs. */
enum outcome AT_LEVEL(elementwise)(const struct program *program, const struct view *inputs,
                                   const struct view *outputs, struct scratch *scratch) {
  enum dtype dtype = outputs[0].dtype;
  if (dtype == BOOL) return NO_KERNEL;
  int64_t size = size_of(&outputs[0]);
  size_t bytes = bytes_of[dtype];
  bool single[MOST_VIEWS], direct = true;
  for (int i = 0; i < program->inputs; i++) {
    int64_t own = size_of(&inputs[i]);
    if (inputs[i].dtype != dtype || (own != 1 && own != size)) return NO_KERNEL;
    single[i] = own == 1;
  }
  for (int o = 0; o < program->outputs; o++) {
    if (outputs[o].dtype != dtype || size_of(&outputs[o]) != size) return NO_KERNEL;
    for (int i = 0; i < program->inputs; i++)
      if (overlap(outputs[o].data, size * bytes, inputs[i].data, single[i] ? bytes : size * bytes)) direct = false;
  }
  for (int s = 0; s < program->steps; s++) {
    const struct step *step = &program->step[s];
    bool found = step->operands[1] == NO_OPERAND ? unary_of(step->f, dtype) != NULL
                                                 : step->f < BINARY_COUNT && binary_of(step->f, dtype) != NULL;
    if (!found) return NO_KERNEL;
  }
  const size_t block = BLOCK * 8;
  char *blocks = scratch_of(scratch, (program->registers + program->outputs) * block);
  if (blocks == NULL) return NO_MEMORY;
  char *kept = blocks + program->registers * block;

  for (int64_t from = 0; from < size; from += BLOCK) {
    int64_t count = size - from < BLOCK ? size - from : BLOCK;
    int64_t step_of[3];
    for (int s = 0; s < program->steps; s++) {
      const struct step *step = &program->step[s];
      char *at[3] = {NULL};
      int registers[3] = {step->operands[0], step->operands[1], step->result};
      for (int k = 0; k < 3; k++) {
        int r = registers[k];
        step_of[k] = 1;
        if (r == NO_OPERAND) continue;
        if (r < 0) at[k] = direct ? outputs[-1 - r].data + from * bytes : kept + (-1 - r) * block;
        else if (r >= program->inputs) at[k] = blocks + (r - program->inputs) * block;
        else if (single[r]) at[k] = inputs[r].data, step_of[k] = 0;
        else at[k] = inputs[r].data + from * bytes;
      }
      if (registers[1] == NO_OPERAND) {
        unary_loop *loop = unary_of(step->f, dtype);
        if (step_of[0] == 1) loop(at[0], at[2], count);
        else {
          loop(at[0], at[2], 1);
          copy_row(at[2], 0, at[2], 1, count, bytes);
        }
      } else {
        binary_loop *loop = binary_of(step->f, dtype);
        if (step_of[0] == 1 || step_of[1] == 1) loop(at[0], step_of[0], at[1], step_of[1], at[2], count);
        else {
          loop(at[0], 1, at[1], 1, at[2], 1);
          copy_row(at[2], 0, at[2], 1, count, bytes);
        }
      }
    }
    for (int o = 0; o < program->outputs; o++) {
      int r = program->output[o];
      char *to = outputs[o].data + from * bytes;
      if (r == -1 - o && direct) continue;
      if (r < 0) copy_row(direct ? outputs[-1 - r].data + from * bytes : kept + (-1 - r) * block, 1, to, 1, count, bytes);
      else if (r >= program->inputs) copy_row(blocks + (r - program->inputs) * block, 1, to, 1, count, bytes);
      else copy_row(inputs[r].data + (single[r] ? 0 : from * bytes), single[r] ? 0 : 1, to, 1, count, bytes);
    }
  }
  return DONE;
}
