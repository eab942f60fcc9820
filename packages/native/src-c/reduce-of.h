/*
 * One fold of one element type. Included by reduce.c for each, with REAL, the type SUM that it is folded in, FOLD for
 * names, OF for two elements, and ROW for a row.
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

/* Folds a span for some kept elements, from `places` on: to the result, or to `sums`, one after the other. */
static void FOLD(kept)(const struct fold *fold, const struct axes *kept, int64_t *places, struct span span, SUM *sums) {
  const struct axes *folded = &fold->folded;
  const REAL *x = (const REAL *)fold->x + (folded->count > 0 ? span.from * folded->strides[0][0] : 0);
  REAL *out = (REAL *)fold->out;
  int64_t at[MOST_AXES] = {0};
  if (!lies_side_by_side(kept, folded)) {
    do {
      SUM result = FOLD(element)(folded, 0, span.count, x + places[0]);
      if (sums != NULL) *sums++ = result;
      else out[places[1]] = (REAL)result;
    } while (next_place(kept, kept->count, 2, at, places));
    return;
  }
  const int inner = kept->count - 1;
  const int64_t size = kept->shape[inner], step = kept->strides[1][inner];
  do {
    for (int64_t from = 0; from < size; from += COLUMNS) {
      SUM block[COLUMNS], *to = sums != NULL ? sums : block;
      int64_t width = size - from < COLUMNS ? size - from : COLUMNS;
      FOLD(columns)(folded, 0, span.count, x + places[0] + from, width, to);
      if (sums != NULL) sums += width;
      else
        for (int64_t j = 0; j < width; j++) out[places[1] + (from + j) * step] = (REAL)block[j];
    }
  } while (next_place(kept, inner, 2, at, places));
}

static enum outcome FOLD(run)(const void *work, int piece, struct scratch *scratch) {
  (void)scratch;
  const struct fold *fold = work;
  int64_t places[2] = {0};
  if (fold->nodes > 1) {
    FOLD(kept)(fold, &fold->kept, places, fold->spans[piece], (SUM *)fold->sums + piece * fold->kept.size);
    return DONE;
  }
  const struct axes kept = part_of(&fold->kept, 2, piece, fold->pieces, places);
  const struct span all = {0, fold->folded.count == 0 ? 1 : fold->folded.shape[0]};
  if (kept.size > 0) FOLD(kept)(fold, &kept, places, all, NULL);
  return DONE;
}

/* The sums of nodes, by halves as they were cut, to the result. */
static void FOLD(join)(const struct fold *fold) {
  const struct axes *kept = &fold->kept;
  const int64_t size = kept->size;
  SUM *sums = fold->sums;
  for (int nodes = fold->nodes; nodes > 1; nodes /= 2)
    for (int i = 0; i < nodes / 2; i++) {
      const SUM *first = sums + 2 * i * size, *second = first + size;
      SUM *to = sums + i * size;
      for (int64_t j = 0; j < size; j++) to[j] = OF(first[j], second[j]);
    }
  REAL *out = (REAL *)fold->out;
  int64_t at[MOST_AXES] = {0}, places[2] = {0};
  do out[places[1]] = (REAL)*sums++;
  while (next_place(kept, kept->count, 2, at, places));
}

#undef REAL
#undef SUM
#undef FOLD
#undef OF
#undef ROW
#undef STRIP
