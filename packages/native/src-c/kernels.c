/* The kernels of one level, by name. */
#include "level.h"
#include "native.h"

#define KERNELS(X) \
  X(unary) X(binary) X(where) X(elementwise) X(contract) X(winograd) \
  X(reduce) X(normalize) X(causal_shares) X(shares_back) X(copy) X(accumulate) X(indexed) \
  X(standardize) X(standardize_back) X(random) \
  X(scan) X(argsort) X(fold_integers) X(matrices)

/* Each has the type that its field has. */
#define X(name) extern __typeof__(*((struct kernels *)0)->name) AT_LEVEL(name);
KERNELS(X)
#undef X

#define X(name) .name = AT_LEVEL(name),
const struct kernels AT_LEVEL(kernels) = {.level = LEVEL_NAME, KERNELS(X)};
