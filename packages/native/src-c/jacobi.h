/* Eigenvalues and singular values by Jacobi's rotations. What they mean stands in packages/core/src/routines. */
#pragma once
#include "matrix.h"

#define MOST_SWEEPS 60

/* Terms are added up in so many lanes, whatever the width of vectors. */
#define DOT_LANES 16

/* Rows of so many elements are rotated by an angle: (x, y) -> (c x - s y, s x + c y). */
static inline void rotate(double *restrict a, double *restrict b, int64_t count, double cosine, double sine) {
  for (int64_t i = 0; i < count; i++) {
    const double x = a[i], y = b[i];
    a[i] = cosine * x - sine * y;
    b[i] = sine * x + cosine * y;
  }
}

/* The tangent of the angle that makes two numbers on the diagonal out of p, q and what is beside them. */
static inline double tangent(double pp, double qq, double pq) {
  const double zeta = (qq - pp) / (2 * pq);
  return (zeta < 0 ? -1 : 1) / (fabs(zeta) + sqrt(zeta * zeta + 1));
}

/* The squares of two rows, and their product. */
static void dots(const double *a, const double *b, int64_t count, double *pp, double *qq, double *pq) {
  double lanes[3][DOT_LANES] = {{0}};
  int64_t i = 0;
  for (; i + DOT_LANES <= count; i += DOT_LANES)
    for (int j = 0; j < DOT_LANES; j++) {
      lanes[0][j] += a[i + j] * a[i + j];
      lanes[1][j] += b[i + j] * b[i + j];
      lanes[2][j] += a[i + j] * b[i + j];
    }
  for (; i < count; i++) {
    lanes[0][i % DOT_LANES] += a[i] * a[i];
    lanes[1][i % DOT_LANES] += b[i] * b[i];
    lanes[2][i % DOT_LANES] += a[i] * b[i];
  }
  for (int width = DOT_LANES / 2; width > 0; width /= 2)
    for (int k = 0; k < 3; k++)
      for (int j = 0; j < width; j++) lanes[k][j] += lanes[k][j + width];
  *pp = lanes[0][0];
  *qq = lanes[1][0];
  *pq = lanes[2][0];
}

/* Whether the largest element of a row is negative: of elements that are equal up to rounding, the first one counts. */
static bool leads_negative(const double *x, int64_t count) {
  double largest = 0;
  for (int64_t i = 0; i < count; i++)
    if (fabs(x[i]) > fabs(largest) * (1 + 1e-10)) largest = x[i];
  return largest < 0;
}

static bool all_finite(const double *x, int64_t count) {
  bool finite = true;
  for (int64_t i = 0; i < count; i++) finite &= fabs(x[i]) < INFINITY;
  return finite;
}

static double largest_of(const double *x, int64_t count) {
  double largest = 0;
  for (int64_t i = 0; i < count; i++) largest = fabs(x[i]) > largest ? fabs(x[i]) : largest;
  return largest;
}

static void to_identity(double *x, int64_t n) {
  memset(x, 0, sizeof(double) * (size_t)(n * n));
  for (int64_t i = 0; i < n; i++) x[i * n + i] = 1;
}

/* The numbers of rows by their values, ascending or descending; of equal ones, the first comes first. */
static void order_by(const double *values, int64_t count, bool descending, int64_t *order) {
  for (int64_t i = 0; i < count; i++) {
    int64_t to = i;
    for (; to > 0; to--) {
      const double before = values[order[to - 1]];
      if (descending ? before >= values[i] : before <= values[i]) break;
      order[to] = order[to - 1];
    }
    order[to] = i;
  }
}

/*
 * A = V diag(w) Vᵀ of a symmetric matrix. `work` has room for n n + 2 n numbers. False where an element is not finite.
 */
