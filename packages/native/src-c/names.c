/* The names of functions, in the order of their numbers. */
#include "functions.h"
#include "native.h"

#define X(name) #name,
static const char *const unary[] = {UNARY_NAMES(X) NULL};
static const char *const binary[] = {BINARY_NAMES(X) COMPARISON_NAMES(X) NULL};
#undef X

const char *const *unary_names(void) { return unary; }
const char *const *binary_names(void) { return binary; }
