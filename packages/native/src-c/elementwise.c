/* Functions of elements in any layout: rows as loops take them, and others through blocks that stay in the first cache. */
#include <string.h>

#include "axes.h"
#include "loops.h"

/* What an element takes, to tell what threads are worth: a function of one is a series more often than not. */
#define NANOSECONDS 0.15
#define NANOSECONDS_OF_ONE 0.4

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

/* Bytes of results that are asked for before they are written: a page, beyond which the processor does not look ahead. */
#define AHEAD 4096

/* A row, page by page: where results of two operands go is in no cache, more often than not, and they wait for that alone. */
static void run_ahead(const struct row_kernel *kernel, char **at, const int64_t *steps, int64_t count) {
  const int last = kernel->operands - 1;
  const int64_t page = AHEAD / (int64_t)kernel->bytes[last];
  for (; count >= page; count -= page) {
    for (int i = 0; i < AHEAD; i += 64) __builtin_prefetch(at[last] + AHEAD + i, 1);
    run_row(kernel, at, steps, page);
    for (int k = 0; k <= last; k++) at[k] += page * steps[k] * (int64_t)kernel->bytes[k];
  }
  if (count > 0) run_row(kernel, at, steps, count);
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

/* Elements of a row up to which several rows go together. */
#define SHORT_ROW 128
/* Bytes that are moved at once. */
#define CHUNK 64

/* Neighbours, to a place that lies apart from theirs. What is less than a chunk at the end is moved with what is before it. */
static void copy_bytes(const char *from, char *to, size_t bytes) {
  if (bytes < CHUNK) {
    memcpy(to, from, bytes);
    return;
  }
  size_t i = 0;
  for (; i + CHUNK <= bytes; i += CHUNK) memcpy(to + i, from + i, CHUNK);
  if (i < bytes) memcpy(to + bytes - CHUNK, from + bytes - CHUNK, CHUNK);
}

/* What a call visits: axes that are nested as the result's are. */
struct rows {
  const struct row_kernel *kernel;
  const struct view *const *views;
  struct axes axes;
  int pieces;
};

/*
 * Short rows of neighbours: as many as a block holds are one row for the loop. Operands whose rows do not follow each other,
 * as those of images with a border, go through blocks.
 */
static void visit_together(const struct rows *rows, const struct axes *axes, int64_t *places) {
  const struct row_kernel *kernel = rows->kernel;
  const int last = kernel->operands - 1, outer = axes->count - 2;
  const int64_t count = axes->shape[outer + 1], most = BLOCK / count;
  int64_t at[MOST_AXES] = {0}, ones[MOST_OPERANDS] = {1, 1, 1, 1};
  char blocks[MOST_OPERANDS][BLOCK * 8] __attribute__((aligned(64)));
  do {
    for (int64_t from = 0; from < axes->shape[outer]; from += most) {
      const int64_t height = axes->shape[outer] - from < most ? axes->shape[outer] - from : most;
      char *lies[MOST_OPERANDS];
      for (int k = 0; k <= last; k++) {
        const int64_t bytes = (int64_t)kernel->bytes[k], step = axes->strides[k][outer];
        char *first = rows->views[k]->data + (places[k] + from * step) * bytes;
        lies[k] = step == count ? first : blocks[k];
        if (step == count || k == last) continue;
        for (int64_t i = 0; i < height; i++)
          copy_bytes(first + i * step * bytes, blocks[k] + i * count * bytes, (size_t)(count * bytes));
      }
      run_row(kernel, lies, ones, height * count);
      if (lies[last] != blocks[last]) continue;
      const int64_t bytes = (int64_t)kernel->bytes[last], step = axes->strides[last][outer];
      char *first = rows->views[last]->data + (places[last] + from * step) * bytes;
      for (int64_t i = 0; i < height; i++)
        copy_bytes(blocks[last] + i * count * bytes, first + i * step * bytes, (size_t)(count * bytes));
    }
  } while (next_place(axes, outer, last + 1, at, places));
}

static enum outcome visit_rows(const void *work, int piece, struct scratch *scratch) {
  (void)scratch;
  const struct rows *rows = work;
  const struct row_kernel *kernel = rows->kernel;
  int last = kernel->operands - 1;
  int64_t steps[MOST_OPERANDS] = {0}, at[MOST_AXES] = {0}, places[MOST_OPERANDS];
  struct axes axes = part_of(&rows->axes, last + 1, piece, rows->pieces, places);
  if (axes.size == 0) return DONE;
  int inner = axes.count - 1;
  int64_t count = inner < 0 ? 1 : axes.shape[inner];
  for (int k = 0; k <= last; k++) steps[k] = inner < 0 ? 1 : axes.strides[k][inner];
  bool lies = runs_as_it_lies(kernel, steps), neighbours = true;
  for (int k = 0; k <= last; k++) neighbours &= steps[k] == 1;
  if (neighbours && inner > 0 && count <= SHORT_ROW) {
    visit_together(rows, &axes, places);
    return DONE;
  }
  do {
    char *pointers[MOST_OPERANDS];
    for (int k = 0; k <= last; k++) pointers[k] = rows->views[k]->data + places[k] * (int64_t)kernel->bytes[k];
    if (lies && kernel->kind == OF_TWO) run_ahead(kernel, pointers, steps, count);
    else if (lies) run_row(kernel, pointers, steps, count);
    else run_uneven(kernel, pointers, steps, count);
  } while (next_place(&axes, inner, last + 1, at, places));
  return DONE;
}

static enum outcome for_each_row(const struct row_kernel *kernel, const struct view *const *views,
                                 struct scratch *scratch) {
  int last = kernel->operands - 1;
  const struct view *out = views[last];
  int order[MOST_AXES];
  order_axes(out->axes, out->strides, order);
  struct rows rows = {.kernel = kernel, .views = views, .axes = {.size = 1}};
  for (int i = 0; i < out->axes; i++) {
    int64_t strides[MOST_OPERANDS];
    for (int k = 0; k <= last; k++) strides[k] = views[k]->strides[order[i]];
    add_axis(&rows.axes, last + 1, out->shape[order[i]], strides);
  }
  rows.pieces = pieces_of(scratch, (kernel->kind == OF_ONE ? NANOSECONDS_OF_ONE : NANOSECONDS) * rows.axes.size,
                          rows.axes.size);
  return run_pieces(scratch, rows.pieces, visit_rows, &rows);
}

enum outcome AT_LEVEL(unary)(int f, const struct view *x, const struct view *out, struct scratch *scratch) {
  unary_loop *loop = AT_LEVEL(unary_of)(f, x->dtype);
  if (loop == NULL || out->dtype != x->dtype) return NO_KERNEL;
  size_t bytes[] = {bytes_of[x->dtype], bytes_of[out->dtype]};
  struct row_kernel kernel = {.operands = 2, .bytes = bytes, .kind = OF_ONE, .one = loop};
  return for_each_row(&kernel, (const struct view *const[]){x, out}, scratch);
}

enum outcome AT_LEVEL(binary)(int f, const struct view *a, const struct view *b, const struct view *out,
                              struct scratch *scratch) {
  binary_loop *loop = AT_LEVEL(binary_of)(f, a->dtype);
  enum dtype result = f > COMPARISON_BEFORE_FIRST ? BOOL : a->dtype;
  if (loop == NULL || b->dtype != a->dtype || out->dtype != result) return NO_KERNEL;
  size_t bytes[] = {bytes_of[a->dtype], bytes_of[b->dtype], bytes_of[out->dtype]};
  struct row_kernel kernel = {.operands = 3, .bytes = bytes, .may_repeat = true, .kind = OF_TWO, .two = loop};
  return for_each_row(&kernel, (const struct view *const[]){a, b, out}, scratch);
}

enum outcome AT_LEVEL(where)(const struct view *condition, const struct view *a, const struct view *b,
                             const struct view *out, struct scratch *scratch) {
  bool same = a->dtype == out->dtype && b->dtype == out->dtype;
  if (condition->dtype != BOOL || out->dtype == BOOL || !same) return NO_KERNEL;
  size_t each = bytes_of[out->dtype];
  size_t bytes[] = {1, each, each, each};
  struct row_kernel kernel = {.operands = 4, .bytes = bytes, .may_repeat = true, .kind = CHOICE};
  return for_each_row(&kernel, (const struct view *const[]){condition, a, b, out}, scratch);
}
