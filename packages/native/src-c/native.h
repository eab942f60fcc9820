/*
 * What the addon and the kernels share. Kernels are compiled once for each instruction set; the addon chooses among them
 * when it is loaded, and checks every view against the length of its array before a kernel sees it.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum dtype { FLOAT32, FLOAT64, INT32, BOOL };

#define MOST_AXES 16

static inline int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
static inline int64_t rounded_up(int64_t x, int64_t unit) { return (x + unit - 1) / unit * unit; }

/* Elements as they lie: `data` is the first one, strides count elements. */
struct view {
  char *data;
  enum dtype dtype;
  int axes;
  int64_t shape[MOST_AXES];
  int64_t strides[MOST_AXES];
};

/*
 * What a kernel works with: memory kept from call to call, and the threads that help, or null. Each environment (thread)
 * of Node has its own.
 */
struct scratch {
  struct threads *threads;
  char *memory;
  size_t size;
};

/* At least so many bytes, aligned for any vector; null if there is no memory. What was there before is lost. */
void *scratch_of(struct scratch *scratch, size_t bytes);

/* What a kernel says of a call. */
enum outcome { DONE, NO_KERNEL, NO_MEMORY };

struct step {
  int f;
  int operands[2];
  int result;
};

/* A program over registers: inputs first, then blocks of memory, which steps may share one after the other. */
struct program {
  int inputs;
  int outputs;
  int steps;
  int registers;
  const struct step *step;
  const int *output;
};

/* In place of the second operand of a function of one. */
#define NO_OPERAND (-32768)

/* How what is standardised lies: [outer, groups, inner]; weight and bias are for each place in `inner`, or each group. */
struct standardizing {
  int64_t outer, groups, inner;
  bool each, centred, has_weight, has_bias;
  double epsilon;
};

/* Routines of linear algebra, in the order of their numbers: those of two inputs first. */
enum matrix_routine { SOLVE, SOLVE_LOWER, SOLVE_UPPER, DETERMINANT, CHOLESKY, QR, EIGH, SVD };

#define MOST_VIEWS 64
#define MOST_STEPS 512

struct kernels {
  const char *level;
  enum outcome (*unary)(int f, const struct view *x, const struct view *out, struct scratch *scratch);
  enum outcome (*binary)(int f, const struct view *a, const struct view *b, const struct view *out,
                         struct scratch *scratch);
  enum outcome (*where)(const struct view *condition, const struct view *a, const struct view *b,
                        const struct view *out, struct scratch *scratch);
  enum outcome (*elementwise)(const struct program *program, const struct view *inputs, const struct view *outputs,
                              struct scratch *scratch);
  enum outcome (*contract)(const struct view *a, const struct view *b, const struct view *out, int batch, int inner,
                           struct scratch *scratch);
  /* Filters [filter, channel, 3, 3] and images [image, channel, row, column] to maps, with zeros before an image. */
  enum outcome (*winograd)(const struct view *filters, const struct view *images, const struct view *maps, int64_t above,
                           int64_t beside, struct scratch *scratch);
  enum outcome (*reduce)(int f, const struct view *x, const struct view *out, struct scratch *scratch);
  enum outcome (*normalize)(int kind, const struct view *x, const struct view *out, struct scratch *scratch);
  enum outcome (*causal_shares)(int64_t rows, int64_t columns, const struct view *x, const struct view *out,
                                struct scratch *scratch);
  enum outcome (*shares_back)(int64_t columns, const struct view *shares, const struct view *dy,
                              const struct view *out, struct scratch *scratch);
  enum outcome (*copy)(const struct view *x, const struct view *out, struct scratch *scratch);
  enum outcome (*accumulate)(const struct view *x, const struct view *out, struct scratch *scratch);
  enum outcome (*indexed)(int kind, const struct view *data, const struct view *index, int axis,
                          const struct view *elements);
  enum outcome (*standardize)(const struct standardizing *s, const struct view *inputs, const struct view *outputs,
                              struct scratch *scratch);
  enum outcome (*standardize_back)(const struct standardizing *s, const struct view *inputs,
                                   const struct view *outputs, struct scratch *scratch);
  enum outcome (*random)(int kind, const uint32_t *key, const uint32_t *number, int words, double bound,
                         const struct view *out, struct scratch *scratch);
  enum outcome (*scan)(int f, const struct view *a, const struct view *b, const struct view *out);
  enum outcome (*argsort)(bool descending, const struct view *x, const struct view *out, struct scratch *scratch);
  enum outcome (*fold_integers)(int f, const struct view *x, const struct view *out);
  /* Inputs, and outputs behind them, each with so many elements for a matrix. */
  enum outcome (*matrices)(enum matrix_routine routine, int batch, const struct view *views, const int64_t *sizes,
                           struct scratch *scratch);
};

/* Functions are called by their number in the lists of formulas.h, whatever the dtype. */
const char *const *unary_names(void);
const char *const *binary_names(void);
