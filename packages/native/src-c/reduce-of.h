/*
 * One fold of one element type. Included by reduce.c for each, with REAL, the type SUM that it is folded in, FOLD for
 * names, OF for two elements, ROW for a row and INITIAL.
 */

/* Elements some steps apart. */
static SUM FOLD(line)(const REAL *x, int64_t step, int64_t count) {
  if (step == 1) return (SUM)ROW(x, count);
  REAL gathered[GATHERED];
  if (count <= GATHERED) {
    for (int64_t i = 0; i < count; i++) gathered[i] = x[i * step];
    return (SUM)ROW(gathered, count);
  }
  int64_t half = count / 2;
  return OF(FOLD(line)(x, step, half), FOLD(line)(x + half * step, step, count - half));
}

/* The folded axes from `axis` on, of which the first has `count` elements left. */
static SUM FOLD(element)(const struct axes *folded, int axis, int64_t count, const REAL *x) {
  if (folded->count == 0) return *x;
  int64_t step = folded->strides[0][axis];
  if (axis == folded->count - 1) return FOLD(line)(x, step, count);
  if (count == 1) return FOLD(element)(folded, axis + 1, folded->shape[axis + 1], x);
  int64_t half = count / 2;
  SUM first = FOLD(element)(folded, axis, half, x);
  return OF(first, FOLD(element)(folded, axis, count - half, x + half * step));
}

/* The same for columns that lie side by side. */
static void FOLD(columns)(const struct axes *folded, int axis, int64_t count, const REAL *x, int64_t width, SUM *to) {
  int64_t step = folded->strides[0][axis];
  bool last = axis == folded->count - 1;
  if (!last && count == 1) {
    FOLD(columns)(folded, axis + 1, folded->shape[axis + 1], x, width, to);
    return;
  }
  if (!last || count > COLUMN_LEAF) {
    int64_t half = count / 2;
    SUM second[COLUMNS];
    FOLD(columns)(folded, axis, half, x, width, to);
    FOLD(columns)(folded, axis, count - half, x + half * step, width, second);
    for (int64_t j = 0; j < width; j++) to[j] = OF(to[j], second[j]);
    return;
  }
#ifdef STRIP
  for (; width >= STRIP_WIDTH; width -= STRIP_WIDTH, x += STRIP_WIDTH, to += STRIP_WIDTH) STRIP(x, step, count, to);
#endif
  for (int64_t j = 0; j < width; j++) to[j] = x[j];
  int64_t i = 1;
  for (; i + 4 <= count; i += 4) {
    const REAL *a = x + i * step, *b = a + step, *c = b + step, *d = c + step;
    for (int64_t j = 0; j < width; j++)
      to[j] = OF(to[j], OF(OF((SUM)a[j], (SUM)b[j]), OF((SUM)c[j], (SUM)d[j])));
  }
  for (; i < count; i++)
    for (int64_t j = 0; j < width; j++) to[j] = OF(to[j], (SUM)x[i * step + j]);
}

/* The nodes of a long row, each by itself. */
static enum outcome FOLD(nodes)(const void *work, int piece, struct scratch *scratch) {
  (void)scratch;
  const struct nodes *nodes = work;
  const REAL *x = (const REAL *)nodes->x;
  SUM *results = nodes->results;
  results[piece] = (SUM)ROW(x + nodes->from[piece], nodes->from[piece + 1] - nodes->from[piece]);
  return DONE;
}

/* A long row, whose halves are halved as the row is, so that threads change no bits. */
static enum outcome FOLD(long_row)(const struct fold *fold, struct scratch *scratch) {
  SUM sums[NODES];
  struct nodes nodes = {.x = fold->x, .results = sums};
  halve(nodes.from, NODES, 0, fold->folded.shape[0]);
  enum outcome outcome = run_pieces(scratch, NODES, FOLD(nodes), &nodes);
  for (int count = NODES / 2; count > 0; count /= 2)
    for (int i = 0; i < count; i++) sums[i] = OF(sums[2 * i], sums[2 * i + 1]);
  *(REAL *)fold->out = (REAL)sums[0];
  return outcome;
}

static enum outcome FOLD(run)(const void *work, int piece, struct scratch *scratch) {
  const struct fold *fold = work;
  if (fold->long_row) return FOLD(long_row)(fold, scratch);
  int64_t at[MOST_AXES] = {0}, places[2] = {0};
  const struct axes *folded = &fold->folded, part = part_of(&fold->kept, 2, piece, fold->pieces, places), *kept = &part;
  if (kept->size == 0) return DONE;
  const REAL *x = (const REAL *)fold->x;
  REAL *out = (REAL *)fold->out;
  int inner = kept->count - 1;
  bool side_by_side = inner >= 0 && kept->strides[0][inner] == 1 && folded->count > 0;
  if (side_by_side && folded->strides[0][folded->count - 1] == 1) side_by_side = false;
  if (!side_by_side) {
    do {
      int64_t count = folded->count == 0 ? 1 : folded->shape[0];
      out[places[1]] = (REAL)FOLD(element)(folded, 0, count, x + places[0]);
    } while (next_place(kept, kept->count, 2, at, places));
    return DONE;
  }
  int64_t step = kept->strides[1][inner];
  do {
    for (int64_t from = 0; from < kept->shape[inner]; from += COLUMNS) {
      SUM sums[COLUMNS];
      int64_t width = kept->shape[inner] - from < COLUMNS ? kept->shape[inner] - from : COLUMNS;
      FOLD(columns)(folded, 0, folded->shape[0], x + places[0] + from, width, sums);
      for (int64_t j = 0; j < width; j++) out[places[1] + (from + j) * step] = (REAL)sums[j];
    }
  } while (next_place(kept, inner, 2, at, places));
  return DONE;
}

#undef REAL
#undef SUM
#undef FOLD
#undef OF
#undef ROW
#undef INITIAL
#undef STRIP
