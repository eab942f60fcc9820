/*
 * Folds of whole numbers and truth values, and products of floating numbers: over any axes. Sums wrap. The result is where
 * elements are folded into, since none of this depends on order, but for products, which are worked out in double precision.
 */
#include "axes.h"
#include "formulas.h"
#include "level.h"

enum { SUM, MAX, MIN, ANY, ALL, PROD, FOLDS };

/* Elements of a row are multiplied so many at a time. */
#define LANES 16

/* Along the innermost axis, all elements go into one, or each into its own. */
typedef void fold_loop(const void *x, int64_t step, int64_t count, void *out, int64_t out_step);

#define PLUS(a, b) ((a) + (b))
#define LARGER(a, b) ((b) > (a) ? (b) : (a))
#define SMALLER(a, b) ((b) < (a) ? (b) : (a))

#define FOLD(name, type, of) \
  static void name(const void *given, int64_t step, int64_t count, void *target, int64_t out_step) { \
    const type *x = given; \
    type *out = target; \
    if (out_step == 0) { \
      type result = *out; \
      if (step == 1) for (int64_t i = 0; i < count; i++) result = of(result, x[i]); \
      else for (int64_t i = 0; i < count; i++) result = of(result, x[i * step]); \
      *out = result; \
    } else if (step == 1 && out_step == 1) { \
      _Pragma("GCC ivdep") for (int64_t i = 0; i < count; i++) out[i] = of(out[i], x[i]); \
    } else { \
      for (int64_t i = 0; i < count; i++) out[i * out_step] = of(out[i * out_step], x[i * step]); \
    } \
  }
FOLD(sum_int32, uint32_t, PLUS)
FOLD(max_int32, int32_t, LARGER)
FOLD(min_int32, int32_t, SMALLER)
FOLD(max_bool, uint8_t, LARGER)
FOLD(min_bool, uint8_t, SMALLER)

static const struct {
  fold_loop *loop[2]; /* of int32 and bool */
  int32_t initial;
} folds[FOLDS] = {
    [SUM] = {{sum_int32, NULL}, 0},     [MAX] = {{max_int32, max_bool}, INT32_MIN},
    [MIN] = {{min_int32, min_bool}, INT32_MAX}, [ANY] = {{NULL, max_bool}, 0},
    [ALL] = {{NULL, min_bool}, 1},
};

/*
 * The product of elements some steps apart, by halves, and of neighbours first: what is large and what is small beside it are
 * not to overflow and vanish each by itself.
 */
#define PRODUCT(name, real) \
  static double name(const real *x, int64_t step, int64_t count) { \
    if (count > 2 * LANES) { \
      const int64_t half = (count / 2 + 2 * LANES - 1) / (2 * LANES) * (2 * LANES); \
      return name(x, step, half) * name(x + half * step, step, count - half); \
    } \
    double result = 1; \
    if (count < 2 * LANES || step != 1) { \
      for (int64_t i = 0; i < count; i++) result *= (double)x[i * step]; \
      return result; \
    } \
    double lanes[LANES]; \
    for (int j = 0; j < LANES; j++) lanes[j] = (double)x[j] * (double)x[j + LANES]; \
    _Pragma("GCC unroll 4") for (int width = LANES / 2; width > 0; width /= 2) \
      for (int j = 0; j < width; j++) lanes[j] *= lanes[j + width]; \
    return lanes[0]; \
  }
PRODUCT(product_of_float32, float)
PRODUCT(product_of_float64, double)

/* Each element of the result by itself. */
static void products(const struct axes *kept, const struct axes *folded, const struct view *x, const struct view *out) {
  int64_t at[MOST_AXES] = {0}, places[2] = {0};
  int inner = folded->count - 1;
  int64_t count = inner < 0 ? 1 : folded->shape[inner], step = inner < 0 ? 1 : folded->strides[0][inner];
  do {
    double product = 1;
    int64_t along[MOST_AXES] = {0}, place[1] = {places[0]};
    do {
      product *= x->dtype == FLOAT32 ? product_of_float32((const float *)x->data + place[0], step, count)
                                     : product_of_float64((const double *)x->data + place[0], step, count);
    } while (next_place(folded, inner, 1, along, place));
    if (x->dtype == FLOAT32) ((float *)out->data)[places[1]] = (float)product;
    else ((double *)out->data)[places[1]] = product;
  } while (next_place(kept, kept->count, 2, at, places));
}

enum outcome AT_LEVEL(fold_integers)(int f, const struct view *x, const struct view *out) {
  if (f < 0 || f >= FOLDS || x->dtype != out->dtype) return NO_KERNEL;
  const bool is_integer = x->dtype == INT32 || x->dtype == BOOL;
  if (is_integer == (f == PROD)) return NO_KERNEL;
  fold_loop *loop = is_integer ? folds[f].loop[x->dtype - INT32] : NULL;
  if (is_integer && loop == NULL) return NO_KERNEL;
  int order[MOST_AXES];
  if (!order_in_memory(x, order)) return NO_KERNEL;
  struct axes all = {.size = 1}, kept = {.size = 1}, folded = {.size = 1};
  for (int i = 0; i < x->axes; i++) {
    int axis = order[i];
    int64_t strides[2] = {x->strides[axis], out->strides[axis]};
    add_axis(&all, 2, x->shape[axis], strides);
    if (strides[1] == 0) add_axis(&folded, 1, x->shape[axis], strides);
    else add_axis(&kept, 2, x->shape[axis], strides);
  }
  if (!is_integer) {
    products(&kept, &folded, x, out);
    return DONE;
  }
  int64_t at[MOST_AXES] = {0}, places[2] = {0};
  do {
    if (x->dtype == INT32) ((int32_t *)out->data)[places[1]] = folds[f].initial;
    else ((uint8_t *)out->data)[places[1]] = folds[f].initial > 0;
  } while (next_place(&kept, kept.count, 2, at, places));
  int inner = all.count - 1;
  int64_t bytes = x->dtype == INT32 ? 4 : 1, count = inner < 0 ? 1 : all.shape[inner];
  int64_t step = inner < 0 ? 1 : all.strides[0][inner], out_step = inner < 0 ? 0 : all.strides[1][inner];
  for (int i = 0; i < MOST_AXES; i++) at[i] = 0;
  places[0] = places[1] = 0;
  do {
    loop(x->data + places[0] * bytes, step, count, out->data + places[1] * bytes, out_step);
  } while (next_place(&all, inner, 2, at, places));
  return DONE;
}
