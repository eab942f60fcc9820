/* The numbers of elementwise functions, and their loops. */
#pragma once
#include "formulas.h"

typedef float c_float32;
typedef double c_float64;
typedef int32_t c_int32;

enum unary_function {
#define X(name) UNARY_##name,
  UNARY_NAMES(X)
#undef X
  UNARY_COUNT
};

/* Comparisons, which give bytes, stand behind the others. */
enum binary_function {
#define X(name) BINARY_##name,
  BINARY_NAMES(X)
#undef X
  BINARY_COUNT,
  COMPARISON_BEFORE_FIRST = BINARY_COUNT - 1,
#define X(name) BINARY_##name,
  COMPARISON_NAMES(X)
#undef X
  ALL_BINARY_COUNT
};
