/*
 * Dense matrices in double precision, row after row: what factorisations are made of. Sums are added up in the order of k,
 * whatever the width of vectors.
 */
#pragma once
#include <math.h>
#include <string.h>

#include "level.h"
#include "native.h"

/* A matrix, or a part of one, whose rows lie `stride` apart. */
struct matrix {
  double *at;
  int64_t stride;
};

static inline struct matrix part_from(struct matrix a, int64_t row, int64_t column) {
  return (struct matrix){a.at + row * a.stride + column, a.stride};
}

typedef double wide __attribute__((vector_size(VECTOR_BYTES)));
#define WIDTH ((int64_t)(VECTOR_BYTES / sizeof(double)))
/* A tile of C: so many rows, and so many vectors in each. */
#define ROWS 4
#define VECTORS 4

INLINE wide loaded(const double *x) {
  wide result;
  memcpy(&result, x, sizeof result);
  return result;
}
INLINE void stored(double *x, wide value) { memcpy(x, &value, sizeof value); }

/* C - A B in the place of C, for a tile of constant size. */
INLINE void subtract_tile(int rows, int vectors, int64_t k, struct matrix a, struct matrix b, struct matrix c) {
  wide sums[ROWS][VECTORS];
  for (int i = 0; i < rows; i++)
    for (int v = 0; v < vectors; v++) sums[i][v] = loaded(c.at + i * c.stride + v * WIDTH);
  for (int64_t p = 0; p < k; p++) {
    wide row[VECTORS];
    for (int v = 0; v < vectors; v++) row[v] = loaded(b.at + p * b.stride + v * WIDTH);
    for (int i = 0; i < rows; i++) {
      const double factor = a.at[i * a.stride + p];
      for (int v = 0; v < vectors; v++) sums[i][v] -= factor * row[v];
    }
  }
  for (int i = 0; i < rows; i++)
    for (int v = 0; v < vectors; v++) stored(c.at + i * c.stride + v * WIDTH, sums[i][v]);
}

/* A tile of fewer columns than a vector has. */
static void subtract_narrow(int64_t rows, int64_t columns, int64_t k, struct matrix a, struct matrix b, struct matrix c) {
  for (int64_t i = 0; i < rows; i++)
    for (int64_t j = 0; j < columns; j++) {
      double sum = c.at[i * c.stride + j];
      for (int64_t p = 0; p < k; p++) sum -= a.at[i * a.stride + p] * b.at[p * b.stride + j];
      c.at[i * c.stride + j] = sum;
    }
}

/* C - A B in the place of C, [m, n]; A is [m, k]. */
static void subtract_product(int64_t m, int64_t n, int64_t k, struct matrix a, struct matrix b, struct matrix c) {
  if (m == 0 || n == 0 || k == 0) return;
  int64_t j = 0;
#define STRIP(vectors) \
  for (; j + vectors * WIDTH <= n; j += vectors * WIDTH) { \
    int64_t i = 0; \
    for (; i + ROWS <= m; i += ROWS) \
      subtract_tile(ROWS, vectors, k, part_from(a, i, 0), part_from(b, 0, j), part_from(c, i, j)); \
    for (; i < m; i++) subtract_tile(1, vectors, k, part_from(a, i, 0), part_from(b, 0, j), part_from(c, i, j)); \
  }
  STRIP(VECTORS)
  STRIP(1)
#undef STRIP
  if (j < n) subtract_narrow(m, n - j, k, a, part_from(b, 0, j), part_from(c, 0, j));
}

/* The second row minus a multiple of the first. */
static inline void subtract_row(double factor, const double *from, double *to, int64_t count) {
  _Pragma("GCC ivdep") for (int64_t j = 0; j < count; j++) to[j] -= factor * from[j];
}

/* About half of a number of rows, a multiple of `unit`. */
static inline int64_t half_in(int64_t count, int64_t unit) { return (count + 2 * unit - 1) / (2 * unit) * unit; }

/* Up to so many rows are solved, and columns eliminated, one after the other. */
#define FEW 8

/*
 * The solution of A X = B in the place of B, which has n columns, for a triangular A of m rows: by halves, so that most of the
 * work is a product. With `unit`, the diagonal counts as ones.
 */
static void substitute(bool upper, bool unit, int64_t m, int64_t n, struct matrix a, struct matrix b) {
  if (m <= FEW) {
    for (int64_t step = 0; step < m; step++) {
      int64_t i = upper ? m - 1 - step : step;
      double *row = b.at + i * b.stride;
      for (int64_t k = upper ? i + 1 : 0; k < (upper ? m : i); k++)
        subtract_row(a.at[i * a.stride + k], b.at + k * b.stride, row, n);
      if (unit) continue;
      const double divisor = a.at[i * a.stride + i];
      for (int64_t j = 0; j < n; j++) row[j] /= divisor;
    }
    return;
  }
  int64_t half = half_in(m, FEW);
  int64_t first = upper ? m - half : half, from = upper ? half : 0, second = m - first, to = upper ? 0 : half;
  substitute(upper, unit, first, n, part_from(a, from, from), part_from(b, from, 0));
  subtract_product(second, n, first, part_from(a, to, from), part_from(b, from, 0), part_from(b, to, 0));
  substitute(upper, unit, second, n, part_from(a, to, to), part_from(b, to, 0));
}
