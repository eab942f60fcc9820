/*
 * Threads that share the work of a call. Each environment of Node has its own. A piece is taken by whoever is free, the
 * calling thread among them, so a thread that wakes late, or not at all, delays nothing: the call waits only for pieces
 * that were taken. Threads look for the next call for a while before they sleep, since waking one takes long.
 */
#include "threads.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

/* Nanoseconds for which a thread looks for work before it sleeps. */
#define PATIENCE 500000
/* Looks between two at the clock. */
#define LOOKS 64
/* Pieces for each thread: those that are quick do more of them. */
#define PIECES_EACH 4

struct threads {
  int count;
  struct worth worth;
  /* What is to be done. Written while nobody is inside. */
  work_piece *run;
  const void *work;
  int pieces;
  /* Odd while there is something to do: pieces are taken by threads that have come inside before they saw so. */
  atomic_uint turn;
  atomic_int inside;
  atomic_int next;
  atomic_int outcome;
  atomic_int asleep;
  atomic_bool stopped;
  pthread_mutex_t mutex;
  pthread_cond_t woken;
  struct helper {
    struct threads *threads;
    struct scratch scratch;
    pthread_t thread;
  } helpers[];
};

static void breathe(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static void take_pieces(struct threads *threads, struct scratch *scratch) {
  for (int piece; (piece = atomic_fetch_add(&threads->next, 1)) < threads->pieces;) {
    enum outcome outcome = threads->run(threads->work, piece, scratch);
    if (outcome != DONE) atomic_store(&threads->outcome, outcome);
  }
}

/* Whether there is something to do, or nothing ever again: looked for, then slept for. */
static bool await_turn(struct threads *threads, unsigned seen) {
#define IS_TURN (atomic_load(&threads->turn) % 2 == 1 && atomic_load(&threads->turn) != seen)
  int64_t end = now() + PATIENCE;
  do {
    for (int i = 0; i < LOOKS; i++) {
      if (atomic_load(&threads->stopped)) return false;
      if (IS_TURN) return true;
      breathe();
    }
    sched_yield();
  } while (now() < end);
  pthread_mutex_lock(&threads->mutex);
  atomic_fetch_add(&threads->asleep, 1);
  while (!atomic_load(&threads->stopped) && !IS_TURN) pthread_cond_wait(&threads->woken, &threads->mutex);
  atomic_fetch_sub(&threads->asleep, 1);
  pthread_mutex_unlock(&threads->mutex);
  return !atomic_load(&threads->stopped);
#undef IS_TURN
}

static void *help(void *given) {
  struct helper *helper = given;
  struct threads *threads = helper->threads;
  unsigned seen = 0;
  while (await_turn(threads, seen)) {
    atomic_fetch_add(&threads->inside, 1);
    unsigned turn = atomic_load(&threads->turn);
    if (turn % 2 == 1) {
      take_pieces(threads, &helper->scratch);
      seen = turn;
    }
    atomic_fetch_sub(&threads->inside, 1);
  }
  free(helper->scratch.memory);
  return NULL;
}

static void wake(struct threads *threads) {
  pthread_mutex_lock(&threads->mutex);
  pthread_cond_broadcast(&threads->woken);
  pthread_mutex_unlock(&threads->mutex);
}

int pieces_of(const struct scratch *scratch, double nanoseconds, int64_t most) {
  struct threads *threads = scratch->threads;
  if (threads == NULL || nanoseconds < threads->worth.awake || most < 2) return 1;
  if (nanoseconds < threads->worth.asleep && atomic_load(&threads->asleep) > 0) return 1;
  int pieces = PIECES_EACH * (threads->count + 1);
  return most < pieces ? (int)most : pieces;
}

enum outcome run_pieces(struct scratch *scratch, int pieces, work_piece *run, const void *work) {
  struct threads *threads = scratch->threads;
  if (threads == NULL || pieces == 1) {
    enum outcome outcome = DONE;
    for (int piece = 0; piece < pieces && outcome == DONE; piece++) outcome = run(work, piece, scratch);
    return outcome;
  }
  threads->run = run;
  threads->work = work;
  threads->pieces = pieces;
  atomic_store(&threads->next, 0);
  atomic_store(&threads->outcome, DONE);
  atomic_fetch_add(&threads->turn, 1);
  if (atomic_load(&threads->asleep) > 0) wake(threads);
  /* Where everything is shared, as in tests, another thread has the first piece, however long it takes to wake. */
  while (threads->worth.awake == 0 && atomic_load(&threads->next) == 0) sched_yield();
  /* What a piece calls does not share its work again. */
  scratch->threads = NULL;
  take_pieces(threads, scratch);
  scratch->threads = threads;
  atomic_fetch_add(&threads->turn, 1);
  for (int looks = 0; atomic_load(&threads->inside) > 0; looks++) {
    if (looks % 1024 == 1023) sched_yield();
    breathe();
  }
  return (enum outcome)atomic_load(&threads->outcome);
}

int threads_of(const struct scratch *scratch) { return scratch->threads == NULL ? 1 : scratch->threads->count + 1; }

struct threads *start_threads(int count, struct worth worth) {
  struct threads *threads = calloc(1, sizeof *threads + count * sizeof *threads->helpers);
  if (threads == NULL) return NULL;
  threads->worth = worth;
  pthread_mutex_init(&threads->mutex, NULL);
  pthread_cond_init(&threads->woken, NULL);
  /* Signals are the business of Node's own threads. */
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  bool started = true;
  while (started && threads->count < count) {
    struct helper *helper = &threads->helpers[threads->count];
    helper->threads = threads;
    started = pthread_create(&helper->thread, NULL, help, helper) == 0;
    threads->count += started;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (started) return threads;
  stop_threads(threads);
  return NULL;
}

void stop_threads(struct threads *threads) {
  if (threads == NULL) return;
  atomic_store(&threads->stopped, true);
  wake(threads);
  for (int i = 0; i < threads->count; i++) pthread_join(threads->helpers[i].thread, NULL);
  pthread_cond_destroy(&threads->woken);
  pthread_mutex_destroy(&threads->mutex);
  free(threads);
}
