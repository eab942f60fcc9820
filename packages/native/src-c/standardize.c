/*
 * Standardising and its gradient: x less its mean, divided by the root of its mean square, in double precision. Elements
 * lie as [outer, groups, inner], dense; groups whose places in `inner` are few have loops of their own.
 */
#include "axes.h"
#include "level.h"
#include "narrow.h"
#include "rows.h"
#include "threads.h"

SUM_ROW(square_row_float32, float, COMMA double mean, COMMA mean, (value - mean) * (value - mean))
SUM_ROW(square_row_float64, double, COMMA double mean, COMMA mean, (value - mean) * (value - mean))

#define ROUND _Pragma("GCC ivdep") for (int64_t i = 0; i < inner; i++)

/* What an element takes, to tell what threads are worth. */
#define NANOSECONDS 0.5

/* Blocks of groups whose gradients by weight and bias are added up by themselves, at most, and the least size of one. */
#define MOST_BLOCKS 32
#define LEAST_GROUPS 32

/* A call: pieces have some blocks each. */
struct work {
  const struct standardizing *s;
  const struct view *inputs, *outputs;
  int blocks, pieces;
  /* For each block, sums at each place of dy times the standardised x, and of dy; null if weights are those of groups. */
  double *by_place;
};

/* The groups before a block, however many threads there are. */
static int64_t groups_before(const struct work *work, int block) {
  return piece_from(work->s->groups, block, work->blocks, 1);
}

static int64_t blocks_before(const struct work *work, int piece) {
  return piece_from(work->blocks, piece, work->pieces, 1);
}

#define STANDARDIZE(dtype, real) \
  static enum outcome forward_##dtype(const void *given, int piece, struct scratch *scratch) { \
    (void)scratch; \
    const struct work *work = given; \
    const struct standardizing *s = work->s; \
    const struct view *in = work->inputs, *out = work->outputs; \
    const real *x = (const real *)in[0].data, *weight = s->has_weight ? (const real *)in[1].data : NULL; \
    const real *bias = s->has_bias ? (const real *)in[s->has_weight ? 2 : 1].data : NULL; \
    real *y = (real *)out[0].data; \
    double *means = (double *)out[1].data, *squares = (double *)out[2].data, *scales = (double *)out[3].data; \
    const int64_t inner = s->inner, jump = s->groups * inner; \
    const double count = (double)(s->outer * inner); \
    const int64_t end = piece_from(s->groups, piece + 1, work->pieces, 1); \
    for (int64_t group = piece_from(s->groups, piece, work->pieces, 1); group < end; group++) { \
      const real *first = x + group * inner; \
      double mean = 0, square = 0; \
      for (int64_t o = 0; s->centred && o < s->outer; o++) mean += sum_row_##dtype(first + o * jump, inner); \
      mean /= count; \
      for (int64_t o = 0; o < s->outer; o++) square += square_row_##dtype(first + o * jump, inner, mean); \
      square /= count; \
      const double scale = 1 / sqrt(square + s->epsilon); \
      means[group] = mean; \
      squares[group] = square; \
      scales[group] = scale; \
      const double factor = weight == NULL || s->each ? 1 : weight[group]; \
      const double shift = bias == NULL || s->each ? 0 : bias[group]; \
      for (int64_t o = 0; o < s->outer; o++) { \
        const real *from = first + o * jump; \
        real *to = y + group * inner + o * jump; \
        if (!s->each || (weight == NULL && bias == NULL)) { \
          ROUND to[i] = (real)((from[i] - mean) * scale * factor + shift); \
        } else if (bias == NULL) { \
          ROUND to[i] = (real)((from[i] - mean) * scale * weight[i]); \
        } else if (weight == NULL) { \
          ROUND to[i] = (real)((from[i] - mean) * scale + bias[i]); \
        } else { \
          ROUND to[i] = (real)((from[i] - mean) * scale * weight[i] + bias[i]); \
        } \
      } \
    } \
    return DONE; \
  } \
