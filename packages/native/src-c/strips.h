/* Sums of columns that lie side by side. */
#pragma once
#include "rows.h"

/* Columns whose sums stay in registers, side by side. */
#define STRIP_VECTORS (VECTOR_BYTES == 64 ? 16 : 8)
#define STRIP_WIDTH (STRIP_VECTORS * SUM_WIDTH)
#define EACH_OF_STRIP _Pragma("GCC unroll 16") for (int k = 0; k < STRIP_VECTORS; k++)

/*
 * Sums of the columns of a strip, whose rows are `step` elements apart: four rows at a time, in the order of narrower ones.
 * Rows are often pages of memory apart, so the next four have to be asked for.
 */
#define SUM_STRIP(name, real) \
  static void name(const real *x, int64_t step, int64_t count, double *to) { \
    sums total[STRIP_VECTORS]; \
    EACH_OF_STRIP total[k] = widened_##real(x + k * SUM_WIDTH); \
    int64_t i = 1; \
    for (; i + 4 <= count; i += 4) { \
      const real *a = x + i * step, *b = a + step, *c = b + step, *d = c + step; \
      EACH_OF_STRIP { \
        const int at = k * SUM_WIDTH; \
        if (k * SUM_WIDTH * sizeof(real) % 64 == 0) { \
          __builtin_prefetch(a + 4 * step + at); \
          __builtin_prefetch(b + 4 * step + at); \
          __builtin_prefetch(c + 4 * step + at); \
          __builtin_prefetch(d + 4 * step + at); \
        } \
        total[k] += (widened_##real(a + at) + widened_##real(b + at)) + (widened_##real(c + at) + widened_##real(d + at)); \
      } \
    } \
    for (; i < count; i++) EACH_OF_STRIP total[k] += widened_##real(x + i * step + k * SUM_WIDTH); \
    __builtin_memcpy(to, total, sizeof total); \
  }

SUM_STRIP(sum_strip_float32, float)
SUM_STRIP(sum_strip_float64, double)
