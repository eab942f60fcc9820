/* The loops of elementwise functions, printed by the lists of formulas. */
#include "loops.h"

#define X(name, dtype) \
  static void name##_##dtype##_row(const void *given, void *to, int64_t count) { \
    const c_##dtype *x = given; \
    c_##dtype *out = to; \
    EACH out[i] = name##_of_##dtype(x[i]); \
  }
UNARY_FORMULAS(X)
#undef X

#define BINARY_LOOP(name, dtype, result, value) \
  static void name##_##dtype##_rows(const void *left, int64_t a_step, const void *right, int64_t b_step, void *to, \
                                    int64_t count) { \
    const c_##dtype *a = left, *b = right; \
    result *out = to; \
    if (a_step == 0) { \
      const c_##dtype x = *a; \
      EACH out[i] = value(name##_of_##dtype(x, b[i])); \
    } else if (b_step == 0) { \
      const c_##dtype y = *b; \
      EACH out[i] = value(name##_of_##dtype(a[i], y)); \
    } else { \
      EACH out[i] = value(name##_of_##dtype(a[i], b[i])); \
    } \
  }

#define ITSELF(x) x
#define X(name, dtype) BINARY_LOOP(name, dtype, c_##dtype, ITSELF)
BINARY_FORMULAS(X)
#undef X

#define FLAG(mask) (uint8_t)((mask) & 1)
#define X(name, dtype) BINARY_LOOP(name, dtype, uint8_t, FLAG)
COMPARISON_FORMULAS(X)
#undef X

/* Arguments beyond what a formula is right for are left to the mathematical library. */
#define X(name, dtype, limit) \
  static void name##_##dtype##_bounded(const void *given, void *to, int64_t count) { \
    const c_##dtype *x = given; \
    c_##dtype *out = to; \
    bool beyond = false; \
    for (int64_t i = 0; i < count; i++) beyond |= fabs(x[i]) > limit; \
    if (!beyond) { \
      name##_##dtype##_row(given, to, count); \
      return; \
    } \
    for (int64_t i = 0; i < count; i++) \
      out[i] = fabs(x[i]) > limit ? (c_##dtype)name((double)x[i]) : name##_of_##dtype(x[i]); \
  }
BOUNDED_FORMULAS(X)
#undef X

static unary_loop *const unary_loops[3][UNARY_COUNT] = {
#define X(name, dtype) [DTYPE_##dtype][UNARY_##name] = name##_##dtype##_row,
#define DTYPE_float32 FLOAT32
#define DTYPE_float64 FLOAT64
#define DTYPE_int32 INT32
    UNARY_FORMULAS(X)
#undef X
};

/* In place of those above, for some. */
static unary_loop *const bounded_loops[3][UNARY_COUNT] = {
#define X(name, dtype, limit) [DTYPE_##dtype][UNARY_##name] = name##_##dtype##_bounded,
    BOUNDED_FORMULAS(X)
#undef X
};

static binary_loop *const binary_loops[3][ALL_BINARY_COUNT] = {
#define X(name, dtype) [DTYPE_##dtype][BINARY_##name] = name##_##dtype##_rows,
    BINARY_FORMULAS(X) COMPARISON_FORMULAS(X)
#undef X
};

unary_loop *AT_LEVEL(unary_of)(int f, enum dtype dtype) {
  if (dtype == BOOL || f < 0 || f >= UNARY_COUNT) return NULL;
  unary_loop *bounded = bounded_loops[dtype][f];
  return bounded != NULL ? bounded : unary_loops[dtype][f];
}

binary_loop *AT_LEVEL(binary_of)(int f, enum dtype dtype) {
  return dtype == BOOL || f < 0 || f >= ALL_BINARY_COUNT ? NULL : binary_loops[dtype][f];
}
