/*
 * Convolutions with filters of 3 x 3 after Winograd (Lavin and Gray 2016): a tile of 2 x 2 results takes 16 multiplications
 * for each filter and channel, where sums of products take 36. Images are brought into sixteen matrices, with a row for each
 * channel and a column for each tile, and filters into sixteen that multiply these: the products are brought back to maps.
 */
#include <stdlib.h>
#include <string.h>

#include "level.h"
#include "native.h"
#include "threads.h"

#define MATRICES 16
#define STEP 2
/* Filters in a tile of a product, which is as wide as two vectors. */
#define ROWS (VECTOR_BYTES == 64 ? 8 : 4)
/* Bytes of the matrices of some rows of tiles: they stay in the second cache. */
#define NEAR_BYTES (512 * 1024)
/* What a product of two numbers takes, to tell what threads are worth. */
#define NANOSECONDS 0.012

typedef float vector __attribute__((vector_size(VECTOR_BYTES)));
typedef vector loose __attribute__((aligned(sizeof(float)), may_alias));
typedef int32_t places __attribute__((vector_size(VECTOR_BYTES)));
#define LANES ((int64_t)(VECTOR_BYTES / sizeof(float)))

/* Every other lane of two vectors; and the lanes of two, one by one, of their first halves and of their second ones. */
#if VECTOR_BYTES == 64
#define EVEN {0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30}
#define ODD {1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31}
#define FIRST {0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23}
#define SECOND {8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31}
#elif VECTOR_BYTES == 32
#define EVEN {0, 2, 4, 6, 8, 10, 12, 14}
#define ODD {1, 3, 5, 7, 9, 11, 13, 15}
#define FIRST {0, 8, 1, 9, 2, 10, 3, 11}
#define SECOND {4, 12, 5, 13, 6, 14, 7, 15}
#else
#define EVEN {0, 2, 4, 6}
#define ODD {1, 3, 5, 7}
#define FIRST {0, 4, 1, 5}
#define SECOND {2, 6, 3, 7}
#endif

/* Images [image, channel, row, column], maps [image, filter, row, column], and what pieces share. */
struct convolution {
  const struct view *images, *maps;
  /* Rows and columns of zeros before an image. */
  int64_t above, beside;
  int64_t channels, filters, tile_rows, tile_columns;
  /* Rows of tiles that are worked on at a time, and how many times that is, of each image. */
  int64_t block_rows, blocks;
  /* The matrices of filters: of each, panels of ROWS filters, channel by channel. */
  const float *form;
  int64_t panels;
  int pieces;
};

/*
 * What a piece works in: matrices of images and maps, whose rows are `span` apart; lines of an image with its border, and four
 * lines for each of them, that are half done.
 */
struct room {
  float *images, *maps, *lines, *halves;
  int64_t span, length, width;
};

static int64_t span_of(const struct convolution *c) {
  /* A row of tiles is written by whole vectors. An odd number of cache lines keeps rows apart in the first cache. */
  int64_t lines = (c->block_rows * c->tile_columns + 2 * LANES) / 16 + 1;
  return 16 * (lines + 1 - lines % 2);
}

/* Three taps in the form of four numbers. */
static inline void spread_taps(const double *tap, int64_t step, double *to, int64_t to_step) {
  const double ends = tap[0] + tap[2 * step];
  to[0] = tap[0];
  to[to_step] = (ends + tap[step]) / 2;
  to[2 * to_step] = (ends - tap[step]) / 2;
  to[3 * to_step] = tap[2 * step];
}

/* In double precision, and rounded once. There are zeros where a panel has no filter. */
static void form_filters(const struct view *filters, int64_t panels, float *form) {
  const int64_t *stride = filters->strides, channels = filters->shape[1], each = panels * channels * ROWS;
  for (int64_t filter = 0; filter < panels * ROWS; filter++)
    for (int64_t channel = 0; channel < channels; channel++) {
      double taps[9], half[12], whole[MATRICES] = {0};
      if (filter < filters->shape[0]) {
        const float *from = (const float *)filters->data + filter * stride[0] + channel * stride[1];
        for (int i = 0; i < 9; i++) taps[i] = from[i / 3 * stride[2] + i % 3 * stride[3]];
        for (int column = 0; column < 3; column++) spread_taps(taps + column, 3, half + column, 3);
        for (int row = 0; row < 4; row++) spread_taps(half + 3 * row, 1, whole + 4 * row, 1);
      }
      float *to = form + (filter / ROWS * channels + channel) * ROWS + filter % ROWS;
      for (int matrix = 0; matrix < MATRICES; matrix++) to[matrix * each] = (float)whole[matrix];
    }
}

