/*
 * Standardising and its gradient where a group has few places in `inner`, as the channels of a batch of vectors have: columns
 * are summed side by side, and those of a group added up. With a weight for each place, groups are rows, one after the other.
 */
#include <math.h>

#include "level.h"
#include "narrow.h"

/* Columns that are summed side by side. */
#define COLUMNS 512

#define EACH _Pragma("GCC ivdep") for (int64_t j = 0; j < width; j++)

#define NARROW(dtype, real) \
  /* The groups from `first` on, whose columns are `width` in all. */ \
  static void forward_columns_##dtype(const struct standardizing *s, int64_t first, int64_t width, const real *x, \
                                      const real *weight, const real *bias, real *y, double *means, double *squares, \
                                      double *scales) { \
    const int64_t inner = s->inner, jump = s->groups * inner, groups = width / inner; \
    const double count = (double)(s->outer * inner); \
    double sums[COLUMNS] = {0}, mean[COLUMNS] = {0}, factor[COLUMNS], shift[COLUMNS]; \
    x += first * inner; \
    y += first * inner; \
    if (s->centred) { \
      for (int64_t o = 0; o < s->outer; o++) EACH sums[j] += x[o * jump + j]; \
      for (int64_t g = 0; g < groups; g++) { \
        double total = 0; \
        for (int64_t i = 0; i < inner; i++) total += sums[g * inner + i]; \
        for (int64_t i = 0; i < inner; i++) mean[g * inner + i] = total / count; \
      } \
    } \
    EACH sums[j] = 0; \
    for (int64_t o = 0; o < s->outer; o++) EACH sums[j] += (x[o * jump + j] - mean[j]) * (x[o * jump + j] - mean[j]); \
    for (int64_t g = 0; g < groups; g++) { \
      double square = 0; \
      for (int64_t i = 0; i < inner; i++) square += sums[g * inner + i]; \
      square /= count; \
      const double scale = 1 / sqrt(square + s->epsilon); \
      means[first + g] = mean[g * inner]; \
      squares[first + g] = square; \
      scales[first + g] = scale; \
      for (int64_t i = 0; i < inner; i++) { \
        factor[g * inner + i] = weight == NULL ? scale : scale * weight[first + g]; \
        shift[g * inner + i] = bias == NULL ? 0 : bias[first + g]; \
      } \
    } \
    for (int64_t o = 0; o < s->outer; o++) \
      EACH y[o * jump + j] = (real)((x[o * jump + j] - mean[j]) * factor[j] + shift[j]); \
  } \
\
  static void forward_rows_##dtype(const struct standardizing *s, const real *x, const real *weight, const real *bias, \
                                   real *y, double *means, double *squares, double *scales) { \
    const int64_t inner = s->inner; \
    for (int64_t g = 0; g < s->groups; g++, x += inner, y += inner) { \
      double mean = 0, square = 0; \
      for (int64_t i = 0; s->centred && i < inner; i++) mean += x[i]; \
      mean /= (double)inner; \
      for (int64_t i = 0; i < inner; i++) square += (x[i] - mean) * (x[i] - mean); \
      square /= (double)inner; \
      const double scale = 1 / sqrt(square + s->epsilon); \
      means[g] = mean; \
      squares[g] = square; \
      scales[g] = scale; \
      for (int64_t i = 0; i < inner; i++) \
        y[i] = (real)((x[i] - mean) * scale * (weight == NULL ? 1 : weight[i]) + (bias == NULL ? 0 : bias[i])); \
    } \
  } \
\
  static void back_columns_##dtype(const struct standardizing *s, int64_t first, int64_t width, const real *x, \
                                   const real *dy, const double *means, const double *scales, const real *weight, \
                                   real *dx, real *by_weight, real *by_bias) { \
    const int64_t inner = s->inner, jump = s->groups * inner, groups = width / inner; \
    const double count = (double)(s->outer * inner); \
    double totals[COLUMNS] = {0}, products[COLUMNS] = {0}; \
    double mean[COLUMNS], scale[COLUMNS], factor[COLUMNS], average[COLUMNS], along[COLUMNS]; \
    x += first * inner; \
    dy += first * inner; \
    dx += first * inner; \
    EACH { \
      mean[j] = means[first + j / inner]; \
      scale[j] = scales[first + j / inner]; \
      factor[j] = weight == NULL ? 1 : weight[first + j / inner]; \
    } \
    for (int64_t o = 0; o < s->outer; o++) \
      EACH { \
        totals[j] += dy[o * jump + j]; \
        products[j] += dy[o * jump + j] * ((x[o * jump + j] - mean[j]) * scale[j]); \
      } \
    for (int64_t g = 0; g < groups; g++) { \
      double total = 0, product = 0; \
      for (int64_t i = 0; i < inner; i++) { \
        total += totals[g * inner + i]; \
        product += products[g * inner + i]; \
      } \
      by_weight[first + g] = (real)product; \
      by_bias[first + g] = (real)total; \
      for (int64_t j = g * inner; j < (g + 1) * inner; j++) { \
        average[j] = s->centred ? total * factor[j] / count : 0; \
        along[j] = product * factor[j] / count; \
      } \
    } \
    for (int64_t o = 0; o < s->outer; o++) \
      EACH { \
        const double standard = (x[o * jump + j] - mean[j]) * scale[j]; \
        dx[o * jump + j] = (real)((dy[o * jump + j] * factor[j] - average[j] - standard * along[j]) * scale[j]); \
      } \
  } \
