/* Work of one call that several threads share. */
#pragma once
#include "native.h"

#define MOST_THREADS 64

/* A piece of work, by its number. What it writes no other piece reads or writes. */
typedef enum outcome work_piece(const void *work, int piece, struct scratch *scratch);

/*
 * How many pieces are worth making of work that takes one thread about so many nanoseconds, at most `most`: one where no
 * threads help. Pieces are cut between results, never within a sum, so that bits do not depend on their number.
 */
int pieces_of(const struct scratch *scratch, double nanoseconds, int64_t most);

/* Runs all pieces, on this thread and on those that are free, and gives what failed if anything did. */
enum outcome run_pieces(struct scratch *scratch, int pieces, work_piece *run, const void *work);

/* Where a piece of `size` begins, in whole units; the last one ends at `size`. */
static inline int64_t piece_from(int64_t size, int piece, int pieces, int64_t unit) {
  if (piece == pieces) return size;
  int64_t units = (size + unit - 1) / unit, from = units * piece / pieces * unit;
  return from < size ? from : size;
}

/* Threads that work on a call, with the one that calls. */
int threads_of(const struct scratch *scratch);

/* Nanoseconds of one thread from which on work is shared, with threads that are awake, and with threads that sleep. */
struct worth {
  double awake, asleep;
};

/* So many threads that work beside the one that calls; null if they cannot be started. */
struct threads *start_threads(int count, struct worth worth);
void stop_threads(struct threads *threads);
