/* Factorisations by elimination and by reflections. What they mean stands in packages/core/src/routines. */
#pragma once
#include "matrix.h"

static inline void swap_rows(double *a, double *b, int64_t count) {
  for (int64_t j = 0; j < count; j++) {
    const double kept = a[j];
    a[j] = b[j];
    b[j] = kept;
  }
}

/* The columns `from` to `end`, of all n rows from `from` on, one after the other. */
static double eliminate_few(int64_t n, struct matrix a, int64_t columns, struct matrix right, int64_t from,
                            int64_t end) {
  double sign = 1;
  for (int64_t k = from; k < end; k++) {
    int64_t pivot = k;
    double largest = fabs(a.at[k * a.stride + k]);
    for (int64_t i = k + 1; i < n; i++) {
      const double size = fabs(a.at[i * a.stride + k]);
      if (size > largest) {
        largest = size;
        pivot = i;
      }
    }
    double *row = a.at + k * a.stride;
    if (pivot != k) {
      sign = -sign;
      swap_rows(row, a.at + pivot * a.stride, n);
      swap_rows(right.at + k * right.stride, right.at + pivot * right.stride, columns);
    }
    const double divisor = row[k];
    if (divisor == 0) continue;
    for (int64_t i = k + 1; i < n; i++) {
      double *other = a.at + i * a.stride;
      const double factor = other[k] / divisor;
      other[k] = factor;
      for (int64_t j = k + 1; j < end; j++) other[j] -= factor * row[j];
    }
  }
  return sign;
}

/* P A = L U with partial pivoting, in place, by halves of the columns; the rows of `right` are exchanged too. */
static double eliminate(int64_t n, struct matrix a, int64_t columns, struct matrix right, int64_t from, int64_t end) {
  if (end - from <= FEW) return eliminate_few(n, a, columns, right, from, end);
  const int64_t first = half_in(end - from, FEW), middle = from + first, second = end - middle;
  const double sign = eliminate(n, a, columns, right, from, middle);
  const struct matrix above = part_from(a, from, middle);
  substitute(false, true, first, second, part_from(a, from, from), above);
  subtract_product(n - middle, second, first, part_from(a, middle, from), above, part_from(a, middle, middle));
  return sign * eliminate(n, a, columns, right, middle, end);
}

static bool has_zero(int64_t n, struct matrix a) {
  for (int64_t k = 0; k < n; k++)
    if (a.at[k * a.stride + k] == 0) return true;
  return false;
}

/* The solution of A X = B in the place of B. False where a pivot is 0. */
static bool solve(int64_t n, int64_t columns, struct matrix a, struct matrix b) {
  eliminate(n, a, columns, b, 0, n);
  if (has_zero(n, a)) return false;
  substitute(false, true, n, columns, a, b);
  substitute(true, false, n, columns, a, b);
  return true;
}

/* The determinant, its sign, the logarithm of its absolute value, and the smallest pivot divided by the largest. */
static void determinant(int64_t n, struct matrix a, double *results[4]) {
  double product = eliminate(n, a, 0, a, 0, n), sign = product, logarithm = 0, smallest = INFINITY, largest = 0;
  for (int64_t k = 0; k < n; k++) {
    const double pivot = a.at[k * a.stride + k], size = fabs(pivot);
    product *= pivot;
    sign *= pivot > 0 ? 1 : pivot < 0 ? -1 : pivot;
    logarithm += log(size);
    smallest = size < smallest || size != size ? size : smallest;
    largest = size > largest || size != size ? size : largest;
  }
  *results[0] = product;
  *results[1] = sign;
  *results[2] = logarithm;
  *results[3] = n == 0 ? 1 : largest == 0 ? 0 : smallest / largest;
}

#define STRIP_OF_ROWS 64

/*
 * A = L Lᵀ in the lower triangle, by halves; what is above stays. `turned` has room for half the matrix. False where a pivot is
 * not positive.
 */
static bool cholesky(int64_t n, struct matrix a, double *turned) {
  if (n <= FEW) {
    for (int64_t i = 0; i < n; i++) {
      double *row = a.at + i * a.stride;
      for (int64_t j = 0; j <= i; j++) {
        const double *other = a.at + j * a.stride;
        double rest = row[j];
        for (int64_t k = 0; k < j; k++) rest -= row[k] * other[k];
        if (j < i) row[j] = rest / other[j];
        else if (rest > 0) row[i] = sqrt(rest);
        else return false;
      }
    }
    return true;
  }
  const int64_t first = half_in(n, FEW), second = n - first;
  if (!cholesky(first, a, turned)) return false;
  const struct matrix below = part_from(a, first, 0), other = {turned, second};
  /* L X = Bᵀ for what is below, turned around. */
  for (int64_t i = 0; i < second; i++)
    for (int64_t j = 0; j < first; j++) turned[j * second + i] = below.at[i * a.stride + j];
  substitute(false, false, first, second, a, other);
  for (int64_t i = 0; i < second; i++)
    for (int64_t j = 0; j < first; j++) below.at[i * a.stride + j] = turned[j * second + i];
  /* In strips, so that little is worked out above the diagonal. */
  for (int64_t column = 0; column < second; column += STRIP_OF_ROWS) {
    const int64_t width = second - column < STRIP_OF_ROWS ? second - column : STRIP_OF_ROWS;
    subtract_product(second - column, width, first, part_from(below, column, 0), part_from(other, 0, column),
                     part_from(a, first + column, first + column));
  }
  return cholesky(second, part_from(a, first, first), turned);
}

