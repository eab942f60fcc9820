/* Copies between layouts and dtypes, and adding to places that several elements may share. */
#include <string.h>

#include "axes.h"
#include "level.h"

static const int64_t bytes_of[] = {[FLOAT32] = 4, [FLOAT64] = 8, [INT32] = 4, [BOOL] = 1};

typedef void row_copy(const char *from, int64_t from_step, char *to, int64_t to_step, int64_t count);

#define ITSELF(x) (x)
#define TRUTH(x) ((x) != 0)

#define ROW_COPY(name, given, result, value) \
  static void name(const char *from, int64_t from_step, char *to, int64_t to_step, int64_t count) { \
    const given *x = (const given *)from; \
    result *out = (result *)to; \
    if (from_step == 1 && to_step == 1) \
      for (int64_t i = 0; i < count; i++) out[i] = (result)value(x[i]); \
    else \
      for (int64_t i = 0; i < count; i++) out[i * to_step] = (result)value(x[i * from_step]); \
  }

ROW_COPY(copy_1, uint8_t, uint8_t, ITSELF)
ROW_COPY(copy_4, uint32_t, uint32_t, ITSELF)
ROW_COPY(copy_8, uint64_t, uint64_t, ITSELF)
ROW_COPY(float32_to_float64, float, double, ITSELF)
ROW_COPY(float64_to_float32, double, float, ITSELF)
ROW_COPY(int32_to_float32, int32_t, float, ITSELF)
ROW_COPY(int32_to_float64, int32_t, double, ITSELF)
ROW_COPY(bool_to_float32, uint8_t, float, ITSELF)
ROW_COPY(bool_to_float64, uint8_t, double, ITSELF)
ROW_COPY(bool_to_int32, uint8_t, int32_t, ITSELF)
ROW_COPY(float32_to_bool, float, uint8_t, TRUTH)
ROW_COPY(float64_to_bool, double, uint8_t, TRUTH)
ROW_COPY(int32_to_bool, int32_t, uint8_t, TRUTH)

/* By dtype, from and to. Numbers that int32 may not hold are left to the plain loops, which refuse some. */
static row_copy *const copies[4][4] = {
    [FLOAT32] = {[FLOAT32] = copy_4, [FLOAT64] = float32_to_float64, [BOOL] = float32_to_bool},
    [FLOAT64] = {[FLOAT64] = copy_8, [FLOAT32] = float64_to_float32, [BOOL] = float64_to_bool},
    [INT32] = {[INT32] = copy_4, [FLOAT32] = int32_to_float32, [FLOAT64] = int32_to_float64, [BOOL] = int32_to_bool},
    [BOOL] = {[BOOL] = copy_1, [FLOAT32] = bool_to_float32, [FLOAT64] = bool_to_float64, [INT32] = bool_to_int32},
};

/* Axes of both, nested as those of the second lie, or in the order that they have. */
static struct axes nested(const struct view *x, const struct view *out, bool sorted) {
  struct axes axes = {.size = 1};
  int order[MOST_AXES];
  if (sorted) order_axes(out->axes, out->strides, order);
  for (int i = 0; i < out->axes; i++) {
    int axis = sorted ? order[i] : i;
    int64_t strides[2] = {x->strides[axis], out->strides[axis]};
    add_axis(&axes, 2, out->shape[axis], strides);
  }
  return axes;
}

/* Rows and columns of a square that both sides keep in the first cache. */
#define SQUARE 32

/* Brings an axis to the place in front of the last one. */
static void move_inwards(struct axes *axes, int axis) {
  int to = axes->count - 2;
  int64_t shape = axes->shape[axis], strides[2] = {axes->strides[0][axis], axes->strides[1][axis]};
  for (int i = axis; i < to; i++) {
    axes->shape[i] = axes->shape[i + 1];
    for (int k = 0; k < 2; k++) axes->strides[k][i] = axes->strides[k][i + 1];
  }
  axes->shape[to] = shape;
  for (int k = 0; k < 2; k++) axes->strides[k][to] = strides[k];
}

/* Elements from which on a row is worth a call. */
#define LEAST_ROW 8

/* Pairs from which on a row of pairs is. */
#define LEAST_PAIRS 4

/* Two rows of one side whose elements alternate in a row of the other, as those of windows of two do. */
struct pairs {
  int64_t count;    /* of pairs */
  int64_t distance; /* from row to row */
  bool join;        /* whether they alternate in the result */
};

typedef void pairs_copy(const struct pairs *pairs, const char *from, char *to);

