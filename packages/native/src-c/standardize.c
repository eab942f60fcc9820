/*
 * Standardising and its gradient: x less its mean, divided by the root of its mean square, in double precision. Elements
 * lie as [outer, groups, inner], dense; groups whose places in `inner` are few have loops of their own.
 */
#include "axes.h"
#include "level.h"
#include "narrow.h"
#include "rows.h"

SUM_ROW(square_row_float32, float, COMMA double mean, COMMA mean, (value - mean) * (value - mean))
SUM_ROW(square_row_float64, double, COMMA double mean, COMMA mean, (value - mean) * (value - mean))

#define ROUND _Pragma("GCC ivdep") for (int64_t i = 0; i < inner; i++)

#define STANDARDIZE(dtype, real) \
  static void forward_##dtype(const struct standardizing *s, const real *x, const real *weight, const real *bias, \
                              real *y, double *means, double *squares, double *scales) { \
    const int64_t inner = s->inner, jump = s->groups * inner; \
    const double count = (double)(s->outer * inner); \
    for (int64_t group = 0; group < s->groups; group++) { \
      const real *first = x + group * inner; \
      double mean = 0, square = 0; \
      for (int64_t o = 0; s->centred && o < s->outer; o++) mean += sum_row_##dtype(first + o * jump, inner); \
      mean /= count; \
      for (int64_t o = 0; o < s->outer; o++) square += square_row_##dtype(first + o * jump, inner, mean); \
      square /= count; \
      const double scale = 1 / sqrt(square + s->epsilon); \
      means[group] = mean; \
      squares[group] = square; \
      scales[group] = scale; \
      const double factor = weight == NULL || s->each ? 1 : weight[group]; \
      const double shift = bias == NULL || s->each ? 0 : bias[group]; \
      for (int64_t o = 0; o < s->outer; o++) { \
        const real *from = first + o * jump; \
        real *to = y + group * inner + o * jump; \
        if (!s->each || (weight == NULL && bias == NULL)) { \
          ROUND to[i] = (real)((from[i] - mean) * scale * factor + shift); \
        } else if (bias == NULL) { \
          ROUND to[i] = (real)((from[i] - mean) * scale * weight[i]); \
        } else if (weight == NULL) { \
          ROUND to[i] = (real)((from[i] - mean) * scale + bias[i]); \
        } else { \
          ROUND to[i] = (real)((from[i] - mean) * scale * weight[i] + bias[i]); \
        } \
      } \
    } \
  } \