/* A line of an image, with its border, becomes four: what tiles take of it, side by side. */
static void spread_line(const float *line, int64_t tiles, int64_t width, float *to) {
  for (int64_t t = 0; t < tiles; t += LANES) {
    const float *from = line + STEP * t;
    const vector a = *(const loose *)from, b = *(const loose *)(from + LANES);
    const vector c = *(const loose *)(from + 2), d = *(const loose *)(from + 2 + LANES);
    const vector first = __builtin_shuffle(a, b, (places)EVEN), second = __builtin_shuffle(a, b, (places)ODD);
    const vector third = __builtin_shuffle(c, d, (places)EVEN), fourth = __builtin_shuffle(c, d, (places)ODD);
    *(loose *)(to + t) = first - third;
    *(loose *)(to + width + t) = second + third;
    *(loose *)(to + 2 * width + t) = third - second;
    *(loose *)(to + 3 * width + t) = second - fourth;
  }
}

/* Some rows of tiles of a channel, from the row `top` of the image with its border on. */
static void spread_channel(const struct convolution *c, const struct room *room, const float *image, int64_t top,
                           int64_t rows, float *to) {
  const int64_t height = c->images->shape[2], step = c->images->strides[2], width = room->width;
  const int64_t columns = smaller(c->images->shape[3], STEP * c->tile_columns + 2 - c->beside);
  /* All are copied first: what was just written in other pieces is slow to read. The border beside stays as it was. */
  for (int64_t y = 0; y < STEP * rows + 2; y++) {
    const int64_t row = top + y - c->above;
    float *line = room->lines + y * room->length + c->beside;
    if (columns <= 0) continue;
    if (row < 0 || row >= height) memset(line, 0, columns * sizeof(float));
    else memcpy(line, image + row * step, columns * sizeof(float));
  }
  for (int64_t y = 0; y < STEP * rows + 2; y++)
    spread_line(room->lines + y * room->length, c->tile_columns, width, room->halves + 4 * y * width);
  const int64_t distance = 4 * c->channels * room->span;
  for (int64_t y = 0; y < rows; y++)
    for (int column = 0; column < 4; column++) {
      const float *line = room->halves + (8 * y + column) * width;
      float *place = to + column * c->channels * room->span + y * c->tile_columns;
      for (int64_t t = 0; t < c->tile_columns; t += LANES, place += LANES) {
        const vector first = *(const loose *)(line + t), second = *(const loose *)(line + 4 * width + t);
        const vector third = *(const loose *)(line + 8 * width + t), fourth = *(const loose *)(line + 12 * width + t);
        *(loose *)place = first - third;
        *(loose *)(place + distance) = second + third;
        *(loose *)(place + 2 * distance) = third - second;
        *(loose *)(place + 3 * distance) = second - fourth;
      }
    }
}

/* A panel of filters times one or two vectors of tiles, kept in registers. `vectors` is a constant of each caller. */
INLINE void multiply_tile(int vectors, int64_t channels, const float *a, const float *b, int64_t span, float *out) {
  vector sums[ROWS][2];
#pragma GCC unroll 8
  for (int i = 0; i < ROWS; i++)
#pragma GCC unroll 2
    for (int j = 0; j < vectors; j++) sums[i][j] = (vector){0};
  for (int64_t channel = 0; channel < channels; channel++, a += ROWS, b += span) {
    vector right[2];
#pragma GCC unroll 2
    for (int j = 0; j < vectors; j++) right[j] = *(const loose *)(b + j * LANES);
#pragma GCC unroll 8
    for (int i = 0; i < ROWS; i++)
#pragma GCC unroll 2
      for (int j = 0; j < vectors; j++) sums[i][j] += a[i] * right[j];
  }
#pragma GCC unroll 8
  for (int i = 0; i < ROWS; i++)
#pragma GCC unroll 2
    for (int j = 0; j < vectors; j++) *(loose *)(out + i * span + j * LANES) = sums[i][j];
}

static void multiply_matrices(const struct convolution *c, const struct room *room, int64_t tiles) {
  for (int64_t matrix = 0; matrix < MATRICES; matrix++) {
    const float *right = room->images + matrix * c->channels * room->span;
    for (int64_t panel = 0; panel < c->panels; panel++) {
      const float *left = c->form + (matrix * c->panels + panel) * c->channels * ROWS;
      float *out = room->maps + (matrix * c->panels + panel) * ROWS * room->span;
      int64_t t = 0;
      for (; t + LANES < tiles; t += 2 * LANES) multiply_tile(2, c->channels, left, right + t, room->span, out + t);
      if (t < tiles) multiply_tile(1, c->channels, left, right + t, room->span, out + t);
    }
  }
}

