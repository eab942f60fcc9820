/*
 * Random numbers: Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011),
 * block by block, with the bits that the plain loops give. Block n of a draw is that of the counter (n, draw, 0).
 */
#include "formulas.h"
#include "level.h"
#include "native.h"
#include "threads.h"

/* Blocks that are worked out side by side, of four words each. */
#define BLOCKS 256
#define WORDS (4 * BLOCKS)

#define M0 UINT32_C(0xd2511f53)
#define M1 UINT32_C(0xcd9e8d57)
#define W0 UINT32_C(0x9e3779b9)
#define W1 UINT32_C(0xbb67ae85)
#define ROUNDS 10

/* The words of blocks from one on, in their order. */
static void draw(uint32_t first, const uint32_t *key, const uint32_t *number, uint32_t *words) {
  uint32_t c[4][BLOCKS];
  for (int i = 0; i < BLOCKS; i++) {
    uint32_t c0 = first + (uint32_t)i, c1 = number[0], c2 = number[1], c3 = 0, k0 = key[0], k1 = key[1];
    for (int round = 0; round < ROUNDS; round++) {
      uint64_t a = (uint64_t)M0 * c0, b = (uint64_t)M1 * c2;
      c0 = (uint32_t)(b >> 32) ^ c1 ^ k0;
      c1 = (uint32_t)b;
      c2 = (uint32_t)(a >> 32) ^ c3 ^ k1;
      c3 = (uint32_t)a;
      k0 += W0;
      k1 += W1;
    }
    c[0][i] = c0;
    c[1][i] = c1;
    c[2][i] = c2;
    c[3][i] = c3;
  }
  for (int i = 0; i < BLOCKS; i++)
    for (int j = 0; j < 4; j++) words[4 * i + j] = c[j][i];
}

/* Quantiles of the normal distribution, in place. Those that are not in its centre are put aside and done afterwards. */
static void quantiles(double *p, int count) {
  double aside[WORDS];
  int places[WORDS], outer = 0;
  for (int i = 0; i < count; i++) {
    aside[outer] = p[i];
    places[outer] = i;
    outer += fabs(p[i] - 0.5) > CENTRE_END;
  }
  for (int i = 0; i < count; i++) p[i] = centreQuantile_of_float64(p[i] - 0.5);
  for (int i = 0; i < outer; i++) {
    const double r = tailDistance_of_float64(aside[i]), q = aside[i] - 0.5;
    const double near = middleQuantile_of_float64(r), far = farQuantile_of_float64(r);
    aside[i] = signedQuantile_of_float64(r > MIDDLE_END ? far : near, q);
  }
  for (int i = 0; i < outer; i++) p[places[i]] = aside[i];
}

enum { UNIFORM, NORMAL, BERNOULLI };

/* 53 bits of two words. */
static double long_bits(const uint32_t *word) { return (double)(word[0] >> 6) * 0x1p27 + (double)(word[1] >> 5); }

/* One word for each element, or two; `bound` is that of a choice. */
struct drawing {
  int kind, words, pieces;
  const uint32_t *key, *number;
  double bound;
  const struct view *out;
  int64_t size;
};

static enum outcome fill(const void *work, int piece, struct scratch *scratch) {
  (void)scratch;
  const struct drawing *drawing = work;
  const struct view *out = drawing->out;
  const uint32_t *key = drawing->key, *number = drawing->number;
  const int kind = drawing->kind, words = drawing->words;
  const double bound = drawing->bound;
  uint32_t drawn[WORDS];
  double numbers[WORDS];
  int most = WORDS / words;
  int64_t end = piece_from(drawing->size, piece + 1, drawing->pieces, most);
  for (int64_t from = piece_from(drawing->size, piece, drawing->pieces, most); from < end; from += most) {
    int count = (int)(end - from < most ? end - from : most);
    draw((uint32_t)(from / most * BLOCKS), key, number, drawn);
    float *short_out = (float *)out->data + from;
    double *long_out = (double *)out->data + from;
    uint8_t *flags = (uint8_t *)out->data + from;
    if (kind == UNIFORM && words == 1) {
      for (int i = 0; i < count; i++) short_out[i] = (float)(int32_t)(drawn[i] >> 8) * 0x1p-24f;
    } else if (kind == UNIFORM) {
      for (int i = 0; i < count; i++) long_out[i] = long_bits(drawn + 2 * i) * 0x1p-53;
    } else if (kind == BERNOULLI && words == 1) {
      for (int i = 0; i < count; i++) flags[i] = (double)(drawn[i] >> 8) < bound;
    } else if (kind == BERNOULLI) {
      for (int i = 0; i < count; i++) flags[i] = long_bits(drawn + 2 * i) < bound;
    } else if (words == 1) {
      for (int i = 0; i < most; i++) numbers[i] = ((double)drawn[i] + 0.5) * 0x1p-32;
      quantiles(numbers, most);
      for (int i = 0; i < count; i++) short_out[i] = (float)numbers[i];
    } else {
      for (int i = 0; i < most; i++)
        numbers[i] = ((double)(drawn[2 * i] >> 6) * 0x1p26 + (double)(drawn[2 * i + 1] >> 6) + 0.5) * 0x1p-52;
      quantiles(numbers, most);
      for (int i = 0; i < count; i++) long_out[i] = numbers[i];
    }
  }
  return DONE;
}

/* What an element takes, to tell what threads are worth. */
#define NANOSECONDS 1.5

enum outcome AT_LEVEL(random)(int kind, const uint32_t *key, const uint32_t *number, int words, double bound,
                              const struct view *out, struct scratch *scratch) {
  bool fits = kind == BERNOULLI ? out->dtype == BOOL : out->dtype == (words == 1 ? FLOAT32 : FLOAT64);
  if (!fits || kind < UNIFORM || kind > BERNOULLI) return NO_KERNEL;
  struct drawing drawing = {.kind = kind, .words = words, .key = key, .number = number, .bound = bound, .out = out};
  drawing.size = 1;
  for (int axis = 0; axis < out->axes; axis++) drawing.size *= out->shape[axis];
  drawing.pieces = pieces_of(scratch, NANOSECONDS * drawing.size, (drawing.size + WORDS - 1) / WORDS);
  return run_pieces(scratch, drawing.pieces, fill, &drawing);
}
