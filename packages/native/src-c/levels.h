/* The instruction sets that this binary has kernels for, the best one first. */
#pragma once
#include "native.h"

#if defined(__x86_64__)
extern const struct kernels kernels_avx512, kernels_avx2, kernels_baseline;

static inline int has_avx512(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("fma");
}
static inline int has_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
static inline int has_baseline(void) { return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt"); }

static const struct {
  const struct kernels *kernels;
  int (*runs)(void);
} levels[] = {{&kernels_avx512, has_avx512}, {&kernels_avx2, has_avx2}, {&kernels_baseline, has_baseline}};
#elif defined(__aarch64__)
extern const struct kernels kernels_neon;

/* NEON, with fused multiply-add, belongs to every processor of this kind. */
static inline int has_neon(void) { return 1; }

static const struct {
  const struct kernels *kernels;
  int (*runs)(void);
} levels[] = {{&kernels_neon, has_neon}};
#endif

#define LEVELS ((int)(sizeof levels / sizeof *levels))