static bool eigh(int64_t n, double *a, double *w, double *vectors, double *work) {
  if (!all_finite(a, n * n)) return false;
  double *v = work, *values = work + n * n;
  int64_t *order = (int64_t *)(values + n);
  to_identity(v, n);
  const double lost = 0x1p-60 * largest_of(a, n * n);
  bool turned = true;
  for (int sweep = 0; sweep < MOST_SWEEPS && turned; sweep++) {
    turned = false;
    for (int64_t p = 0; p < n; p++)
      for (int64_t q = p + 1; q < n; q++) {
        double *rp = a + p * n, *rq = a + q * n;
        if (fabs(rp[q]) <= lost) continue;
        turned = true;
        const double t = tangent(rp[p], rq[q], rp[q]), c = 1 / sqrt(t * t + 1), s = t * c;
        rotate(rp, rq, n, c, s);
        const double pp = c * rp[p] - s * rp[q], qq = s * rq[p] + c * rq[q];
        for (int64_t i = 0; i < n; i++) {
          a[i * n + p] = rp[i];
          a[i * n + q] = rq[i];
        }
        rp[p] = pp;
        rq[q] = qq;
        rp[q] = rq[p] = 0;
        rotate(v + p * n, v + q * n, n, c, s);
      }
  }
  for (int64_t i = 0; i < n; i++) values[i] = a[i * n + i];
  order_by(values, n, false, order);
  for (int64_t column = 0; column < n; column++) {
    const double *row = v + order[column] * n;
    w[column] = values[order[column]];
    const double sign = leads_negative(row, n) ? -1 : 1;
    for (int64_t i = 0; i < n; i++) vectors[i * n + column] = sign * row[i];
  }
  return true;
}

/*
 * A = U diag(s) Vᵀ, [m, n], by rotations of the columns along the longer side. `work` has room for m n + k k + 2 k numbers, k
 * being the smaller side. False where an element is not finite, or a singular value is 0 but for roundings.
 */
static bool svd(int64_t m, int64_t n, const double *a, double *u, double *s, double *v, double *work) {
  if (!all_finite(a, m * n)) return false;
  const bool across = m < n;
  const int64_t k = across ? m : n, length = across ? n : m;
  double *columns = work, *turns = columns + m * n, *lengths = turns + k * k;
  int64_t *order = (int64_t *)(lengths + k);
  const double largest = largest_of(a, m * n), scale = largest == 0 ? 1 : largest;
  for (int64_t i = 0; i < k; i++)
    for (int64_t j = 0; j < length; j++)
      columns[i * length + j] = (across ? a[i * n + j] : a[j * n + i]) / scale;
  to_identity(turns, k);
  bool turned = true;
  for (int sweep = 0; sweep < MOST_SWEEPS && turned; sweep++) {
    turned = false;
    for (int64_t p = 0; p < k; p++)
      for (int64_t q = p + 1; q < k; q++) {
        double *rp = columns + p * length, *rq = columns + q * length, pp, qq, pq;
        dots(rp, rq, length, &pp, &qq, &pq);
        if (fabs(pq) <= 0x1p-52 * sqrt(pp) * sqrt(qq)) continue;
        turned = true;
        const double t = tangent(pp, qq, pq), c = 1 / sqrt(t * t + 1);
        rotate(rp, rq, length, c, t * c);
        rotate(turns + p * k, turns + q * k, k, c, t * c);
      }
  }
  for (int64_t i = 0; i < k; i++) {
    double square, ignored;
    dots(columns + i * length, columns + i * length, length, &square, &ignored, &ignored);
    lengths[i] = sqrt(square);
  }
  order_by(lengths, k, true, order);
  if (k > 0 && !(lengths[order[k - 1]] > lengths[order[0]] * 0x1p-52 * (double)length)) return false;
  for (int64_t to = 0; to < k; to++) {
    double *large = columns + order[to] * length, *small = turns + order[to] * k;
    const double size = lengths[order[to]];
    s[to] = size * scale;
    for (int64_t i = 0; i < length; i++) large[i] /= size;
    const double *left = across ? small : large, *right = across ? large : small;
    const double sign = leads_negative(left, m) ? -1 : 1;
    for (int64_t i = 0; i < m; i++) u[i * k + to] = sign * left[i];
    for (int64_t i = 0; i < n; i++) v[i * k + to] = sign * right[i];
  }
  return true;
}
