/*
 * Threads that share the work of a call. Each environment of Node has its own. Each thread, the calling one among them,
 * begins with the pieces of its own share, which lie where those of its last call did, so that much of what it reads is in
 * its cache. Then it takes what is left of the others' shares: a thread that wakes late, or not at all, delays nothing, as
 * the call waits only for pieces that were taken. Threads look for the next call for a while before they sleep, since waking
 * one takes long.
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

/* The pieces of a call that one thread begins with: those from `next` to `end` are not taken yet. */
struct share {
  _Alignas(64) atomic_int next;
  int end;
};

struct threads {
  int count;
  struct worth worth;
  /* Nanoseconds of work that was done alone while others slept, one a short while after the other, and when the last was. */
  double wanted;
  int64_t last_wanted;
  /* What is to be done. Written while nobody is inside. */
  work_piece *run;
  const void *work;
  /* Odd while there is something to do: pieces are taken by threads that have come inside before they saw so. */
  atomic_uint turn;
  atomic_int inside;
  atomic_int outcome;
  atomic_int asleep;
  atomic_bool stopped;
  /* How often sleepers were called. */
  unsigned calls;
  pthread_mutex_t mutex;
  pthread_cond_t woken;
  /* That of the calling thread is the first one. */
  struct share *shares;
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

static void take_pieces(struct threads *threads, const struct share *own, struct scratch *scratch) {
  int shares = threads->count + 1, first = (int)(own - threads->shares);
  for (int i = 0; i < shares; i++) {
    struct share *share = &threads->shares[(first + i) % shares];
    for (int piece; (piece = atomic_fetch_add(&share->next, 1)) < share->end;) {
      enum outcome outcome = threads->run(threads->work, piece, scratch);
      if (outcome != DONE) atomic_store(&threads->outcome, outcome);
    }
  }
}

static bool is_turn(const struct threads *threads, unsigned seen) {
  unsigned turn = atomic_load(&threads->turn);
  return turn % 2 == 1 && turn != seen;
}

/* Looks for something to do for a while. */
static bool find_turn(const struct threads *threads, unsigned seen) {
  int64_t end = now() + PATIENCE;
  do {
    for (int i = 0; i < LOOKS; i++) {
      if (atomic_load(&threads->stopped) || is_turn(threads, seen)) return true;
      breathe();
    }
    sched_yield();
  } while (now() < end);
  return false;
}

/* Whether there is something to do, or nothing ever again: looked for, then slept for, until somebody wakes it to look again. */
static bool await_turn(struct threads *threads, unsigned seen) {
  while (!find_turn(threads, seen)) {
    pthread_mutex_lock(&threads->mutex);
    atomic_fetch_add(&threads->asleep, 1);
    unsigned calls = threads->calls;
    while (threads->calls == calls && !is_turn(threads, seen) && !atomic_load(&threads->stopped))
      pthread_cond_wait(&threads->woken, &threads->mutex);
    atomic_fetch_sub(&threads->asleep, 1);
    pthread_mutex_unlock(&threads->mutex);
  }
  return !atomic_load(&threads->stopped);
}

static void *help(void *given) {
  struct helper *helper = given;
  struct threads *threads = helper->threads;
  const struct share *own = &threads->shares[helper - threads->helpers + 1];
  unsigned seen = 0;
  while (await_turn(threads, seen)) {
    atomic_fetch_add(&threads->inside, 1);
    unsigned turn = atomic_load(&threads->turn);
    if (turn % 2 == 1) {
      take_pieces(threads, own, &helper->scratch);
      seen = turn;
    }
    atomic_fetch_sub(&threads->inside, 1);
  }
  free(helper->scratch.memory);
  return NULL;
}

static void wake(struct threads *threads) {
  pthread_mutex_lock(&threads->mutex);
  threads->calls++;
  pthread_cond_broadcast(&threads->woken);
  pthread_mutex_unlock(&threads->mutex);
}

static int share_from(const struct threads *threads, int share, int pieces) {
  return pieces * share / (threads->count + 1);
}

static bool has_begun(const struct threads *threads, int pieces) {
  for (int i = 1; i <= threads->count; i++)
    if (atomic_load(&threads->shares[i].next) > share_from(threads, i, pieces)) return true;
  return false;
}

/* Notes work that is not worth waking anybody for. After enough of it in a short while, all are woken for what comes next. */
static void want(struct threads *threads, double nanoseconds) {
  int64_t present = now();
  if (present - threads->last_wanted > PATIENCE) threads->wanted = 0;
  threads->last_wanted = present;
  threads->wanted += nanoseconds;
  if (threads->wanted < threads->worth.asleep) return;
  threads->wanted = 0;
  wake(threads);
}

int pieces_of(const struct scratch *scratch, double nanoseconds, int64_t most) {
  struct threads *threads = scratch->threads;
  if (threads == NULL || nanoseconds < threads->worth.awake || most < 2) return 1;
  if (nanoseconds < threads->worth.asleep && atomic_load(&threads->asleep) > 0) {
    want(threads, nanoseconds);
    return 1;
  }
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
  for (int i = 0; i <= threads->count; i++) {
    atomic_store(&threads->shares[i].next, share_from(threads, i, pieces));
    threads->shares[i].end = share_from(threads, i + 1, pieces);
  }
  atomic_store(&threads->outcome, DONE);
  atomic_fetch_add(&threads->turn, 1);
  if (atomic_load(&threads->asleep) > 0) wake(threads);
  /* Where everything is shared, as in tests, another thread begins, however long it takes to wake. */
  while (threads->worth.awake == 0 && !has_begun(threads, pieces)) sched_yield();
  /* What a piece calls does not share its work again. */
  scratch->threads = NULL;
  take_pieces(threads, threads->shares, scratch);
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
  threads->shares = aligned_alloc(_Alignof(struct share), (count + 1) * sizeof *threads->shares);
  if (threads->shares == NULL) {
    free(threads);
    return NULL;
  }
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
  free(threads->shares);
  free(threads);
}
