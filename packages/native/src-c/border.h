/* How calls of JavaScript are read: shared by the files of the border. */
#pragma once
#include <node_api.h>

#include "native.h"

/* The number of this border, which is in `addon.ts` too: it goes up with each release that calls functions differently. */
#define BORDER 1

/* What one environment of Node has: a worker thread is another one. */
struct state {
  const struct kernels *kernels;
  napi_ref block;
  const double *parameters;
  size_t count;
  struct scratch scratch;
};

/* Reads parameters one after the other. */
struct reader {
  const double *at;
  const double *end;
  bool failed;
};

#define MOST_ARGUMENTS 8

/* The views of a call, and what else is in the block, in front of them. */
struct call {
  struct state *state;
  struct reader reader;
  struct view views[MOST_ARGUMENTS];
};

/* Reads the numbers of a call, and its views, each of which lies inside its array. */
bool begin(napi_env env, napi_callback_info info, struct call *call, int numbers, int64_t *number, int views);
bool read_view(napi_env env, napi_value array, struct reader *reader, struct view *view);
/* The next number, which is whole, or any. */
int64_t next(struct reader *reader);
double next_real(struct reader *reader);
napi_value end(napi_env env, enum outcome outcome);
napi_value truth(napi_env env, bool value);
napi_value fail(napi_env env, const char *message);

bool same_shape(const struct view *a, const struct view *b);
int64_t size_of(const struct view *x);
bool is_contiguous(const struct view *x);
bool is_dense(const struct view *x, int64_t size);

#define REFUSE(env) return fail(env, "native: a view reaches beyond its array, or is not what the kernel takes")

/* The calls of kernels, by the names that JavaScript has for them. */
#define CALLS(X) \
  X(unary, unary) X(binary, binary) X(where, where) X(elementwise, elementwise) X(contract, contract) X(winograd, winograd) \
  X(reduce, reduce) X(normalize, normalize) X(copy, copy) X(accumulate, accumulate) X(indexed, indexed) \
  X(standardize, standardize) X(standardizeBack, standardize_back) X(random, random) \
  X(causalShares, causal_shares) X(sharesBack, shares_back) X(scan, scan) X(argsort, argsort) \
  X(foldIntegers, fold_integers) X(matrices, matrices)

#define X(name, call) napi_value call_##call(napi_env env, napi_callback_info info);
CALLS(X)
#undef X
