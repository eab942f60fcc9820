/*
 * Folds of rows. Sums are in double precision, in 32 lanes whatever the instruction set, so that all of them give the same
 * bits; long rows are halved.
 */
#pragma once
#include "formulas.h"
#include "level.h"

/* Elements from which on a row is halved. */
#define LEAF 2048
#define SUM_LANES 32

typedef double sums __attribute__((vector_size(VECTOR_BYTES)));
#define SUM_WIDTH ((int)(VECTOR_BYTES / sizeof(double)))
#define SUM_VECTORS (SUM_LANES / SUM_WIDTH)

/* Half of what is left, in whole rounds of lanes. */
static inline int64_t half_of(int64_t count) { return (count / 2 + SUM_LANES - 1) / SUM_LANES * SUM_LANES; }

/* The lanes by halves. */
static inline double sum_of_lanes(double *lanes) {
  for (int width = SUM_LANES / 2; width > 0; width /= 2)
    for (int i = 0; i < width; i++) lanes[i] += lanes[i + width];
  return lanes[0];
}

/* `term` is a function of a vector of elements, as doubles, and of one. */
#define SUM_ROW(name, real, parameters, arguments, term) \
  static inline double name(const real *x, int64_t count parameters) { \
    if (count > LEAF) { \
      int64_t half = half_of(count); \
      return name(x, half arguments) + name(x + half, count - half arguments); \
    } \
    typedef real part __attribute__((vector_size(VECTOR_BYTES / sizeof(double) * sizeof(real)), aligned(sizeof(real)), \
                                     may_alias)); \
    sums total[SUM_VECTORS]; \
    for (int k = 0; k < SUM_VECTORS; k++) total[k] = (sums){0}; \
    int64_t i = 0; \
    for (; i + SUM_LANES <= count; i += SUM_LANES) \
      for (int k = 0; k < SUM_VECTORS; k++) { \
        const sums value = __builtin_convertvector(*(const part *)(x + i + k * SUM_WIDTH), sums); \
        total[k] += term; \
      } \
    double lanes[SUM_LANES]; \
    __builtin_memcpy(lanes, total, sizeof lanes); \
    for (; i < count; i++) { \
      const double value = x[i]; \
      lanes[i % SUM_LANES] += term; \
    } \
    return sum_of_lanes(lanes); \
  }

#define NOTHING
#define COMMA ,
SUM_ROW(sum_row_float32, float, NOTHING, NOTHING, value)
SUM_ROW(sum_row_float64, double, NOTHING, NOTHING, value)

#define EXTREME_LANES 64

/* The largest or the smallest, NaN if there is one. */
#define EXTREME_ROW(name, real, of, initial) \
  static inline real name(const real *x, int64_t count) { \
    real lanes[EXTREME_LANES]; \
    int64_t i = 0; \
    real result = initial; \
    if (count >= EXTREME_LANES) { \
      __builtin_memcpy(lanes, x, sizeof lanes); \
      for (i = EXTREME_LANES; i + EXTREME_LANES <= count; i += EXTREME_LANES) \
        for (int j = 0; j < EXTREME_LANES; j++) lanes[j] = of(lanes[j], x[i + j]); \
      for (int width = EXTREME_LANES / 2; width > 0; width /= 2) \
        for (int j = 0; j < width; j++) lanes[j] = of(lanes[j], lanes[j + width]); \
      result = lanes[0]; \
    } \
    for (; i < count; i++) result = of(result, x[i]); \
    return result; \
  }
EXTREME_ROW(max_row_float32, float, max_float32, -INFINITY)
EXTREME_ROW(max_row_float64, double, max_float64, -INFINITY)
EXTREME_ROW(min_row_float32, float, min_float32, INFINITY)
EXTREME_ROW(min_row_float64, double, min_float64, INFINITY)