\
  /* Sums of dy, and of dy times the standardised x, of one row; `weight` may be null. */ \
  static void sums_##dtype(const real *x, const real *dy, const real *weight, int64_t inner, double mean, double scale, \
                           double *total, double *product) { \
    sums of_dy[SUM_VECTORS], of_both[SUM_VECTORS]; \
    EACH_VECTOR of_dy[k] = of_both[k] = (sums){0}; \
    int64_t i = 0; \
    for (; i + SUM_LANES <= inner; i += SUM_LANES) \
      EACH_VECTOR { \
        const int64_t at = i + k * SUM_WIDTH; \
        sums given = widened_##real(dy + at); \
        if (weight != NULL) given *= widened_##real(weight + at); \
        of_dy[k] += given; \
        of_both[k] += given * ((widened_##real(x + at) - mean) * scale); \
      } \
    double totals[SUM_LANES], products[SUM_LANES]; \
    __builtin_memcpy(totals, of_dy, sizeof totals); \
    __builtin_memcpy(products, of_both, sizeof products); \
    for (int j = 0; i < inner; i++, j++) { \
      const double given = weight == NULL ? dy[i] : (double)dy[i] * weight[i]; \
      totals[j] += given; \
      products[j] += given * ((x[i] - mean) * scale); \
    } \
    *total += sum_of_lanes(totals); \
    *product += sum_of_lanes(products); \
  } \
\
  static void add_places_##dtype(const real *x, const real *dy, int64_t inner, double mean, double scale, \
                                 double *products, double *totals) { \
    ROUND products[i] += (double)dy[i] * ((x[i] - mean) * scale); \
    ROUND totals[i] += dy[i]; \
  } \
\
  /* The gradients by weight and bias: the sums of all blocks, one after the other. */ \
  static void join_places_##dtype(const struct work *work) { \
    real *by_weight = (real *)work->outputs[1].data, *by_bias = (real *)work->outputs[2].data; \
    const int64_t inner = work->s->inner; \
    double *sums = work->by_place; \
    for (int block = 1; block < work->blocks; block++) \
      for (int64_t i = 0; i < 2 * inner; i++) sums[i] += sums[block * 2 * inner + i]; \
    for (int64_t i = 0; i < inner; i++) { \
      by_weight[i] = (real)sums[i]; \
      by_bias[i] = (real)sums[inner + i]; \
    } \
  } \
\
  static void back_of_group_##dtype(const struct work *work, int64_t group, double *products) { \
    const struct standardizing *s = work->s; \
    const struct view *in = work->inputs, *out = work->outputs; \
    const real *x = (const real *)in[0].data, *dy = (const real *)in[1].data; \
    const real *weight = s->has_weight ? (const real *)in[4].data : NULL; \
    real *dx = (real *)out[0].data, *by_weight = (real *)out[1].data, *by_bias = (real *)out[2].data; \
    const int64_t inner = s->inner, jump = s->groups * inner; \
    const double count = (double)(s->outer * inner); \
    const double mean = ((const double *)in[2].data)[group], scale = ((const double *)in[3].data)[group]; \
    const double factor = weight == NULL || s->each ? 1 : weight[group]; \
    double total = 0, product = 0; \
    for (int64_t o = 0; o < s->outer; o++) { \
      const real *row = x + group * inner + o * jump, *given = dy + group * inner + o * jump; \
      sums_##dtype(row, given, s->each ? weight : NULL, inner, mean, scale, &total, &product); \
      if (products != NULL) add_places_##dtype(row, given, inner, mean, scale, products, products + inner); \
    } \
    if (!s->each) { \
      by_weight[group] = (real)product; \
      by_bias[group] = (real)total; \
    } \
    const double average = s->centred ? total * factor / count : 0, along = product * factor / count; \
    for (int64_t o = 0; o < s->outer; o++) { \
      const int64_t at = group * inner + o * jump; \
      const real *row = x + at, *given = dy + at; \
      real *to = dx + at; \
      if (s->each && weight != NULL) { \
        ROUND to[i] = (real)(((double)given[i] * weight[i] - average - (row[i] - mean) * scale * along) * scale); \
      } else { \
        ROUND to[i] = (real)((given[i] * factor - average - (row[i] - mean) * scale * along) * scale); \
      } \
    } \
  } \
