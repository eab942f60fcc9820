/*
 * Folds of rows. Sums are in double precision, in 32 lanes whatever the instruction set, so that all of them give the same
 * bits; long rows are halved.
 */
#pragma once
#include "formulas.h"
#include "level.h"

#if defined(__AVX2__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

/* Elements from which on a row is halved. */
#define LEAF 2048
#define SUM_LANES 32

typedef double sums __attribute__((vector_size(VECTOR_BYTES)));
#define SUM_WIDTH ((int)(VECTOR_BYTES / sizeof(double)))
#define SUM_VECTORS (SUM_LANES / SUM_WIDTH)

/* So many elements as doubles that a vector holds, from anywhere. Compilers take a detour for float, so this says how. */
INLINE sums widened_double(const double *x) {
  sums result;
  __builtin_memcpy(&result, x, sizeof result);
  return result;
}
INLINE sums widened_float(const float *x) {
#if defined(__AVX512F__)
  return (sums)_mm512_cvtps_pd(_mm256_loadu_ps(x));
#elif defined(__AVX2__)
  return (sums)_mm256_cvtps_pd(_mm_loadu_ps(x));
#elif defined(__aarch64__)
  return (sums)vcvt_f64_f32(vld1_f32(x));
#else
  return (sums){x[0], x[1]};
#endif
}

/* Half of what is left, in whole rounds of lanes. */
static inline int64_t half_of(int64_t count) { return (count / 2 + SUM_LANES - 1) / SUM_LANES * SUM_LANES; }

/* Folds the second half of lanes into the first one; the width is a constant, so that vectors do it. */
#define HALVE(width, of) \
  for (int i_ = 0; i_ < (width); i_++) lanes[i_] = of(lanes[i_], lanes[i_ + (width)]);
#define FOLD_16(of) HALVE(8, of) HALVE(4, of) HALVE(2, of) HALVE(1, of)
#define PLUS(a, b) ((a) + (b))

/* The lanes by halves. */
static inline double sum_of_lanes(double *lanes) {
  HALVE(16, PLUS)
  FOLD_16(PLUS)
  return lanes[0];
}

/* Unrolled, so that sums stay in registers. */
#define EACH_VECTOR _Pragma("GCC unroll 16") for (int k = 0; k < SUM_VECTORS; k++)

/* `term` is a function of a vector of elements, as doubles, and of one. */
#define SUM_ROW(name, real, parameters, arguments, term) \
  static inline double name(const real *x, int64_t count parameters) { \
    if (count > LEAF) { \
      int64_t half = half_of(count); \
      return name(x, half arguments) + name(x + half, count - half arguments); \
    } \
    sums total[SUM_VECTORS]; \
    EACH_VECTOR total[k] = (sums){0}; \
    int64_t i = 0; \
    for (; i + SUM_LANES <= count; i += SUM_LANES) \
      EACH_VECTOR { \
        const sums value = widened_##real(x + i + k * SUM_WIDTH); \
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
#define FEW_LANES 16

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
      HALVE(32, of) \
      HALVE(16, of) \
      FOLD_16(of) \
      result = lanes[0]; \
    } \
    if (count - i >= FEW_LANES) { \
      __builtin_memcpy(lanes, x + i, FEW_LANES * sizeof(real)); \
      for (i += FEW_LANES; i + FEW_LANES <= count; i += FEW_LANES) \
        for (int j = 0; j < FEW_LANES; j++) lanes[j] = of(lanes[j], x[i + j]); \
      FOLD_16(of) \
      result = of(result, lanes[0]); \
    } \
    for (; i < count; i++) result = of(result, x[i]); \
    return result; \
  }
EXTREME_ROW(max_row_float32, float, max_float32, -INFINITY)
EXTREME_ROW(max_row_float64, double, max_float64, -INFINITY)
EXTREME_ROW(min_row_float32, float, min_float32, INFINITY)
EXTREME_ROW(min_row_float64, double, min_float64, INFINITY)

/* The largest element that is a number; -Infinity if there is none. Which zero it is is left open. */
#define MOST_ROW(name, real, bits) \
  typedef real name##_vector __attribute__((vector_size(VECTOR_BYTES))); \
  typedef bits name##_mask __attribute__((vector_size(VECTOR_BYTES))); \
  INLINE name##_vector name##_of(const real *x, name##_vector most) { \
    name##_vector value; \
    __builtin_memcpy(&value, x, sizeof value); \
    const name##_mask larger = value > most; \
    return (name##_vector)((larger & (name##_mask)value) | (~larger & (name##_mask)most)); \
  } \
  static inline real name(const real *x, int64_t count) { \
    const int64_t width = VECTOR_BYTES / sizeof(real); \
    name##_vector most[4]; \
    for (int k = 0; k < 4; k++) most[k] = (name##_vector){0} - (real)INFINITY; \
    int64_t i = 0; \
    for (; i + 4 * width <= count; i += 4 * width) \
      _Pragma("GCC unroll 4") for (int k = 0; k < 4; k++) most[k] = name##_of(x + i + k * width, most[k]); \
    for (; i + width <= count; i += width) most[0] = name##_of(x + i, most[0]); \
    for (int k = 1; k < 4; k++) most[0] = name##_of((const real *)&most[k], most[0]); \
    real lanes[VECTOR_BYTES / sizeof(real)], result = -INFINITY; \
    __builtin_memcpy(lanes, most, sizeof lanes); \
    for (int64_t j = 0; j < width; j++) result = LARGER(lanes[j], result); \
    for (; i < count; i++) result = LARGER(x[i], result); \
    return result; \
  }
#define LARGER(a, b) ((a) > (b) ? (a) : (b))
MOST_ROW(most_row_float32, float, int32_t)
MOST_ROW(most_row_float64, double, int64_t)
