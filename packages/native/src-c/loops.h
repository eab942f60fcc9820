/*
 * One loop for each elementwise function and dtype, over rows in which every operand has an element of its own for each
 * column, or one for all. Operands and result may be the same array, element by element.
 */
#pragma once
#include "functions.h"
#include "level.h"
#include "native.h"

/* Elements of a block that stays in the first cache. */
#define BLOCK 512

static const size_t bytes_of[] = {[FLOAT32] = 4, [FLOAT64] = 8, [INT32] = 4, [BOOL] = 1};

typedef void unary_loop(const void *x, void *out, int64_t count);
/* The steps are 0 or 1, and one of them is 1. */
typedef void binary_loop(const void *a, int64_t a_step, const void *b, int64_t b_step, void *out, int64_t count);

/* The loop of a function; null where there is none. */
unary_loop *AT_LEVEL(unary_of)(int f, enum dtype dtype);
binary_loop *AT_LEVEL(binary_of)(int f, enum dtype dtype);

#define EACH _Pragma("GCC ivdep") for (int64_t i = 0; i < count; i++)

#define COPY(type) \
  { \
    const type *x = (const type *)from; \
    type *out = (type *)to; \
    for (int64_t i = 0; i < count; i++) out[i * to_step] = x[i * from_step]; \
  }

/* Elements that lie some steps apart. */
static inline void copy_row(const char *from, int64_t from_step, char *to, int64_t to_step, int64_t count, size_t bytes) {
  if (bytes == 4) COPY(uint32_t)
  else if (bytes == 8) COPY(uint64_t)
  else COPY(uint8_t)
}
#undef COPY
