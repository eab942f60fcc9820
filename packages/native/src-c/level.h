/* The instruction set that a file is compiled for. `LEVEL` comes from the compiler's command line. */
#pragma once

#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#define TILE_ROWS 12
#elif defined(__AVX2__)
#define VECTOR_BYTES 32
#define TILE_ROWS 6
#elif defined(__aarch64__)
#define VECTOR_BYTES 16
#define TILE_ROWS 8
#else
#define VECTOR_BYTES 16
#define TILE_ROWS 4
#endif

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)

/* A name that several levels have. */
#define AT_LEVEL(name) JOIN(name, LEVEL)

#define TEXT_(name) #name
#define TEXT(name) TEXT_(name)
#define LEVEL_NAME TEXT(LEVEL)

/* a * b + c, rounded once where the level can, whatever the compiler makes of the loop around it. */
#if defined(__FMA__) || defined(__aarch64__)
#define MULTIPLY_ADD(a, b, c) __builtin_fma(a, b, c)
#else
#define MULTIPLY_ADD(a, b, c) ((a) * (b) + (c))
#endif

#define INLINE static inline __attribute__((always_inline))
