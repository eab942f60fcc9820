/*
 * Products that are added up through sliding windows, as the gradient of a convolution by its images is: out[y + i] gets
 * the sum of a[y] b[i], for all y and i. With zeros around a, that is a product over windows of a: out[o] gets the sum of
 * a[o - i] b[i], which is summed in registers, and written once. Included by contract.c.
 */
#include <stdlib.h>

#include "axes.h"

enum outcome AT_LEVEL(copy)(const struct view *x, const struct view *out, struct scratch *scratch);

/* Windows along one axis: an axis of the rows, and one of the columns, whose steps in the product are the same. */
struct sliding {
  int row, column;
};

/*
 * What a sum costs beside its multiplications, measured in multiplications of each sum, where it is added up at once; and
 * how much more than these a product over windows costs.
 */
#define ADDING 20.0
#define WINDOWING 1.15

/* The axes of a view in another order: groups of so many, one after the other, of which the last two change places. */
static struct view exchanged(const struct view *x, int first, int second) {
  struct view result = *x;
  int third = x->axes - first - second;
  for (int axis = first; axis < x->axes; axis++) {
    int from = axis < first + third ? axis + second : axis - third;
    result.shape[axis] = x->shape[from];
    result.strides[axis] = x->strides[from];
  }
  return result;
}

static int slidings_of(const struct view *a, const struct view *out, int batch, int inner, struct sliding *found) {
  int rows = a->axes - batch - inner, count = 0;
  bool used[MOST_AXES] = {false};
  for (int row = batch; row < batch + rows; row++) {
    for (int column = batch + rows; column < out->axes; column++) {
      if (used[column] || out->shape[row] == 1 || out->shape[column] == 1) continue;
      if (out->strides[row] <= 0 || out->strides[row] != out->strides[column]) continue;
      used[column] = true;
      found[count++] = (struct sliding){row, column};
      break;
    }
  }
  return count;
}

static void add_view_axis(struct view *view, int64_t size, int64_t stride) {
  view->shape[view->axes] = size;
  view->strides[view->axes++] = stride;
}

/* The operands and the result of a product over windows of `a`, which are copied; they leave with `memory`. */
struct unfolded {
  struct view a, b, out;
  int inner;
  char *memory;
};

/* Whether there are windows that are worth it. */
static bool is_worth_unfolding(const struct view *a, const struct view *out, const struct sliding *slidings, int count,
                               int64_t depth) {
  double growth = 1;
  for (int i = 0; i < count; i++) {
    double rows = (double)out->shape[slidings[i].row];
    growth *= (rows + (double)out->shape[slidings[i].column] - 1) / rows;
  }
  return count > 0 && a->axes + count <= MOST_AXES && growth * WINDOWING < 1 + ADDING / (double)depth;
}

/* Copies `a` with zeros around, laid out as it lies. */
static bool pad(const struct view *a, const int64_t *around, struct view *padded, char **memory, struct scratch *scratch) {
  int order[MOST_AXES];
  order_axes(a->axes, a->strides, order);
  int64_t size = 1, bytes = a->dtype == FLOAT32 ? 4 : 8, first = 0;
  *padded = *a;
  for (int i = a->axes - 1; i >= 0; i--) {
    int axis = order[i];
    padded->strides[axis] = size;
    padded->shape[axis] = a->shape[axis] + 2 * around[axis];
    first += around[axis] * size;
    size *= padded->shape[axis];
  }
  *memory = calloc((size_t)size, (size_t)bytes);
  if (*memory == NULL) return false;
  padded->data = *memory;
  struct view inside = *padded;
  for (int axis = 0; axis < a->axes; axis++) inside.shape[axis] = a->shape[axis];
  inside.data += first * bytes;
  AT_LEVEL(copy)(a, &inside, scratch);
  return true;
}

static enum outcome unfold_rows(const struct view *a, const struct view *b, const struct view *out, int batch, int inner,
                                const struct sliding *slidings, int count, struct unfolded *to,
                                struct scratch *scratch) {
  int rows = a->axes - batch - inner;
  int64_t depth = 1, around[MOST_AXES] = {0}, bytes = a->dtype == FLOAT32 ? 4 : 8;
  for (int axis = batch + rows; axis < a->axes; axis++) depth *= a->shape[axis];
  if (!is_worth_unfolding(a, out, slidings, count, depth)) return NO_KERNEL;
  to->out = *out;
  to->out.axes = batch + rows;
  for (int i = 0; i < count; i++) {
    around[slidings[i].row] = out->shape[slidings[i].column] - 1;
    to->out.shape[slidings[i].row] += around[slidings[i].row];
  }
  bool slides[MOST_AXES] = {false};
  for (int i = 0; i < count; i++) slides[slidings[i].column] = true;
  for (int axis = batch + rows; axis < out->axes; axis++)
    if (!slides[axis]) add_view_axis(&to->out, out->shape[axis], out->strides[axis]);
  if (!is_apart(&to->out)) return NO_KERNEL;

  struct view padded;
  if (!pad(a, around, &padded, &to->memory, scratch)) return NO_MEMORY;
  to->inner = inner + count;
  to->a = padded;
  to->b = *b;
  to->b.axes = batch + inner;
  for (int i = 0; i < count; i++) {
    int row = slidings[i].row, column = slidings[i].column, of_b = column - rows + inner;
    int64_t size = out->shape[column], step = padded.strides[row];
    to->a.data += around[row] * step * bytes;
    to->a.shape[row] = to->out.shape[row];
    add_view_axis(&to->a, size, -step);
    add_view_axis(&to->b, size, b->strides[of_b]);
  }
  for (int axis = batch + inner; axis < b->axes; axis++)
    if (!slides[axis - inner + rows]) add_view_axis(&to->b, b->shape[axis], b->strides[axis]);
  return DONE;
}

/* NO_KERNEL if it is not worth it, or if what it gives would not lie apart. */
static enum outcome unfold(const struct view *a, const struct view *b, const struct view *out, int batch, int inner,
                           struct unfolded *to, struct scratch *scratch) {
  struct sliding slidings[MOST_AXES];
  int rows = a->axes - batch - inner, columns = b->axes - batch - inner;
  int count = slidings_of(a, out, batch, inner, slidings);
  if (count == 0) return NO_KERNEL;
  if (out->shape[slidings[0].row] >= out->shape[slidings[0].column])
    return unfold_rows(a, b, out, batch, inner, slidings, count, to, scratch);
  /* The longer axis is that of the operand which windows slide over. */
  struct view left = exchanged(b, batch, inner), right = exchanged(a, batch, rows), result = exchanged(out, batch, rows);
  for (int i = 0; i < count; i++)
    slidings[i] = (struct sliding){slidings[i].column - rows, slidings[i].row + columns};
  return unfold_rows(&left, &right, &result, batch, inner, slidings, count, to, scratch);
}