#define COPY_PAIRS(name, element) \
  static void name(const struct pairs *pairs, const char *from, char *to) { \
    const element *x = (const element *)from; \
    element *out = (element *)to; \
    const int64_t count = pairs->count; \
    if (pairs->join) { \
      const element *second = x + pairs->distance; \
      _Pragma("GCC ivdep") for (int64_t i = 0; i < count; i++) { \
        out[2 * i] = x[i]; \
        out[2 * i + 1] = second[i]; \
      } \
    } else { \
      element *second = out + pairs->distance; \
      _Pragma("GCC ivdep") for (int64_t i = 0; i < count; i++) { \
        out[i] = x[2 * i]; \
        second[i] = x[2 * i + 1]; \
      } \
    } \
  }
COPY_PAIRS(copy_pairs_4, uint32_t)
COPY_PAIRS(copy_pairs_8, uint64_t)

static void remove_axis(struct axes *axes, int axis) {
  axes->count--;
  for (int i = axis; i < axes->count; i++) {
    axes->shape[i] = axes->shape[i + 1];
    for (int k = 0; k < 2; k++) axes->strides[k][i] = axes->strides[k][i + 1];
  }
}

/* Takes the axes of pairs out of the others, if there are pairs. */
static bool take_pairs(struct axes *axes, struct pairs *pairs) {
  for (int side = 0; side < 2; side++) {
    const int64_t *alternate = axes->strides[side], *apart = axes->strides[1 - side];
    for (int two = 0; two < axes->count; two++)
      for (int along = 0; along < axes->count; along++) {
        if (alternate[two] != 1 || axes->shape[two] != 2 || alternate[along] != 2) continue;
        if (apart[along] != 1 || axes->shape[along] < LEAST_PAIRS) continue;
        *pairs = (struct pairs){axes->shape[along], apart[two], side == 1};
        remove_axis(axes, two > along ? two : along);
        remove_axis(axes, two > along ? along : two);
        return true;
      }
  }
  return false;
}

/* What an element takes, to tell what threads are worth. */
#define NANOSECONDS 0.2

/* A copy, or a sum, of axes of both. */
struct move {
  row_copy *row;
  const struct view *x, *out;
  struct axes axes;
  /* Whether no two elements of the result share a place. */
  bool apart;
  int pieces;
};

static enum outcome copy_part(const void *work, int piece, struct scratch *scratch) {
  (void)scratch;
  const struct move *move = work;
  const struct view *x = move->x, *out = move->out;
  row_copy *copy = move->row;
  int64_t at[MOST_AXES] = {0}, places[2];
  struct axes axes = part_of(&move->axes, 2, piece, move->pieces, places);
  if (axes.size == 0) return DONE;
  int64_t from_bytes = bytes_of[x->dtype], to_bytes = bytes_of[out->dtype];
  pairs_copy *copy_pairs = copy == copy_4 ? copy_pairs_4 : copy == copy_8 ? copy_pairs_8 : NULL;
  struct pairs pairs;
  if (copy_pairs != NULL && take_pairs(&axes, &pairs)) {
    do copy_pairs(&pairs, x->data + places[0] * from_bytes, out->data + places[1] * to_bytes);
    while (next_place(&axes, axes.count, 2, at, places));
    return DONE;
  }
  int last = axes.count - 1;
  if (last < 0) {
    copy(x->data, 1, out->data, 1, 1);
    return DONE;
  }
  /* Where neighbours of x lie along another axis, squares are copied, so that each line of memory is read once. */
  int across = -1;
  if (axes.strides[0][last] != 1 && axes.shape[last] >= 8)
    for (int axis = 0; axis < last; axis++)
      if (axes.strides[0][axis] == 1 && axes.shape[axis] >= 8) across = axis;
  if (across < 0) {
    int64_t steps[2] = {axes.strides[0][last], axes.strides[1][last]};
    do copy(x->data + places[0] * from_bytes, steps[0], out->data + places[1] * to_bytes, steps[1], axes.shape[last]);
    while (next_place(&axes, last, 2, at, places));
    return DONE;
  }
  move_inwards(&axes, across);
  int64_t rows = axes.shape[last - 1], columns = axes.shape[last];
  do {
    for (int64_t i = 0; i < rows; i += SQUARE)
      for (int64_t j = 0; j < columns; j += SQUARE) {
        int64_t height = rows - i < SQUARE ? rows - i : SQUARE, width = columns - j < SQUARE ? columns - j : SQUARE;
        for (int64_t row = i; row < i + height; row++)
          copy(x->data + (places[0] + row + j * axes.strides[0][last]) * from_bytes, axes.strides[0][last],
               out->data + (places[1] + row * axes.strides[1][last - 1] + j * axes.strides[1][last]) * to_bytes,
               axes.strides[1][last], width);
      }
  } while (next_place(&axes, last - 1, 2, at, places));
  return DONE;
}

