/*
 * Stable sorting of the places of elements along the last axis. Each element becomes a key that is larger, without a sign,
 * where the element comes later: numbers below 0 run backwards, both zeros are alike, NaN is last. Keys are sorted by digits,
 * from the lowest to the highest (radix sort), together with their places; a digit that all keys share is passed over.
 */
#include <string.h>

#include "axes.h"
#include "level.h"

static const int64_t bytes_of[] = {[FLOAT32] = 4, [FLOAT64] = 8, [INT32] = 4, [BOOL] = 1};

/* Rows up to this length are sorted by insertion. */
#define SHORT 32
/* Bits of a digit: fewer for rows in which most digits would not occur. */
#define FEW_BITS 8
#define MANY_BITS 11
#define LONG 3000
/* Counts of all digits of a key, of whichever kind. */
#define MOST_COUNTS ((size_t)6 << MANY_BITS)

/* A key and the place of its element: of 32-bit keys, both in one word. */
typedef uint64_t packed;
struct pair {
  uint64_t key;
  uint64_t place;
};

INLINE uint32_t key_of_float32(uint32_t bits) {
  uint32_t size = bits & 0x7fffffffu;
  if (size > 0x7f800000u) return UINT32_MAX;
  if (size == 0) return 0x80000000u;
  return bits >> 31 ? ~bits : bits | 0x80000000u;
}

INLINE uint64_t key_of_float64(uint64_t bits) {
  uint64_t size = bits & 0x7fffffffffffffffu;
  if (size > 0x7ff0000000000000u) return UINT64_MAX;
  if (size == 0) return 0x8000000000000000u;
  return bits >> 63 ? ~bits : bits | 0x8000000000000000u;
}

static void pack(enum dtype dtype, const char *x, int64_t step, int64_t size, bool descending, packed *to) {
  const uint32_t turned = descending ? UINT32_MAX : 0;
#define PACK(type, key) \
  for (int64_t i = 0; i < size; i++) { \
    const type element = ((const type *)x)[i * step]; \
    to[i] = (packed)((key) ^ turned) << 32 | (uint64_t)i; \
  }
  if (dtype == FLOAT32) PACK(uint32_t, key_of_float32(element))
  else if (dtype == INT32) PACK(uint32_t, element ^ 0x80000000u)
  else PACK(uint8_t, (uint32_t)element)
}

static void pair_up(const char *x, int64_t step, int64_t size, bool descending, struct pair *to) {
  const uint64_t turned = descending ? UINT64_MAX : 0;
  for (int64_t i = 0; i < size; i++)
    to[i] = (struct pair){key_of_float64(((const uint64_t *)x)[i * step]) ^ turned, (uint64_t)i};
}

/*
 * Sorts `count` elements by `bits` bits of their word from bit `low` on, and gives where they are then: in `a` or in `b`.
 * How often each digit occurs is counted for all digits at once.
 */
#define RADIX_SORT(name, type, word) \
  static type *name(type *a, type *b, int64_t count, int low, int bits, uint32_t *counts) { \
    if (count <= SHORT) { \
      for (int64_t i = 1; i < count; i++) { \
        const type moved = a[i]; \
        int64_t to = i; \
        for (; to > 0 && a[to - 1] word > moved word; to--) a[to] = a[to - 1]; \
        a[to] = moved; \
      } \
      return a; \
    } \
    const int each = count < LONG ? FEW_BITS : MANY_BITS, digits = (bits + each - 1) / each; \
    const uint64_t mask = ((uint64_t)1 << each) - 1; \
    memset(counts, 0, sizeof *counts * (size_t)(digits << each)); \
    for (int64_t i = 0; i < count; i++) { \
      uint64_t rest = a[i] word >> low; \
      for (int digit = 0; digit < digits; digit++, rest >>= each) counts[(digit << each) + (rest & mask)]++; \
    } \
    for (int digit = 0; digit < digits; digit++) { \
      uint32_t *of = counts + (digit << each), before = 0; \
      const int shift = low + digit * each; \
      if (of[a[0] word >> shift & mask] == count) continue; \
      for (uint64_t i = 0; i <= mask; i++) { \
        const uint32_t own = of[i]; \
        of[i] = before; \
        before += own; \
      } \
      for (int64_t i = 0; i < count; i++) b[of[a[i] word >> shift & mask]++] = a[i]; \
      type *const other = a; \
      a = b; \
      b = other; \
    } \
    return a; \
  }
#define THE_WORD
RADIX_SORT(sort_packed, packed, THE_WORD)
RADIX_SORT(sort_pairs, struct pair, .key)

enum outcome AT_LEVEL(argsort)(bool descending, const struct view *x, const struct view *out, struct scratch *scratch) {
  if (out->dtype != INT32 || out->axes == 0) return NO_KERNEL;
  int last = out->axes - 1;
  struct axes axes = {.size = 1};
  for (int axis = 0; axis < last; axis++) {
    int64_t strides[2] = {x->strides[axis], out->strides[axis]};
    add_axis(&axes, 2, out->shape[axis], strides);
  }
  int64_t size = out->shape[last], step = x->strides[last], to_step = out->strides[last];
  if (axes.size == 0 || size == 0) return DONE;
  bool wide = x->dtype == FLOAT64;
  size_t bytes = (size_t)size * (wide ? sizeof(struct pair) : sizeof(packed));
  uint32_t *counts = scratch_of(scratch, 2 * bytes + MOST_COUNTS * sizeof *counts);
  if (counts == NULL) return NO_MEMORY;
  char *memory = (char *)(counts + MOST_COUNTS);
  int64_t at[MOST_AXES] = {0}, places[2] = {0};
  do {
    const char *row = x->data + places[0] * bytes_of[x->dtype];
    int32_t *to = (int32_t *)out->data + places[1];
    if (wide) {
      pair_up(row, step, size, descending, (struct pair *)memory);
      const struct pair *sorted = sort_pairs((struct pair *)memory, (struct pair *)(memory + bytes), size, 0, 64, counts);
      for (int64_t i = 0; i < size; i++) to[i * to_step] = (int32_t)sorted[i].place;
    } else {
      pack(x->dtype, row, step, size, descending, (packed *)memory);
      const packed *sorted = sort_packed((packed *)memory, (packed *)(memory + bytes), size, 32, 32, counts);
      for (int64_t i = 0; i < size; i++) to[i * to_step] = (int32_t)(uint32_t)sorted[i];
    }
  } while (next_place(&axes, axes.count, 2, at, places));
  return DONE;
}
