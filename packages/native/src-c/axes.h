/* Axes that several operands share, and the places of elements along them. */
#pragma once
#include "native.h"
#include "threads.h"

/* Axes of up to four operands, merged where all of them step through two as through one. */
struct axes {
  int count;
  int64_t size; /* elements in all */
  int64_t shape[MOST_AXES];
  int64_t strides[4][MOST_AXES];
};

/* How axes are nested by their steps: the largest outermost, and equal ones as they are. */
static inline void order_axes(int axes, const int64_t *steps, int *order) {
  for (int axis = 0; axis < axes; axis++) {
    int to = axis;
    for (; to > 0 && steps[order[to - 1]] < steps[axis]; to--) order[to] = order[to - 1];
    order[to] = axis;
  }
}

/* How axes are nested in memory, whichever way they run; false if there are no elements. */
static inline bool order_in_memory(const struct view *x, int *order) {
  int64_t steps[MOST_AXES];
  for (int axis = 0; axis < x->axes; axis++) {
    if (x->shape[axis] == 0) return false;
    steps[axis] = x->strides[axis] < 0 ? -x->strides[axis] : x->strides[axis];
  }
  order_axes(x->axes, steps, order);
  return true;
}

/* Whether no axis runs backwards and no two elements share a place: strides grow beyond what smaller ones reach over. */
static inline bool is_apart(const struct view *out) {
  for (int axis = 0; axis < out->axes; axis++)
    if (out->strides[axis] < 0) return false;
  int64_t reach = 0;
  bool used[MOST_AXES] = {false};
  for (int found = 0; found < out->axes; found++) {
    int next = -1;
    for (int axis = 0; axis < out->axes; axis++) {
      if (used[axis] || out->shape[axis] == 1) continue;
      if (next < 0 || out->strides[axis] < out->strides[next]) next = axis;
    }
    if (next < 0) return true;
    if (out->strides[next] <= reach) return false;
    used[next] = true;
    reach += (out->shape[next] - 1) * out->strides[next];
  }
  return true;
}

/* Adds an axis inside those that are there. */
static inline void add_axis(struct axes *axes, int operands, int64_t size, const int64_t *strides) {
  axes->size *= size;
  if (size == 1) return;
  int last = axes->count - 1;
  bool joins = last >= 0;
  for (int i = 0; i < operands && joins; i++) joins = axes->strides[i][last] == strides[i] * size;
  if (joins) axes->shape[last] *= size;
  else axes->shape[last = axes->count++] = size;
  for (int i = 0; i < operands; i++) axes->strides[i][last] = strides[i];
}

/* The step of an operand along the only axis; 0 if there is none, or more than one. */
static inline int64_t only_step(const struct axes *axes, int operand) {
  return axes->count == 1 ? axes->strides[operand][0] : 0;
}

/* Which axis is cut into pieces: the outermost one that is long enough for even ones, or else the longest; -1 for none. */
static inline int cut_axis(const struct axes *axes, int pieces) {
  int longest = axes->count - 1;
  for (int axis = 0; axis < axes->count; axis++) {
    if (axes->shape[axis] >= 2 * pieces) return axis;
    if (axes->shape[axis] > axes->shape[longest]) longest = axis;
  }
  return longest;
}

/*
 * A part of the axes: so many elements along one of them, or nothing. `places` gets the first element of each operand; along
 * the last axis, parts have whole vectors.
 */
static inline struct axes part_of(const struct axes *axes, int operands, int piece, int pieces, int64_t *places) {
  struct axes part = *axes;
  int cut = cut_axis(axes, pieces);
  for (int i = 0; i < operands; i++) places[i] = 0;
  if (cut < 0) {
    part.size = piece == 0;
    return part;
  }
  int64_t size = axes->shape[cut], unit = cut == axes->count - 1 ? 64 : 1;
  int64_t from = piece_from(size, piece, pieces, unit);
  part.shape[cut] = piece_from(size, piece + 1, pieces, unit) - from;
  part.size = axes->size / size * part.shape[cut];
  for (int i = 0; i < operands; i++) places[i] = from * axes->strides[i][cut];
  return part;
}

/* The places of `count` elements from number `from` on, for one operand. */
static inline void fill_places(const struct axes *axes, int operand, int64_t from, int64_t count, int64_t *places) {
  int last = axes->count - 1;
  if (last < 0) {
    for (int64_t i = 0; i < count; i++) places[i] = 0;
    return;
  }
  int64_t at[MOST_AXES], place = 0, rest = from;
  const int64_t *strides = axes->strides[operand];
  for (int axis = last; axis >= 0; axis--) {
    at[axis] = rest % axes->shape[axis];
    rest /= axes->shape[axis];
    place += at[axis] * strides[axis];
  }
  int64_t step = strides[last];
  for (int64_t i = 0; i < count;) {
    int64_t run = axes->shape[last] - at[last];
    if (run > count - i) run = count - i;
    for (int64_t j = 0; j < run; j++) places[i + j] = place + j * step;
    i += run;
    place += (run - 1) * step;
    at[last] += run - 1;
    for (int axis = last; axis >= 0; axis--) {
      place += strides[axis];
      if (++at[axis] < axes->shape[axis]) break;
      place -= axes->shape[axis] * strides[axis];
      at[axis] = 0;
    }
  }
}

/* The places of element number `from` of all operands; `at` gets its number along each axis. */
static inline void seek_places(const struct axes *axes, int operands, int64_t from, int64_t *at, int64_t *places) {
  for (int i = 0; i < operands; i++) places[i] = 0;
  for (int axis = axes->count - 1; axis >= 0; axis--) {
    at[axis] = from % axes->shape[axis];
    from /= axes->shape[axis];
    for (int i = 0; i < operands; i++) places[i] += at[axis] * axes->strides[i][axis];
  }
}

/* Goes on to the next element of all operands; false after the last. */
static inline bool next_place(const struct axes *axes, int count, int operands, int64_t *at, int64_t *places) {
  for (int axis = count - 1; axis >= 0; axis--) {
    bool carry = ++at[axis] == axes->shape[axis];
    int64_t move = carry ? 1 - axes->shape[axis] : 1;
    for (int i = 0; i < operands; i++) places[i] += move * axes->strides[i][axis];
    if (!carry) return true;
    at[axis] = 0;
  }
  return false;
}