/* Columns that are reflected together. */
#define REFLECTED 32

/* X - V T Vᵀ X for the columns of X, [m, n]; V is [m, count], T its triangle, `lower` for Tᵀ. `work` has room for 2 n count. */
static void reflect(int64_t m, int64_t n, int64_t count, struct matrix v, const double *turned_v, const double *t,
                    bool transposed, struct matrix x, double *work) {
  if (n == 0) return;
  double *along = work, *weighted = work + count * n;
  memset(along, 0, sizeof(double) * (size_t)(2 * count * n));
  /* -Vᵀ X, then -T or -Tᵀ of that: the product subtracts. */
  subtract_product(count, n, m, (struct matrix){(double *)turned_v, m}, x, (struct matrix){along, n});
  for (int64_t i = 0; i < count; i++)
    for (int64_t k = transposed ? 0 : i; k < (transposed ? i + 1 : count); k++)
      subtract_row(transposed ? t[k * count + i] : t[i * count + k], along + k * n, weighted + i * n, n);
  subtract_product(m, n, count, v, (struct matrix){weighted, n}, x);
}

/*
 * A = Q R for m >= n (Golub & Van Loan, Algorithm 5.2.1, by blocks as in section 5.2.3 with the triangle of Schreiber & Van
 * Loan 1989). A becomes R and the vectors of the reflections; their first elements are kept in `v`. Q is [m, n] and full of
 * zeros. `work` has room for 2 m n + REFLECTED (3 m + 3 n + 2 REFLECTED) numbers.
 */
static void qr(int64_t m, int64_t n, struct matrix a, struct matrix q, struct matrix r, double *work) {
  double *vectors = work, *triangles = work + m * n, *turned = triangles + n * REFLECTED, *rest = turned + m * REFLECTED;
  const struct matrix v = {vectors, n};
  memset(vectors, 0, sizeof(double) * (size_t)(m * n));
  for (int64_t from = 0; from < n; from += REFLECTED) {
    const int64_t end = from + REFLECTED < n ? from + REFLECTED : n, count = end - from, rows = m - from;
    double *t = triangles + from * REFLECTED, beta[REFLECTED];
    for (int64_t k = from; k < end; k++) {
      double largest = 0, square = 0;
      for (int64_t i = k; i < m; i++) {
        const double size = fabs(a.at[i * a.stride + k]);
        if (size > largest || size != size) largest = size;
      }
      /* Scaled, so that squares neither overflow nor vanish. */
      for (int64_t i = k; i < m && largest != 0; i++) {
        const double part = a.at[i * a.stride + k] / largest;
        square += part * part;
      }
      const double norm = largest * sqrt(square);
      for (int64_t i = k; i < m; i++) v.at[i * n + k] = norm == 0 ? 0 : a.at[i * a.stride + k] / norm;
      /* With this sign, both terms add up, so nothing cancels. */
      if (norm != 0) v.at[k * n + k] += v.at[k * n + k] < 0 ? -1 : 1;
      square = 0;
      for (int64_t i = k; i < m; i++) square += v.at[i * n + k] * v.at[i * n + k];
      beta[k - from] = square == 0 ? 0 : 2 / square;
      double along[REFLECTED] = {0};
      for (int64_t i = k; i < m; i++) subtract_row(-v.at[i * n + k], a.at + i * a.stride + k, along, end - k);
      for (int64_t i = k; i < m; i++)
        subtract_row(beta[k - from] * v.at[i * n + k], along, a.at + i * a.stride + k, end - k);
    }
    for (int64_t j = 0; j < count; j++)
      for (int64_t i = 0; i < rows; i++) turned[j * rows + i] = v.at[(from + i) * n + from + j];
    /* The triangle with I - V T Vᵀ the product of all reflections. */
    memset(t, 0, sizeof(double) * (size_t)(count * count));
    for (int64_t j = 0; j < count; j++) {
      double dots[REFLECTED];
      for (int64_t i = 0; i < j; i++) {
        dots[i] = 0;
        for (int64_t k = j; k < rows; k++) dots[i] += turned[i * rows + k] * turned[j * rows + k];
      }
      for (int64_t i = 0; i < j; i++) {
        double sum = 0;
        for (int64_t k = i; k < j; k++) sum += t[i * count + k] * dots[k];
        t[i * count + j] = -beta[j] * sum;
      }
      t[j * count + j] = beta[j];
    }
    reflect(rows, n - end, count, part_from(v, from, from), turned, t, true, part_from(a, from, end), rest);
  }
  for (int64_t i = 0; i < n; i++) q.at[i * q.stride + i] = 1;
  for (int64_t from = (n - 1) / REFLECTED * REFLECTED; from >= 0; from -= REFLECTED) {
    const int64_t count = from + REFLECTED < n ? REFLECTED : n - from, rows = m - from;
    for (int64_t j = 0; j < count; j++)
      for (int64_t i = 0; i < rows; i++) turned[j * rows + i] = v.at[(from + i) * n + from + j];
    reflect(rows, n - from, count, part_from(v, from, from), turned, triangles + from * REFLECTED, false,
            part_from(q, from, from), rest);
  }
  /* Signs are chosen so that the diagonal is not negative. */
  for (int64_t i = 0; i < n; i++) {
    const double sign = a.at[i * a.stride + i] < 0 ? -1 : 1;
    for (int64_t j = i; j < n; j++) r.at[i * r.stride + j] = sign * a.at[i * a.stride + j];
    for (int64_t row = 0; row < m; row++) q.at[row * q.stride + i] *= sign;
  }
}
