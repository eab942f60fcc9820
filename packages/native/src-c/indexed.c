/*
 * Picks elements along an axis by an index, and writes or adds to them, in the order of the indices. All indices are looked
 * at before anything is written: if one is outside, the plain loops say which.
 */
#include <string.h>

#include "axes.h"
#include "level.h"

static const int64_t bytes_of[] = {[FLOAT32] = 4, [FLOAT64] = 8, [INT32] = 4, [BOOL] = 1};

enum { GATHER, SCATTER, SCATTER_ADD };

#define COPY(type) \
  { \
    const type *x = (const type *)from; \
    type *out = (type *)to; \
    for (int64_t i = 0; i < count; i++) out[i * to_step] = x[i * from_step]; \
    return; \
  }
#define ADD(type) \
  { \
    const type *x = (const type *)from; \
    type *out = (type *)to; \
    if (from_step == 1 && to_step == 1) _Pragma("GCC ivdep") for (int64_t i = 0; i < count; i++) out[i] += x[i]; \
    else for (int64_t i = 0; i < count; i++) out[i * to_step] += x[i * from_step]; \
    return; \
  }

/* What one index picks: a row. */
INLINE void move(bool add, enum dtype dtype, const char *from, int64_t from_step, char *to, int64_t to_step,
                 int64_t count) {
  if (add && dtype == FLOAT32) ADD(float)
  if (add && dtype == FLOAT64) ADD(double)
  if (add) ADD(uint32_t)
  int64_t bytes = bytes_of[dtype];
  if (from_step == 1 && to_step == 1 && count >= 16) memcpy(to, from, count * bytes);
  else if (bytes == 4) COPY(uint32_t)
  else if (bytes == 8) COPY(uint64_t)
  else COPY(uint8_t)
}

/* How a run of indices lies, each of which picks one element. */
struct run {
  const int32_t *indices;
  char *data, *elements;
  int64_t count, stride; /* along the axis that is picked from, in elements */
  int64_t steps[3];      /* of indices, data and elements */
};

#define EACH_ELEMENT(type, action) \
  { \
    type *data = (type *)run->data, *elements = (type *)run->elements; \
    for (int64_t i = 0; i < run->count; i++) { \
      type *place = data + i * run->steps[1] + run->indices[i * run->steps[0]] * run->stride; \
      type *element = elements + i * run->steps[2]; \
      action; \
    } \
    return; \
  }

static void move_elements(int kind, enum dtype dtype, const struct run *run) {
  if (kind == SCATTER_ADD && dtype == FLOAT32) EACH_ELEMENT(float, *place += *element)
  if (kind == SCATTER_ADD && dtype == FLOAT64) EACH_ELEMENT(double, *place += *element)
  if (kind == SCATTER_ADD) EACH_ELEMENT(uint32_t, *place += *element)
  int64_t bytes = bytes_of[dtype];
  if (kind == GATHER && bytes == 4) EACH_ELEMENT(uint32_t, *element = *place)
  if (kind == GATHER && bytes == 8) EACH_ELEMENT(uint64_t, *element = *place)
  if (kind == GATHER) EACH_ELEMENT(uint8_t, *element = *place)
  if (bytes == 4) EACH_ELEMENT(uint32_t, *place = *element)
  if (bytes == 8) EACH_ELEMENT(uint64_t, *place = *element)
  EACH_ELEMENT(uint8_t, *place = *element)
}

/* `data` is what indices point into, `elements` what goes there, or comes from there. */
enum outcome AT_LEVEL(indexed)(int kind, const struct view *data, const struct view *index, int axis,
                               const struct view *elements) {
  if (index->dtype != INT32 || elements->dtype != data->dtype) return NO_KERNEL;
  if (kind == SCATTER_ADD && data->dtype == BOOL) return NO_KERNEL;
  struct axes axes = {.size = 1};
  for (int i = 0; i < index->axes; i++) {
    int64_t strides[3] = {index->strides[i], i == axis ? 0 : data->strides[i], elements->strides[i]};
    add_axis(&axes, 3, index->shape[i], strides);
  }
  if (axes.size == 0) return DONE;
  const int32_t *indices = (const int32_t *)index->data;
  int64_t limit = data->shape[axis], stride = data->strides[axis], bytes = bytes_of[data->dtype];
  int inner = axes.count - 1;
  int64_t count = inner < 0 ? 1 : axes.shape[inner], steps[3];
  for (int k = 0; k < 3; k++) steps[k] = inner < 0 ? 0 : axes.strides[k][inner];
  int64_t at[MOST_AXES] = {0}, places[3] = {0};
  do {
    int64_t seen = steps[0] == 0 ? 1 : count;
    for (int64_t i = 0; i < seen; i++) {
      int32_t chosen = indices[places[0] + i * steps[0]];
      if (chosen < 0 || chosen >= limit) return NO_KERNEL;
    }
  } while (next_place(&axes, inner, 3, at, places));

  memset(at, 0, sizeof at);
  memset(places, 0, sizeof places);
  do {
    char *in_data = data->data + places[1] * bytes, *element = elements->data + places[2] * bytes;
    if (steps[0] != 0) {
      const struct run run = {indices + places[0], in_data, element, count, stride, {steps[0], steps[1], steps[2]}};
      move_elements(kind, data->dtype, &run);
      continue;
    }
    in_data += indices[places[0]] * stride * bytes;
    if (kind == GATHER) move(false, data->dtype, in_data, steps[1], element, steps[2], count);
    else move(kind == SCATTER_ADD, data->dtype, element, steps[2], in_data, steps[1], count);
  } while (next_place(&axes, inner, 3, at, places));
  return DONE;
}