\
  /* Sums of dy, and of dy times the standardised x, of one row; `weight` may be null. */ \
  static void sums_##dtype(const real *x, const real *dy, const real *weight, int64_t inner, double mean, double scale, \
                           double *total, double *product) { \
    sums of_dy[SUM_VECTORS], of_both[SUM_VECTORS]; \
    EACH_VECTOR of_dy[k] = of_both[k] = (sums){0}; \
    int64_t i = 0; \
    for (; i + SUM_LANES <= inner; i += SUM_LANES) \
      EACH_VECTOR { \
        const int64_t at = i + k * SUM_WIDTH; \
        sums given = widened_##real(dy + at); \
        if (weight != NULL) given *= widened_##real(weight + at); \
        of_dy[k] += given; \
        of_both[k] += given * ((widened_##real(x + at) - mean) * scale); \
      } \
    double totals[SUM_LANES], products[SUM_LANES]; \
    __builtin_memcpy(totals, of_dy, sizeof totals); \
    __builtin_memcpy(products, of_both, sizeof products); \
    for (int j = 0; i < inner; i++, j++) { \
      const double given = weight == NULL ? dy[i] : (double)dy[i] * weight[i]; \
      totals[j] += given; \
      products[j] += given * ((x[i] - mean) * scale); \
    } \
    *total += sum_of_lanes(totals); \
    *product += sum_of_lanes(products); \
  } \
\
  static void back_##dtype(const struct standardizing *s, const real *x, const real *dy, const double *means, \
                           const double *scales, const real *weight, real *dx, real *by_weight, real *by_bias, \
                           double *by_place) { \
    const int64_t inner = s->inner, jump = s->groups * inner; \
    const double count = (double)(s->outer * inner); \
    double *products = by_place, *totals = by_place + inner; \
    for (int64_t i = 0; s->each && i < inner; i++) products[i] = totals[i] = 0; \
    for (int64_t group = 0; group < s->groups; group++) { \
      const double mean = means[group], scale = scales[group]; \
      const double factor = weight == NULL || s->each ? 1 : weight[group]; \
      double total = 0, product = 0; \
      for (int64_t o = 0; o < s->outer; o++) { \
        const real *row = x + group * inner + o * jump, *given = dy + group * inner + o * jump; \
        sums_##dtype(row, given, s->each ? weight : NULL, inner, mean, scale, &total, &product); \
        if (!s->each) continue; \
        ROUND products[i] += (double)given[i] * ((row[i] - mean) * scale); \
        ROUND totals[i] += given[i]; \
      } \
      if (!s->each) { \
        by_weight[group] = (real)product; \
        by_bias[group] = (real)total; \
      } \
      const double average = s->centred ? total * factor / count : 0, along = product * factor / count; \
      for (int64_t o = 0; o < s->outer; o++) { \
        const int64_t at = group * inner + o * jump; \
        const real *row = x + at, *given = dy + at; \
        real *to = dx + at; \
        if (s->each && weight != NULL) { \
          ROUND to[i] = \
              (real)(((double)given[i] * weight[i] - average - (row[i] - mean) * scale * along) * scale); \
        } else { \
          ROUND to[i] = (real)((given[i] * factor - average - (row[i] - mean) * scale * along) * scale); \
        } \
      } \
    } \
    for (int64_t i = 0; s->each && i < inner; i++) { \
      by_weight[i] = (real)products[i]; \
      by_bias[i] = (real)totals[i]; \
    } \
  }

STANDARDIZE(float32, float)
STANDARDIZE(float64, double)

/* x, and weight and bias if there are any, to y, means, squares and scales. */
enum outcome AT_LEVEL(standardize)(const struct standardizing *s, const struct view *inputs,
                                   const struct view *outputs) {
  enum dtype dtype = inputs[0].dtype;
  if (dtype > FLOAT64) return NO_KERNEL;
  for (int i = 1; i < 4; i++)
    if (outputs[i].dtype != FLOAT64) return NO_KERNEL;
  if (s->inner < NARROW_INNER) {
    AT_LEVEL(standardize_narrow)(s, inputs, outputs);
    return DONE;
  }
  const void *weight = s->has_weight ? inputs[1].data : NULL;
  const void *bias = s->has_bias ? inputs[s->has_weight ? 2 : 1].data : NULL;
  double *means = (double *)outputs[1].data, *squares = (double *)outputs[2].data, *scales = (double *)outputs[3].data;
  if (dtype == FLOAT32)
    forward_float32(s, (const float *)inputs[0].data, weight, bias, (float *)outputs[0].data, means, squares, scales);
  else
    forward_float64(s, (const double *)inputs[0].data, weight, bias, (double *)outputs[0].data, means, squares, scales);
  return DONE;
}

/* x, dy, means, scales, and weight if there is one, to the gradients by x, weight and bias. */
enum outcome AT_LEVEL(standardize_back)(const struct standardizing *s, const struct view *inputs,
                                        const struct view *outputs, struct scratch *scratch) {
  enum dtype dtype = inputs[0].dtype;
  if (dtype > FLOAT64) return NO_KERNEL;
  if (inputs[2].dtype != FLOAT64 || inputs[3].dtype != FLOAT64) return NO_KERNEL;
  if (s->inner < NARROW_INNER) {
    AT_LEVEL(standardize_narrow_back)(s, inputs, outputs);
    return DONE;
  }
  double *by_place = scratch_of(scratch, 2 * s->inner * sizeof(double));
  if (by_place == NULL) return NO_MEMORY;
  const void *weight = s->has_weight ? inputs[4].data : NULL;
  const double *means = (const double *)inputs[2].data, *scales = (const double *)inputs[3].data;
  if (dtype == FLOAT32)
    back_float32(s, (const float *)inputs[0].data, (const float *)inputs[1].data, means, scales, weight,
                 (float *)outputs[0].data, (float *)outputs[1].data, (float *)outputs[2].data, by_place);
  else
    back_float64(s, (const double *)inputs[0].data, (const double *)inputs[1].data, means, scales, weight,
                 (double *)outputs[0].data, (double *)outputs[1].data, (double *)outputs[2].data, by_place);
  return DONE;
}