\
  static enum outcome back_##dtype(const void *given, int piece, struct scratch *scratch) { \
    (void)scratch; \
    const struct work *work = given; \
    const int64_t inner = work->s->inner; \
    for (int block = (int)blocks_before(work, piece); block < blocks_before(work, piece + 1); block++) { \
      double *products = work->by_place == NULL ? NULL : work->by_place + block * 2 * inner; \
      for (int64_t i = 0; products != NULL && i < 2 * inner; i++) products[i] = 0; \
      for (int64_t group = groups_before(work, block); group < groups_before(work, block + 1); group++) \
        back_of_group_##dtype(work, group, products); \
    } \
    return DONE; \
  }

STANDARDIZE(float32, float)
STANDARDIZE(float64, double)

/* x, and weight and bias if there are any, to y, means, squares and scales. */
enum outcome AT_LEVEL(standardize)(const struct standardizing *s, const struct view *inputs,
                                   const struct view *outputs, struct scratch *scratch) {
  enum dtype dtype = inputs[0].dtype;
  if (dtype > FLOAT64) return NO_KERNEL;
  for (int i = 1; i < 4; i++)
    if (outputs[i].dtype != FLOAT64) return NO_KERNEL;
  if (s->inner < NARROW_INNER) {
    AT_LEVEL(standardize_narrow)(s, inputs, outputs);
    return DONE;
  }
  struct work work = {.s = s, .inputs = inputs, .outputs = outputs};
  work.pieces = pieces_of(scratch, NANOSECONDS * s->outer * s->groups * s->inner, s->groups);
  return run_pieces(scratch, work.pieces, dtype == FLOAT32 ? forward_float32 : forward_float64, &work);
}

/* x, dy, means, scales, and weight if there is one, to the gradients by x, weight and bias. */
enum outcome AT_LEVEL(standardize_back)(const struct standardizing *s, const struct view *inputs,
                                        const struct view *outputs, struct scratch *scratch) {
  enum dtype dtype = inputs[0].dtype;
  if (dtype > FLOAT64) return NO_KERNEL;
  if (inputs[2].dtype != FLOAT64 || inputs[3].dtype != FLOAT64) return NO_KERNEL;
  if (s->inner < NARROW_INNER) {
    AT_LEVEL(standardize_narrow_back)(s, inputs, outputs);
    return DONE;
  }
  struct work work = {.s = s, .inputs = inputs, .outputs = outputs};
  const double nanoseconds = NANOSECONDS * s->outer * s->groups * s->inner;
  const int pieces = pieces_of(scratch, nanoseconds, s->groups);
  if (s->each) {
    const int64_t blocks = smaller(s->groups / LEAST_GROUPS, MOST_BLOCKS);
    work.blocks = blocks < 1 ? 1 : (int)blocks;
    work.by_place = scratch_of(scratch, work.blocks * 2 * s->inner * sizeof(double));
    if (work.by_place == NULL) return NO_MEMORY;
  } else {
    work.blocks = pieces;
  }
  work.pieces = (int)smaller(pieces, work.blocks);
  enum outcome outcome = run_pieces(scratch, work.pieces, dtype == FLOAT32 ? back_float32 : back_float64, &work);
  if (outcome != DONE || work.by_place == NULL) return outcome;
  if (dtype == FLOAT32) join_places_float32(&work);
  else join_places_float64(&work);
  return DONE;
}