\
  static void back_rows_##dtype(const struct standardizing *s, const real *x, const real *dy, const double *means, \
                                const double *scales, const real *weight, real *dx, real *by_weight, real *by_bias) { \
    const int64_t inner = s->inner; \
    double products[NARROW_INNER] = {0}, totals[NARROW_INNER] = {0}; \
    for (int64_t g = 0; g < s->groups; g++, x += inner, dy += inner, dx += inner) { \
      double total = 0, product = 0, standard[NARROW_INNER], given[NARROW_INNER]; \
      for (int64_t i = 0; i < inner; i++) { \
        standard[i] = (x[i] - means[g]) * scales[g]; \
        given[i] = weight == NULL ? dy[i] : (double)dy[i] * weight[i]; \
        products[i] += dy[i] * standard[i]; \
        totals[i] += dy[i]; \
        total += given[i]; \
        product += given[i] * standard[i]; \
      } \
      const double average = s->centred ? total / (double)inner : 0, along = product / (double)inner; \
      for (int64_t i = 0; i < inner; i++) dx[i] = (real)((given[i] - average - standard[i] * along) * scales[g]); \
    } \
    for (int64_t i = 0; i < inner; i++) { \
      by_weight[i] = (real)products[i]; \
      by_bias[i] = (real)totals[i]; \
    } \
  } \
\
  static void forward_##dtype(const struct standardizing *s, const struct view *in, const struct view *out) { \
    const real *x = (const real *)in[0].data; \
    const real *weight = s->has_weight ? (const real *)in[1].data : NULL; \
    const real *bias = s->has_bias ? (const real *)in[s->has_weight ? 2 : 1].data : NULL; \
    real *y = (real *)out[0].data; \
    double *means = (double *)out[1].data, *squares = (double *)out[2].data, *scales = (double *)out[3].data; \
    if (s->each) { \
      forward_rows_##dtype(s, x, weight, bias, y, means, squares, scales); \
      return; \
    } \
    const int64_t most = COLUMNS / s->inner; \
    for (int64_t g = 0; g < s->groups; g += most) { \
      const int64_t groups = s->groups - g < most ? s->groups - g : most; \
      forward_columns_##dtype(s, g, groups * s->inner, x, weight, bias, y, means, squares, scales); \
    } \
  } \
\
  static void back_##dtype(const struct standardizing *s, const struct view *in, const struct view *out) { \
    const real *x = (const real *)in[0].data, *dy = (const real *)in[1].data; \
    const double *means = (const double *)in[2].data, *scales = (const double *)in[3].data; \
    const real *weight = s->has_weight ? (const real *)in[4].data : NULL; \
    real *dx = (real *)out[0].data, *by_weight = (real *)out[1].data, *by_bias = (real *)out[2].data; \
    if (s->each) { \
      back_rows_##dtype(s, x, dy, means, scales, weight, dx, by_weight, by_bias); \
      return; \
    } \
    const int64_t most = COLUMNS / s->inner; \
    for (int64_t g = 0; g < s->groups; g += most) { \
      const int64_t groups = s->groups - g < most ? s->groups - g : most; \
      back_columns_##dtype(s, g, groups * s->inner, x, dy, means, scales, weight, dx, by_weight, by_bias); \
    } \
  }

NARROW(float32, float)
NARROW(float64, double)

void AT_LEVEL(standardize_narrow)(const struct standardizing *s, const struct view *inputs, const struct view *outputs) {
  if (inputs[0].dtype == FLOAT32) forward_float32(s, inputs, outputs);
  else forward_float64(s, inputs, outputs);
}

void AT_LEVEL(standardize_narrow_back)(const struct standardizing *s, const struct view *inputs,
                                       const struct view *outputs) {
  if (inputs[0].dtype == FLOAT32) back_float32(s, inputs, outputs);
  else back_float64(s, inputs, outputs);
}