/* Two rows of results of each row of tiles of a filter, to the row `top` of its map on. */
static void collect_map(const struct convolution *c, const struct room *room, const float *from, int64_t top,
                        int64_t rows, float *map) {
  const int64_t row = c->maps->strides[2];
  const bool isDense = row == STEP * c->tile_columns && c->tile_columns <= LANES && row >= LANES;
  const int64_t distance = c->panels * ROWS * room->span;
  for (int64_t y = 0; y < rows; y++)
    for (int64_t t = 0; t < c->tile_columns; t += LANES) {
      const float *at = from + y * c->tile_columns + t;
      vector upper[4], lower[4];
#pragma GCC unroll 4
      for (int j = 0; j < 4; j++, at += distance) {
        const vector first = *(const loose *)at, second = *(const loose *)(at + 4 * distance);
        const vector third = *(const loose *)(at + 8 * distance), fourth = *(const loose *)(at + 12 * distance);
        upper[j] = first + second + third;
        lower[j] = second - third - fourth;
      }
      float *to = map + (top + STEP * y) * row + STEP * t;
      const int64_t count = STEP * smaller(LANES, c->tile_columns - t);
#pragma GCC unroll 2
      for (int i = 0; i < STEP; i++) {
        const vector *m = i == 0 ? upper : lower;
        const vector left = m[0] + m[1] + m[2], right = m[1] - m[2] - m[3];
        vector both[2] = {__builtin_shuffle(left, right, (places)FIRST), __builtin_shuffle(left, right, (places)SECOND)};
        /* What a vector has too many is in the next row, and is written over. */
        if (count == STEP * LANES || (isDense && !(i == STEP - 1 && y == rows - 1))) {
          *(loose *)(to + i * row) = both[0];
          *(loose *)(to + i * row + LANES) = both[1];
        } else {
          memcpy(to + i * row, both, count * sizeof(float));
        }
      }
    }
}

/* Some blocks of rows of tiles, of one image after the other. */
static enum outcome convolve_piece(const void *work, int piece, struct scratch *scratch) {
  const struct convolution *c = work;
  struct room room = {.span = span_of(c), .width = rounded_up(c->tile_columns, LANES)};
  const int64_t of_images = MATRICES * c->channels * room.span, of_maps = MATRICES * c->panels * ROWS * room.span;
  const int64_t lines = STEP * c->block_rows + 2;
  room.length = STEP * room.width + 2 + LANES;
  room.images = scratch_of(scratch, (of_images + of_maps + lines * (room.length + 4 * room.width)) * sizeof(float));
  if (room.images == NULL) return NO_MEMORY;
  room.maps = room.images + of_images;
  room.halves = room.maps + of_maps;
  room.lines = room.halves + 4 * lines * room.width;
  /* What lies behind the tiles is multiplied, too. */
  memset(room.images, 0, of_images * sizeof(float));
  memset(room.lines, 0, lines * room.length * sizeof(float));
  const int64_t count = c->images->shape[0] * c->blocks, end = piece_from(count, piece + 1, c->pieces, 1);
  for (int64_t i = piece_from(count, piece, c->pieces, 1); i < end; i++) {
    const int64_t image = i / c->blocks, first = i % c->blocks * c->block_rows;
    const int64_t rows = smaller(c->block_rows, c->tile_rows - first);
    const float *from = (const float *)c->images->data + image * c->images->strides[0];
    float *to = (float *)c->maps->data + image * c->maps->strides[0];
    for (int64_t channel = 0; channel < c->channels; channel++)
      spread_channel(c, &room, from + channel * c->images->strides[1], STEP * first, rows,
                     room.images + channel * room.span);
    multiply_matrices(c, &room, rows * c->tile_columns);
    for (int64_t filter = 0; filter < c->filters; filter++)
      collect_map(c, &room, room.maps + filter * room.span, STEP * first, rows, to + filter * c->maps->strides[1]);
  }
  return DONE;
}

/*
 * Whether it takes less time than sums of products: vectors are nearly half full of the tiles of a row, and there are many
 * channels for them.
 */
static bool is_worth_it(const struct convolution *c, int64_t images) {
  const int64_t tiles = smaller(c->tile_columns, LANES), least = smaller(c->channels, c->filters);
  return images * c->tile_rows * c->tile_columns >= 64 && 16 * tiles >= 7 * LANES && least * tiles >= 7 * LANES;
}

enum outcome AT_LEVEL(winograd)(const struct view *filters, const struct view *images, const struct view *maps,
                                int64_t above, int64_t beside, struct scratch *scratch) {
  struct convolution c = {.images = images, .maps = maps, .above = above, .beside = beside};
  c.filters = filters->shape[0];
  c.channels = filters->shape[1];
  c.tile_rows = maps->shape[2] / STEP;
  c.tile_columns = maps->shape[3] / STEP;
  c.panels = (c.filters + ROWS - 1) / ROWS;
  if (!is_worth_it(&c, images->shape[0])) return NO_KERNEL;
  const int64_t row_bytes = MATRICES * (c.channels + c.panels * ROWS) * c.tile_columns * (int64_t)sizeof(float);
  c.block_rows = smaller(c.tile_rows, NEAR_BYTES / row_bytes + 1);
  c.blocks = (c.tile_rows + c.block_rows - 1) / c.block_rows;
  float *form = aligned_alloc(64, rounded_up(MATRICES * c.panels * ROWS * c.channels * (int64_t)sizeof(float), 64));
  if (form == NULL) return NO_MEMORY;
  form_filters(filters, c.panels, form);
  c.form = form;
  const int64_t count = images->shape[0] * c.blocks;
  const double products = (double)MATRICES * images->shape[0] * c.filters * c.channels * c.tile_rows * c.tile_columns;
  c.pieces = pieces_of(scratch, products * NANOSECONDS, count);
  enum outcome outcome = run_pieces(scratch, c.pieces, convolve_piece, &c);
  free(form);
  return outcome;
}