enum outcome AT_LEVEL(copy)(const struct view *x, const struct view *out, struct scratch *scratch) {
  struct move move = {.row = copies[x->dtype][out->dtype], .x = x, .out = out};
  if (move.row == NULL) return NO_KERNEL;
  move.axes = nested(x, out, true);
  move.pieces = pieces_of(scratch, NANOSECONDS * move.axes.size, move.axes.size);
  return run_pieces(scratch, move.pieces, copy_part, &move);
}

#define ADD_ROW(name, real) \
  static void name(const char *from, int64_t from_step, char *to, int64_t to_step, int64_t count) { \
    const real *x = (const real *)from; \
    real *out = (real *)to; \
    if (to_step == 1 && from_step == 1) { \
      _Pragma("GCC ivdep") for (int64_t i = 0; i < count; i++) out[i] += x[i]; \
    } else { \
      for (int64_t i = 0; i < count; i++) out[i * to_step] += x[i * from_step]; \
    } \
  }
ADD_ROW(add_float32, float)
ADD_ROW(add_float64, double)

/* Exchanges an axis with the last one. */
static void bring_last(struct axes *axes, int axis) {
  int last = axes->count - 1;
  int64_t size = axes->shape[axis];
  axes->shape[axis] = axes->shape[last];
  axes->shape[last] = size;
  for (int k = 0; k < 2; k++) {
    int64_t stride = axes->strides[k][axis];
    axes->strides[k][axis] = axes->strides[k][last];
    axes->strides[k][last] = stride;
  }
}

/* Parts share no place along the first axis. */
static enum outcome add_part(const void *work, int piece, struct scratch *scratch) {
  (void)scratch;
  const struct move *move = work;
  const struct view *x = move->x, *out = move->out;
  row_copy *add = move->row;
  int64_t bytes = bytes_of[x->dtype];
  int64_t at[MOST_AXES] = {0}, places[2] = {0};
  struct axes axes = move->axes;
  if (move->pieces > 1) {
    int64_t from = piece_from(axes.shape[0], piece, move->pieces, 1);
    axes.shape[0] = piece_from(axes.shape[0], piece + 1, move->pieces, 1) - from;
    for (int k = 0; k < 2; k++) places[k] = from * axes.strides[k][0];
    if (axes.shape[0] == 0) return DONE;
  }
  int last = axes.count - 1;
  if (last < 0) {
    add(x->data, 1, out->data, 1, 1);
    return DONE;
  }
  /*
   * Short rows, as of windows, give way to a longer axis: to one along which x is read in order, where the order of sums is
   * of no account, or else to the longest.
   */
  if (axes.shape[last] < 16) {
    int longest = last;
    for (int axis = 0; axis < last; axis++) {
      bool in_order = move->apart && axes.strides[0][axis] == 1 && axes.shape[axis] >= LEAST_ROW;
      if (in_order || (axes.shape[axis] > axes.shape[longest] && axes.strides[1][axis] != 0)) longest = axis;
      if (in_order) break;
    }
    bring_last(&axes, longest);
  }
  do add(x->data + places[0] * bytes, axes.strides[0][last], out->data + places[1] * bytes, axes.strides[1][last],
         axes.shape[last]);
  while (next_place(&axes, last, 2, at, places));
  return DONE;
}

/* Whether what is added at one place of the first axis lies apart from all else. */
static bool first_is_apart(const struct axes *axes) {
  int64_t reach = 0;
  for (int axis = 1; axis < axes->count; axis++) {
    if (axes->strides[1][axis] < 0) return false;
    reach += (axes->shape[axis] - 1) * axes->strides[1][axis];
  }
  return axes->count > 0 && axes->strides[1][0] > reach;
}

enum outcome AT_LEVEL(accumulate)(const struct view *x, const struct view *out, struct scratch *scratch) {
  if (x->dtype > FLOAT64 || out->dtype != x->dtype) return NO_KERNEL;
  struct move move = {.row = x->dtype == FLOAT32 ? add_float32 : add_float64, .x = x, .out = out};
  move.axes = nested(x, out, false);
  move.apart = is_apart(out);
  if (move.axes.size == 0) return DONE;
  int64_t most = first_is_apart(&move.axes) ? move.axes.shape[0] : 1;
  move.pieces = pieces_of(scratch, NANOSECONDS * move.axes.size, most);
  return run_pieces(scratch, move.pieces, add_part, &move);
}
