/* Printed from packages/core/src/backends/formulas by `pnpm build:native`: do not change it by hand. */
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

static inline uint32_t bits_float32(float x) { uint32_t b; memcpy(&b, &x, sizeof b); return b; }
static inline float number_float32(uint32_t b) { float x; memcpy(&x, &b, sizeof x); return x; }
static inline float pmin_float32(float a, float b) { return b < a ? b : a; }
static inline float pmax_float32(float a, float b) { return a < b ? b : a; }
static inline uint64_t bits_float64(double x) { uint64_t b; memcpy(&b, &x, sizeof b); return b; }
static inline double number_float64(uint64_t b) { double x; memcpy(&x, &b, sizeof x); return x; }
static inline double pmin_float64(double a, double b) { return b < a ? b : a; }
static inline double pmax_float64(double a, double b) { return a < b ? b : a; }
static inline uint32_t bits_int32(int32_t x) { uint32_t b; memcpy(&b, &x, sizeof b); return b; }
static inline int32_t number_int32(uint32_t b) { int32_t x; memcpy(&x, &b, sizeof x); return x; }
static inline int32_t pmin_int32(int32_t a, int32_t b) { return b < a ? b : a; }
static inline int32_t pmax_int32(int32_t a, int32_t b) { return a < b ? b : a; }

static inline float min_float32(float a, float b) {
  return a != a || b != b ? NAN : a == b ? number_float32(bits_float32(a) | bits_float32(b)) : pmin_float32(a, b);
}
static inline float max_float32(float a, float b) {
  return a != a || b != b ? NAN : a == b ? number_float32(bits_float32(a) & bits_float32(b)) : pmax_float32(a, b);
}
static inline double min_float64(double a, double b) {
  return a != a || b != b ? NAN : a == b ? number_float64(bits_float64(a) | bits_float64(b)) : pmin_float64(a, b);
}
static inline double max_float64(double a, double b) {
  return a != a || b != b ? NAN : a == b ? number_float64(bits_float64(a) & bits_float64(b)) : pmax_float64(a, b);
}

/* Loops over them are to be vectors. */
#define FORMULA static inline __attribute__((always_inline))

FORMULA float neg_of_float32(float a) {
  return (-a);
}

FORMULA float abs_of_float32(float a) {
  return fabsf(a);
}

FORMULA float relu_of_float32(float a) {
  const float v0 = a;
  return number_float32((bits_float32(v0) & ~ -(uint32_t)(v0 <= 0.0f)));
}

FORMULA float sign_of_float32(float a) {
  const float v0 = a;
  return ((-(uint32_t)(v0 > 0.0f) | -(uint32_t)(v0 < 0.0f)) ? (number_float32((-(uint32_t)(v0 > 0.0f) & bits_float32(1.0f))) - number_float32((-(uint32_t)(v0 < 0.0f) & bits_float32(1.0f)))) : v0);
}

FORMULA float sqrt_of_float32(float a) {
  return sqrtf(a);
}

FORMULA float square_of_float32(float a) {
  const float v0 = a;
  return (v0 * v0);
}

FORMULA float floor_of_float32(float a) {
  return floorf(a);
}

FORMULA float ceil_of_float32(float a) {
  return ceilf(a);
}

FORMULA float trunc_of_float32(float a) {
  return truncf(a);
}

FORMULA float round_of_float32(float a) {
  return rintf(a);
}

FORMULA float exp_of_float32(float a) {
  const float v0 = pmax_float32(pmin_float32(a, 89.5f), (-104.5f));
  const float v1 = ((v0 * 1.4426950216293335f) + 12582912.0f);
  const float v2 = (v1 - 12582912.0f);
  const float v3 = ((v0 - (v2 * 0.693359375f)) - (v2 * (-0.00021219444170128554f)));
  const uint32_t v4 = (bits_float32(v1) - UINT32_C(1262485504));
  const uint32_t v5 = (uint32_t)((int32_t)v4 >> 1);
  const uint32_t v6 = ((v5 + UINT32_C(127)) << 23);
  const uint32_t v7 = (((v4 - v5) + UINT32_C(127)) << 23);
  const float v8 = (v3 * v3);
  return (((1.0f + (v3 + (v8 * (((((0.001398199936375022f * v8) + 0.04166579619050026f) * v8) + 0.5f) + (v3 * ((((0.00019875691214110702f * v8) + 0.008333452045917511f) * v8) + 0.1666666716337204f)))))) * number_float32(v6)) * number_float32(v7));
}

FORMULA float expm1_of_float32(float a) {
  const float v0 = a;
  const float v1 = pmax_float32(pmin_float32(v0, 89.5f), (-104.5f));
  const float v2 = ((v1 * 1.4426950216293335f) + 12582912.0f);
  const float v3 = (v2 - 12582912.0f);
  const float v4 = ((v1 - (v3 * 0.693359375f)) - (v3 * (-0.00021219444170128554f)));
  const uint32_t v5 = (bits_float32(v2) - UINT32_C(1262485504));
  const uint32_t v6 = (uint32_t)((int32_t)v5 >> 1);
  const uint32_t v7 = ((v6 + UINT32_C(127)) << 23);
  const uint32_t v8 = (((v5 - v6) + UINT32_C(127)) << 23);
  const float v9 = (v4 * v4);
  const float v10 = (v4 + (v9 * (((((0.001398199936375022f * v9) + 0.04166579619050026f) * v9) + 0.5f) + (v4 * ((((0.00019875691214110702f * v9) + 0.008333452045917511f) * v9) + 0.1666666716337204f)))));
  return (-(uint32_t)(v0 == 0.0f) ? v0 : (-(uint32_t)(v3 > 46.0f) ? (((v10 + 1.0f) * number_float32(v7)) * number_float32(v8)) : (((v10 * number_float32(v7)) * number_float32(v8)) + (((1.0f * number_float32(v7)) * number_float32(v8)) - 1.0f))));
}

FORMULA float log_of_float32(float a) {
  const float v0 = a;
  const uint32_t v1 = -(uint32_t)(v0 < 1.1754943508222875e-38f);
  const float v2 = (v1 ? (v0 * 8388608.0f) : v0);
  const uint32_t v3 = (uint32_t)((int32_t)(bits_float32(v2) - UINT32_C(1060439283)) >> 23);
  const float v4 = (number_float32((bits_float32(v2) - (v3 << 23))) - 1.0f);
  const float v5 = ((number_float32((v3 + UINT32_C(1262485504))) - 12582912.0f) - number_float32((v1 & bits_float32(23.0f))));
  const float v6 = (v4 / (v4 + 2.0f));
  const float v7 = (v6 * v6);
  const float v8 = ((v4 * v4) * 0.5f);
  const float v9 = ((v5 * 0.6931381225585938f) - ((v8 - ((v6 * (v8 + (v7 * ((((((0.24279078841209412f * v7) + 0.2849878668785095f) * v7) + 0.40000972151756287f) * v7) + 0.6666666269302368f)))) + (v5 * 0.00000905800061445916f))) - v4));
  return (-(uint32_t)(v0 < (float)INFINITY) ? (-(uint32_t)(v0 < 0.0f) ? (float)NAN : (-(uint32_t)(v0 == 0.0f) ? (-(float)INFINITY) : v9)) : v0);
}

FORMULA float log1p_of_float32(float a) {
  const float v0 = a;
  const float v1 = (v0 + 1.0f);
  const float v2 = v1;
  const uint32_t v3 = -(uint32_t)(v2 < 1.1754943508222875e-38f);
  const float v4 = (v3 ? (v2 * 8388608.0f) : v2);
  const uint32_t v5 = (uint32_t)((int32_t)(bits_float32(v4) - UINT32_C(1060439283)) >> 23);
  const float v6 = (number_float32((bits_float32(v4) - (v5 << 23))) - 1.0f);
  const float v7 = ((number_float32((v5 + UINT32_C(1262485504))) - 12582912.0f) - number_float32((v3 & bits_float32(23.0f))));
  const float v8 = (v6 / (v6 + 2.0f));
  const float v9 = (v8 * v8);
  const float v10 = ((v6 * v6) * 0.5f);
  const float v11 = ((v7 * 0.6931381225585938f) - ((v10 - ((v8 * (v10 + (v9 * ((((((0.24279078841209412f * v9) + 0.2849878668785095f) * v9) + 0.40000972151756287f) * v9) + 0.6666666269302368f)))) + (v7 * 0.00000905800061445916f))) - v6));
  const float v12 = (-(uint32_t)(v2 < (float)INFINITY) ? (-(uint32_t)(v2 < 0.0f) ? (float)NAN : (-(uint32_t)(v2 == 0.0f) ? (-(float)INFINITY) : v11)) : v2);
  return (-(uint32_t)(v0 == 0.0f) ? v0 : ((-(uint32_t)(v1 > 0.0f) & -(uint32_t)(v1 < (float)INFINITY)) ? (v12 + ((v0 - (v1 - 1.0f)) / v1)) : v12));
}

FORMULA float log2_of_float32(float a) {
  const double v0 = a;
  const uint64_t v1 = -(uint64_t)(v0 < 2.2250738585072014e-308);
  const double v2 = (v1 ? (v0 * 4503599627370496.0) : v0);
  const uint64_t v3 = (uint64_t)((int64_t)(bits_float64(v2) - UINT64_C(4604544271217802189)) >> 52);
  const double v4 = (number_float64((bits_float64(v2) - (v3 << 52))) - 1.0);
  const double v5 = ((number_float64((v3 + UINT64_C(4843621399236968448))) - 6755399441055744.0) - number_float64((v1 & bits_float64(52.0))));
  const double v6 = (v4 / (v4 + 2.0));
  const double v7 = (v6 * v6);
  const double v8 = ((v4 * v4) * 0.5);
  const double v9 = (v5 + ((v4 - (v8 - (v6 * (v8 + (v7 * ((((((((((((0.14798198605116586 * v7) + 0.15313837699209373) * v7) + 0.1818357216161805) * v7) + 0.22222198432149784) * v7) + 0.2857142874366239) * v7) + 0.3999999999940942) * v7) + 0.6666666666666735)))))) * 1.4426950408889634));
  const float v10 = (float)(-(uint64_t)(v0 < (double)INFINITY) ? (-(uint64_t)(v0 < 0.0) ? (double)NAN : (-(uint64_t)(v0 == 0.0) ? (-(double)INFINITY) : v9)) : v0);
  return v10;
}

FORMULA float log10_of_float32(float a) {
  const double v0 = a;
  const double v1 = v0;
  const uint64_t v2 = -(uint64_t)(v1 < 2.2250738585072014e-308);
  const double v3 = (v2 ? (v1 * 4503599627370496.0) : v1);
  const uint64_t v4 = (uint64_t)((int64_t)(bits_float64(v3) - UINT64_C(4604544271217802189)) >> 52);
  const double v5 = (number_float64((bits_float64(v3) - (v4 << 52))) - 1.0);
  const double v6 = ((number_float64((v4 + UINT64_C(4843621399236968448))) - 6755399441055744.0) - number_float64((v2 & bits_float64(52.0))));
  const double v7 = (v5 / (v5 + 2.0));
  const double v8 = (v7 * v7);
  const double v9 = ((v5 * v5) * 0.5);
  const double v10 = ((v6 * 0.6931471803691238) - ((v9 - ((v7 * (v9 + (v8 * ((((((((((((0.14798198605116586 * v8) + 0.15313837699209373) * v8) + 0.1818357216161805) * v8) + 0.22222198432149784) * v8) + 0.2857142874366239) * v8) + 0.3999999999940942) * v8) + 0.6666666666666735)))) + (v6 * 1.9082149292705877e-10))) - v5));
  const float v11 = (float)((-(uint64_t)(v1 < (double)INFINITY) ? (-(uint64_t)(v1 < 0.0) ? (double)NAN : (-(uint64_t)(v1 == 0.0) ? (-(double)INFINITY) : v10)) : v1) * 0.4342944819032518);
  return v11;
}

FORMULA float sigmoid_of_float32(float a) {
  const float v0 = a;
  const float v1 = pmax_float32(pmin_float32((-fabsf(v0)), 89.5f), (-104.5f));
  const float v2 = ((v1 * 1.4426950216293335f) + 12582912.0f);
  const float v3 = (v2 - 12582912.0f);
  const float v4 = ((v1 - (v3 * 0.693359375f)) - (v3 * (-0.00021219444170128554f)));
  const uint32_t v5 = (bits_float32(v2) - UINT32_C(1262485504));
  const uint32_t v6 = (uint32_t)((int32_t)v5 >> 1);
  const uint32_t v7 = ((v6 + UINT32_C(127)) << 23);
  const uint32_t v8 = (((v5 - v6) + UINT32_C(127)) << 23);
  const float v9 = (v4 * v4);
  const float v10 = (((1.0f + (v4 + (v9 * (((((0.001398199936375022f * v9) + 0.04166579619050026f) * v9) + 0.5f) + (v4 * ((((0.00019875691214110702f * v9) + 0.008333452045917511f) * v9) + 0.1666666716337204f)))))) * number_float32(v7)) * number_float32(v8));
  return ((-(uint32_t)(v0 < 0.0f) ? v10 : 1.0f) / (1.0f + v10));
}

FORMULA float sigmoidSlope_of_float32(float a) {
  const float v0 = pmax_float32(pmin_float32((-fabsf(a)), 89.5f), (-104.5f));
  const float v1 = ((v0 * 1.4426950216293335f) + 12582912.0f);
  const float v2 = (v1 - 12582912.0f);
  const float v3 = ((v0 - (v2 * 0.693359375f)) - (v2 * (-0.00021219444170128554f)));
  const uint32_t v4 = (bits_float32(v1) - UINT32_C(1262485504));
  const uint32_t v5 = (uint32_t)((int32_t)v4 >> 1);
  const uint32_t v6 = ((v5 + UINT32_C(127)) << 23);
  const uint32_t v7 = (((v4 - v5) + UINT32_C(127)) << 23);
  const float v8 = (v3 * v3);
  const float v9 = (((1.0f + (v3 + (v8 * (((((0.001398199936375022f * v8) + 0.04166579619050026f) * v8) + 0.5f) + (v3 * ((((0.00019875691214110702f * v8) + 0.008333452045917511f) * v8) + 0.1666666716337204f)))))) * number_float32(v6)) * number_float32(v7));
  const float v10 = (1.0f + v9);
  return (v9 / (v10 * v10));
}

FORMULA float tanh_of_float32(float a) {
  const float v0 = a;
  const float v1 = fabsf(v0);
  const float v2 = (v0 * v0);
  const float v3 = pmax_float32(pmin_float32((v1 * 2.0f), 89.5f), (-104.5f));
  const float v4 = ((v3 * 1.4426950216293335f) + 12582912.0f);
  const float v5 = (v4 - 12582912.0f);
  const float v6 = ((v3 - (v5 * 0.693359375f)) - (v5 * (-0.00021219444170128554f)));
  const uint32_t v7 = (bits_float32(v4) - UINT32_C(1262485504));
  const uint32_t v8 = (uint32_t)((int32_t)v7 >> 1);
  const uint32_t v9 = ((v8 + UINT32_C(127)) << 23);
  const uint32_t v10 = (((v7 - v8) + UINT32_C(127)) << 23);
  const float v11 = (v6 * v6);
  const float v12 = (1.0f - (2.0f / ((((1.0f + (v6 + (v11 * (((((0.001398199936375022f * v11) + 0.04166579619050026f) * v11) + 0.5f) + (v6 * ((((0.00019875691214110702f * v11) + 0.008333452045917511f) * v11) + 0.1666666716337204f)))))) * number_float32(v9)) * number_float32(v10)) + 1.0f)));
  return number_float32((bits_float32((-(uint32_t)(v1 < 0.625f) ? (v0 + ((v0 * v2) * ((((((-0.9643991589546204f) * v2) + (-99.2877197265625f)) * v2) + (-1614.687744140625f)) / ((((((1.0f * v2) + 112.81167602539062f) * v2) + 2235.48828125f) * v2) + 4844.06298828125f)))) : v12)) | (bits_float32(v0) & bits_float32((-0.0f)))));
}

FORMULA float tanhSlope_of_float32(float a) {
  const float v0 = pmax_float32(pmin_float32((-fabsf((2.0f * a))), 89.5f), (-104.5f));
  const float v1 = ((v0 * 1.4426950216293335f) + 12582912.0f);
  const float v2 = (v1 - 12582912.0f);
  const float v3 = ((v0 - (v2 * 0.693359375f)) - (v2 * (-0.00021219444170128554f)));
  const uint32_t v4 = (bits_float32(v1) - UINT32_C(1262485504));
  const uint32_t v5 = (uint32_t)((int32_t)v4 >> 1);
  const uint32_t v6 = ((v5 + UINT32_C(127)) << 23);
  const uint32_t v7 = (((v4 - v5) + UINT32_C(127)) << 23);
  const float v8 = (v3 * v3);
  const float v9 = (((1.0f + (v3 + (v8 * (((((0.001398199936375022f * v8) + 0.04166579619050026f) * v8) + 0.5f) + (v3 * ((((0.00019875691214110702f * v8) + 0.008333452045917511f) * v8) + 0.1666666716337204f)))))) * number_float32(v6)) * number_float32(v7));
  const float v10 = (1.0f + v9);
  return (4.0f * (v9 / (v10 * v10)));
}

FORMULA float softplus_of_float32(float a) {
  const float v0 = a;
  const float v1 = pmax_float32(pmin_float32((-fabsf(v0)), 89.5f), (-104.5f));
  const float v2 = ((v1 * 1.4426950216293335f) + 12582912.0f);
  const float v3 = (v2 - 12582912.0f);
  const float v4 = ((v1 - (v3 * 0.693359375f)) - (v3 * (-0.00021219444170128554f)));
  const uint32_t v5 = (bits_float32(v2) - UINT32_C(1262485504));
  const uint32_t v6 = (uint32_t)((int32_t)v5 >> 1);
  const uint32_t v7 = ((v6 + UINT32_C(127)) << 23);
  const uint32_t v8 = (((v5 - v6) + UINT32_C(127)) << 23);
  const float v9 = (v4 * v4);
  const float v10 = (((1.0f + (v4 + (v9 * (((((0.001398199936375022f * v9) + 0.04166579619050026f) * v9) + 0.5f) + (v4 * ((((0.00019875691214110702f * v9) + 0.008333452045917511f) * v9) + 0.1666666716337204f)))))) * number_float32(v7)) * number_float32(v8));
  const float v11 = (v10 + 1.0f);
  const float v12 = v11;
  const uint32_t v13 = -(uint32_t)(v12 < 1.1754943508222875e-38f);
  const float v14 = (v13 ? (v12 * 8388608.0f) : v12);
  const uint32_t v15 = (uint32_t)((int32_t)(bits_float32(v14) - UINT32_C(1060439283)) >> 23);
  const float v16 = (number_float32((bits_float32(v14) - (v15 << 23))) - 1.0f);
  const float v17 = ((number_float32((v15 + UINT32_C(1262485504))) - 12582912.0f) - number_float32((v13 & bits_float32(23.0f))));
  const float v18 = (v16 / (v16 + 2.0f));
  const float v19 = (v18 * v18);
  const float v20 = ((v16 * v16) * 0.5f);
  const float v21 = ((v17 * 0.6931381225585938f) - ((v20 - ((v18 * (v20 + (v19 * ((((((0.24279078841209412f * v19) + 0.2849878668785095f) * v19) + 0.40000972151756287f) * v19) + 0.6666666269302368f)))) + (v17 * 0.00000905800061445916f))) - v16));
  return (pmax_float32(v0, 0.0f) + (-(uint32_t)(v11 == 1.0f) ? v10 : ((-(uint32_t)(v12 < (float)INFINITY) ? (-(uint32_t)(v12 < 0.0f) ? (float)NAN : (-(uint32_t)(v12 == 0.0f) ? (-(float)INFINITY) : v21)) : v12) * (v10 / (v11 - 1.0f)))));
}

FORMULA float softsign_of_float32(float a) {
  const float v0 = pmax_float32(pmin_float32(a, 1.2676506002282294e+30f), (-1.2676506002282294e+30f));
  return (v0 / (1.0f + fabsf(v0)));
}

FORMULA float sinh_of_float32(float a) {
  const float v0 = a;
  const float v1 = fabsf(v0);
  const float v2 = v1;
  const float v3 = pmax_float32(pmin_float32(v2, 89.5f), (-104.5f));
  const float v4 = ((v3 * 1.4426950216293335f) + 12582912.0f);
  const float v5 = (v4 - 12582912.0f);
  const float v6 = ((v3 - (v5 * 0.693359375f)) - (v5 * (-0.00021219444170128554f)));
  const uint32_t v7 = (bits_float32(v4) - UINT32_C(1262485504));
  const uint32_t v8 = (uint32_t)((int32_t)v7 >> 1);
  const uint32_t v9 = ((v8 + UINT32_C(127)) << 23);
  const uint32_t v10 = (((v7 - v8) + UINT32_C(127)) << 23);
  const float v11 = (v6 * v6);
  const float v12 = (v6 + (v11 * (((((0.001398199936375022f * v11) + 0.04166579619050026f) * v11) + 0.5f) + (v6 * ((((0.00019875691214110702f * v11) + 0.008333452045917511f) * v11) + 0.1666666716337204f)))));
  const float v13 = (-(uint32_t)(v2 == 0.0f) ? v2 : (-(uint32_t)(v5 > 46.0f) ? (((v12 + 1.0f) * number_float32(v9)) * number_float32(v10)) : (((v12 * number_float32(v9)) * number_float32(v10)) + (((1.0f * number_float32(v9)) * number_float32(v10)) - 1.0f))));
  const float v14 = pmax_float32(pmin_float32(v1, 89.5f), (-104.5f));
  const float v15 = ((v14 * 1.4426950216293335f) + 12582912.0f);
  const float v16 = (v15 - 12582912.0f);
  const float v17 = ((v14 - (v16 * 0.693359375f)) - (v16 * (-0.00021219444170128554f)));
  const uint32_t v18 = (bits_float32(v15) - UINT32_C(1262485504));
  const uint32_t v19 = (uint32_t)((int32_t)v18 >> 1);
  const uint32_t v20 = ((v19 + UINT32_C(127)) << 23);
  const uint32_t v21 = (((v18 - v19) + UINT32_C(127)) << 23);
  const float v22 = (v17 * v17);
  return number_float32((bits_float32((-(uint32_t)(v1 > 22.0f) ? ((((1.0f + (v17 + (v22 * (((((0.001398199936375022f * v22) + 0.04166579619050026f) * v22) + 0.5f) + (v17 * ((((0.00019875691214110702f * v22) + 0.008333452045917511f) * v22) + 0.1666666716337204f)))))) * 0.5f) * number_float32(v20)) * number_float32(v21)) : (0.5f * (v13 + (v13 / (v13 + 1.0f)))))) | (bits_float32(v0) & bits_float32((-0.0f)))));
}

FORMULA float cosh_of_float32(float a) {
  const float v0 = pmax_float32(pmin_float32(fabsf(a), 89.5f), (-104.5f));
  const float v1 = ((v0 * 1.4426950216293335f) + 12582912.0f);
  const float v2 = (v1 - 12582912.0f);
  const float v3 = ((v0 - (v2 * 0.693359375f)) - (v2 * (-0.00021219444170128554f)));
  const uint32_t v4 = (bits_float32(v1) - UINT32_C(1262485504));
  const uint32_t v5 = (uint32_t)((int32_t)v4 >> 1);
  const uint32_t v6 = ((v5 + UINT32_C(127)) << 23);
  const uint32_t v7 = (((v4 - v5) + UINT32_C(127)) << 23);
  const float v8 = (v3 * v3);
  const float v9 = ((((1.0f + (v3 + (v8 * (((((0.001398199936375022f * v8) + 0.04166579619050026f) * v8) + 0.5f) + (v3 * ((((0.00019875691214110702f * v8) + 0.008333452045917511f) * v8) + 0.1666666716337204f)))))) * 0.5f) * number_float32(v6)) * number_float32(v7));
  return (v9 + (0.25f / v9));
}

FORMULA float sin_of_float32(float a) {
  const float v0 = a;
  const double v1 = v0;
  const double v2 = ((v1 * 0.6366197723675814) + 6755399441055744.0);
  const double v3 = (v2 - 6755399441055744.0);
  const double v4 = (v1 - (v3 * 1.5707963267341256));
  const double v5 = (v3 * 6.077100506303966e-11);
  const double v6 = (v4 - v5);
  const double v7 = (v6 - v4);
  const double v8 = ((v3 * 2.0222662487959506e-21) - ((v4 - (v6 - v7)) - (v5 + v7)));
  const double v9 = (v6 - v8);
  const double v10 = ((v6 - v9) - v8);
  const double v11 = (v9 * v9);
  const double v12 = (v11 * v9);
  const double v13 = (v9 - (((v11 * ((v10 * 0.5) - (v12 * ((((0.000002718311493989822 * v11) + (-0.00019839334836096632)) * v11) + 0.008333329385889463)))) - v10) - (v12 * (-0.16666666641626524))));
  const double v14 = (v11 * 0.5);
  const double v15 = (1.0 - v14);
  const double v16 = (v15 + (((1.0 - v15) - v14) + (((v11 * v11) * ((((0.00002439044879627741 * v11) + (-0.001388676377460993)) * v11) + 0.04166662332373906)) - (v9 * v10))));
  const uint64_t v17 = (bits_float64(v2) - UINT64_C(4843621399236968448));
  const uint64_t v18 = (v17 + UINT64_C(0));
  const float v19 = (float)number_float64((bits_float64(((UINT64_C(0) - (v18 & UINT64_C(1))) ? v16 : v13)) ^ ((v18 & UINT64_C(2)) << 62)));
  return (-(uint32_t)(v0 == 0.0f) ? v0 : v19);
}

FORMULA float cos_of_float32(float a) {
  const double v0 = a;
  const double v1 = ((v0 * 0.6366197723675814) + 6755399441055744.0);
  const double v2 = (v1 - 6755399441055744.0);
  const double v3 = (v0 - (v2 * 1.5707963267341256));
  const double v4 = (v2 * 6.077100506303966e-11);
  const double v5 = (v3 - v4);
  const double v6 = (v5 - v3);
  const double v7 = ((v2 * 2.0222662487959506e-21) - ((v3 - (v5 - v6)) - (v4 + v6)));
  const double v8 = (v5 - v7);
  const double v9 = ((v5 - v8) - v7);
  const double v10 = (v8 * v8);
  const double v11 = (v10 * v8);
  const double v12 = (v8 - (((v10 * ((v9 * 0.5) - (v11 * ((((0.000002718311493989822 * v10) + (-0.00019839334836096632)) * v10) + 0.008333329385889463)))) - v9) - (v11 * (-0.16666666641626524))));
  const double v13 = (v10 * 0.5);
  const double v14 = (1.0 - v13);
  const double v15 = (v14 + (((1.0 - v14) - v13) + (((v10 * v10) * ((((0.00002439044879627741 * v10) + (-0.001388676377460993)) * v10) + 0.04166662332373906)) - (v8 * v9))));
  const uint64_t v16 = (bits_float64(v1) - UINT64_C(4843621399236968448));
  const uint64_t v17 = (v16 + UINT64_C(1));
  const float v18 = (float)number_float64((bits_float64(((UINT64_C(0) - (v17 & UINT64_C(1))) ? v15 : v12)) ^ ((v17 & UINT64_C(2)) << 62)));
  return v18;
}

FORMULA float tan_of_float32(float a) {
  const float v0 = a;
  const double v1 = v0;
  const double v2 = ((v1 * 0.6366197723675814) + 6755399441055744.0);
  const double v3 = (v2 - 6755399441055744.0);
  const double v4 = (v1 - (v3 * 1.5707963267341256));
  const double v5 = (v3 * 6.077100506303966e-11);
  const double v6 = (v4 - v5);
  const double v7 = (v6 - v4);
  const double v8 = ((v3 * 2.0222662487959506e-21) - ((v4 - (v6 - v7)) - (v5 + v7)));
  const double v9 = (v6 - v8);
  const double v10 = ((v6 - v9) - v8);
  const double v11 = (v9 * v9);
  const double v12 = (v11 * v9);
  const double v13 = (v9 - (((v11 * ((v10 * 0.5) - (v12 * ((((0.000002718311493989822 * v11) + (-0.00019839334836096632)) * v11) + 0.008333329385889463)))) - v10) - (v12 * (-0.16666666641626524))));
  const double v14 = (v11 * 0.5);
  const double v15 = (1.0 - v14);
  const double v16 = (v15 + (((1.0 - v15) - v14) + (((v11 * v11) * ((((0.00002439044879627741 * v11) + (-0.001388676377460993)) * v11) + 0.04166662332373906)) - (v9 * v10))));
  const uint64_t v17 = (bits_float64(v2) - UINT64_C(4843621399236968448));
  const uint64_t v18 = (UINT64_C(0) - (v17 & UINT64_C(1)));
  const float v19 = (float)((v18 ? (-v16) : v13) / (v18 ? v13 : v16));
  return (-(uint32_t)(v0 == 0.0f) ? v0 : v19);
}

FORMULA float erf_of_float32(float a) {
  const float v0 = a;
  const float v1 = fabsf(v0);
  const float v2 = pmax_float32(pmin_float32(v1, 10.25f), 0.75f);
  const float v3 = ((v2 - 2.0f) / (v2 + 2.0f));
  const float v4 = (v3 * v3);
  const float v5 = ((((((((((-0.0008324595401063561f) * v4) + 0.004834149032831192f) * v4) + (-0.028983956202864647f)) * v4) + (-0.20384395122528076f)) * v4) + 0.010791352950036526f) + (v3 * ((((((0.0009930910309776664f * v4) + (-0.007494842167943716f)) * v4) + 0.12151359021663666f) * v4) + 0.16721104085445404f)));
  const uint32_t v6 = (bits_float32(v2) & UINT32_C(4294963200));
  const float v7 = (((-(number_float32(v6) * number_float32(v6))) * 1.4426950216293335f) + 12582912.0f);
  const float v8 = (v7 - 12582912.0f);
  const float v9 = (((-(number_float32(v6) * number_float32(v6))) - (v8 * 0.693359375f)) + (((number_float32(v6) - v2) * (number_float32(v6) + v2)) - (v8 * (-0.00021219444170128554f))));
  const float v10 = (v9 * v9);
  const float v11 = (v9 + (v10 * (((((0.001398199936375022f * v10) + 0.04166579619050026f) * v10) + 0.5f) + (v9 * ((((0.00019875691214110702f * v10) + 0.008333452045917511f) * v10) + 0.1666666716337204f)))));
  const uint32_t v12 = (bits_float32(v7) - UINT32_C(1262485504));
  const uint32_t v13 = (uint32_t)((int32_t)v12 >> 1);
  const uint32_t v14 = ((v13 + UINT32_C(127)) << 23);
  const uint32_t v15 = (((v12 - v13) + UINT32_C(127)) << 23);
  const float v16 = (v0 * v0);
  const float v17 = (v16 * v16);
  return number_float32((-(uint32_t)(v1 > 0.75f) ? (bits_float32((1.0f - ((((0.5f + (v5 + (v11 * (0.5f + v5)))) / v2) * number_float32(v14)) * number_float32(v15)))) | (bits_float32(v0) & bits_float32((-0.0f)))) : bits_float32((v0 + (v0 * (((((0.00511598214507103f * v17) + 0.11283393204212189f) * v17) + 0.12837916612625122f) + (v16 * (((((-0.0006761096301488578f) * v17) + (-0.02683543600142002f)) * v17) + (-0.3761261999607086f)))))))));
}

FORMULA float erfc_of_float32(float a) {
  const float v0 = a;
  const float v1 = fabsf(v0);
  const uint32_t v2 = (-(uint32_t)(v0 > 0.25f) & bits_float32(0.5f));
  const float v3 = (v0 * v0);
  const float v4 = (v3 * v3);
  const float v5 = pmax_float32(pmin_float32(v1, 10.25f), 0.75f);
  const float v6 = ((v5 - 2.0f) / (v5 + 2.0f));
  const float v7 = (v6 * v6);
  const float v8 = ((((((((((-0.0008324595401063561f) * v7) + 0.004834149032831192f) * v7) + (-0.028983956202864647f)) * v7) + (-0.20384395122528076f)) * v7) + 0.010791352950036526f) + (v6 * ((((((0.0009930910309776664f * v7) + (-0.007494842167943716f)) * v7) + 0.12151359021663666f) * v7) + 0.16721104085445404f)));
  const uint32_t v9 = (bits_float32(v5) & UINT32_C(4294963200));
  const float v10 = (((-(number_float32(v9) * number_float32(v9))) * 1.4426950216293335f) + 12582912.0f);
  const float v11 = (v10 - 12582912.0f);
  const float v12 = (((-(number_float32(v9) * number_float32(v9))) - (v11 * 0.693359375f)) + (((number_float32(v9) - v5) * (number_float32(v9) + v5)) - (v11 * (-0.00021219444170128554f))));
  const float v13 = (v12 * v12);
  const float v14 = (v12 + (v13 * (((((0.001398199936375022f * v13) + 0.04166579619050026f) * v13) + 0.5f) + (v12 * ((((0.00019875691214110702f * v13) + 0.008333452045917511f) * v13) + 0.1666666716337204f)))));
  const uint32_t v15 = (bits_float32(v10) - UINT32_C(1262485504));
  const uint32_t v16 = (uint32_t)((int32_t)v15 >> 1);
  const uint32_t v17 = ((v16 + UINT32_C(127)) << 23);
  const uint32_t v18 = (((v15 - v16) + UINT32_C(127)) << 23);
  const float v19 = ((((0.5f + (v8 + (v14 * (0.5f + v8)))) / v5) * number_float32(v17)) * number_float32(v18));
  return (-(uint32_t)(v1 > 0.75f) ? (-(uint32_t)(v0 < 0.0f) ? (2.0f - v19) : v19) : ((1.0f - number_float32(v2)) - ((v0 - number_float32(v2)) + (v0 * (((((0.00511598214507103f * v4) + 0.11283393204212189f) * v4) + 0.12837916612625122f) + (v3 * (((((-0.0006761096301488578f) * v4) + (-0.02683543600142002f)) * v4) + (-0.3761261999607086f))))))));
}

FORMULA float erfSlope_of_float32(float a) {
  const float v0 = pmin_float32(fabsf(a), 10.25f);
  const uint32_t v1 = (bits_float32(v0) & UINT32_C(4294963200));
  const float v2 = (((-(number_float32(v1) * number_float32(v1))) * 1.4426950216293335f) + 12582912.0f);
  const float v3 = (v2 - 12582912.0f);
  const float v4 = (((-(number_float32(v1) * number_float32(v1))) - (v3 * 0.693359375f)) + (((number_float32(v1) - v0) * (number_float32(v1) + v0)) - (v3 * (-0.00021219444170128554f))));
  const float v5 = (v4 * v4);
  const float v6 = (v4 + (v5 * (((((0.001398199936375022f * v5) + 0.04166579619050026f) * v5) + 0.5f) + (v4 * ((((0.00019875691214110702f * v5) + 0.008333452045917511f) * v5) + 0.1666666716337204f)))));
  const uint32_t v7 = (bits_float32(v2) - UINT32_C(1262485504));
  const uint32_t v8 = (uint32_t)((int32_t)v7 >> 1);
  const uint32_t v9 = ((v8 + UINT32_C(127)) << 23);
  const uint32_t v10 = (((v7 - v8) + UINT32_C(127)) << 23);
  return (((1.128379225730896f * (1.0f + v6)) * number_float32(v9)) * number_float32(v10));
}

FORMULA double neg_of_float64(double a) {
  return (-a);
}

FORMULA double abs_of_float64(double a) {
  return fabs(a);
}

FORMULA double relu_of_float64(double a) {
  const double v0 = a;
  return number_float64((bits_float64(v0) & ~ -(uint64_t)(v0 <= 0.0)));
}

FORMULA double sign_of_float64(double a) {
  const double v0 = a;
  return ((-(uint64_t)(v0 > 0.0) | -(uint64_t)(v0 < 0.0)) ? (number_float64((-(uint64_t)(v0 > 0.0) & bits_float64(1.0))) - number_float64((-(uint64_t)(v0 < 0.0) & bits_float64(1.0)))) : v0);
}

FORMULA double sqrt_of_float64(double a) {
  return sqrt(a);
}

FORMULA double square_of_float64(double a) {
  const double v0 = a;
  return (v0 * v0);
}

FORMULA double floor_of_float64(double a) {
  return floor(a);
}

FORMULA double ceil_of_float64(double a) {
  return ceil(a);
}

FORMULA double trunc_of_float64(double a) {
  return trunc(a);
}

FORMULA double round_of_float64(double a) {
  return rint(a);
}

FORMULA double exp_of_float64(double a) {
  const double v0 = pmax_float64(pmin_float64(a, 710.5), (-746.0));
  const double v1 = ((v0 * 1.4426950408889634) + 6755399441055744.0);
  const double v2 = (v1 - 6755399441055744.0);
  const double v3 = ((v0 - (v2 * 0.693145751953125)) - (v2 * 0.0000014286068203094173));
  const uint64_t v4 = (bits_float64(v1) - UINT64_C(4843621399236968448));
  const uint64_t v5 = (uint64_t)((int64_t)v4 >> 1);
  const uint64_t v6 = ((v5 + UINT64_C(1023)) << 52);
  const uint64_t v7 = (((v4 - v5) + UINT64_C(1023)) << 52);
  const double v8 = (v3 * v3);
  return (((1.0 + (v3 + (v8 * (((((((((((2.08767569878681e-9 * v8) + 2.755731922398589e-7) * v8) + 0.0000248015873015873) * v8) + 0.001388888888888889) * v8) + 0.041666666666666664) * v8) + 0.5) + (v3 * ((((((((((1.6059043836821613e-10 * v8) + 2.505210838544172e-8) * v8) + 0.0000027557319223985893) * v8) + 0.0001984126984126984) * v8) + 0.008333333333333333) * v8) + 0.16666666666666666)))))) * number_float64(v6)) * number_float64(v7));
}

FORMULA double expm1_of_float64(double a) {
  const double v0 = a;
  const double v1 = pmax_float64(pmin_float64(v0, 710.5), (-746.0));
  const double v2 = ((v1 * 1.4426950408889634) + 6755399441055744.0);
  const double v3 = (v2 - 6755399441055744.0);
  const double v4 = ((v1 - (v3 * 0.693145751953125)) - (v3 * 0.0000014286068203094173));
  const uint64_t v5 = (bits_float64(v2) - UINT64_C(4843621399236968448));
  const uint64_t v6 = (uint64_t)((int64_t)v5 >> 1);
  const uint64_t v7 = ((v6 + UINT64_C(1023)) << 52);
  const uint64_t v8 = (((v5 - v6) + UINT64_C(1023)) << 52);
  const double v9 = (v4 * v4);
  const double v10 = (v4 + (v9 * (((((((((((2.08767569878681e-9 * v9) + 2.755731922398589e-7) * v9) + 0.0000248015873015873) * v9) + 0.001388888888888889) * v9) + 0.041666666666666664) * v9) + 0.5) + (v4 * ((((((((((1.6059043836821613e-10 * v9) + 2.505210838544172e-8) * v9) + 0.0000027557319223985893) * v9) + 0.0001984126984126984) * v9) + 0.008333333333333333) * v9) + 0.16666666666666666)))));
  return (-(uint64_t)(v0 == 0.0) ? v0 : (-(uint64_t)(v3 > 104.0) ? (((v10 + 1.0) * number_float64(v7)) * number_float64(v8)) : (((v10 * number_float64(v7)) * number_float64(v8)) + (((1.0 * number_float64(v7)) * number_float64(v8)) - 1.0))));
}

FORMULA double log_of_float64(double a) {
  const double v0 = a;
  const uint64_t v1 = -(uint64_t)(v0 < 2.2250738585072014e-308);
  const double v2 = (v1 ? (v0 * 4503599627370496.0) : v0);
  const uint64_t v3 = (uint64_t)((int64_t)(bits_float64(v2) - UINT64_C(4604544271217802189)) >> 52);
  const double v4 = (number_float64((bits_float64(v2) - (v3 << 52))) - 1.0);
  const double v5 = ((number_float64((v3 + UINT64_C(4843621399236968448))) - 6755399441055744.0) - number_float64((v1 & bits_float64(52.0))));
  const double v6 = (v4 / (v4 + 2.0));
  const double v7 = (v6 * v6);
  const double v8 = ((v4 * v4) * 0.5);
  const double v9 = ((v5 * 0.6931471803691238) - ((v8 - ((v6 * (v8 + (v7 * ((((((((((((0.14798198605116586 * v7) + 0.15313837699209373) * v7) + 0.1818357216161805) * v7) + 0.22222198432149784) * v7) + 0.2857142874366239) * v7) + 0.3999999999940942) * v7) + 0.6666666666666735)))) + (v5 * 1.9082149292705877e-10))) - v4));
  return (-(uint64_t)(v0 < (double)INFINITY) ? (-(uint64_t)(v0 < 0.0) ? (double)NAN : (-(uint64_t)(v0 == 0.0) ? (-(double)INFINITY) : v9)) : v0);
}

FORMULA double log1p_of_float64(double a) {
  const double v0 = a;
  const double v1 = (v0 + 1.0);
  const double v2 = v1;
  const uint64_t v3 = -(uint64_t)(v2 < 2.2250738585072014e-308);
  const double v4 = (v3 ? (v2 * 4503599627370496.0) : v2);
  const uint64_t v5 = (uint64_t)((int64_t)(bits_float64(v4) - UINT64_C(4604544271217802189)) >> 52);
  const double v6 = (number_float64((bits_float64(v4) - (v5 << 52))) - 1.0);
  const double v7 = ((number_float64((v5 + UINT64_C(4843621399236968448))) - 6755399441055744.0) - number_float64((v3 & bits_float64(52.0))));
  const double v8 = (v6 / (v6 + 2.0));
  const double v9 = (v8 * v8);
  const double v10 = ((v6 * v6) * 0.5);
  const double v11 = ((v7 * 0.6931471803691238) - ((v10 - ((v8 * (v10 + (v9 * ((((((((((((0.14798198605116586 * v9) + 0.15313837699209373) * v9) + 0.1818357216161805) * v9) + 0.22222198432149784) * v9) + 0.2857142874366239) * v9) + 0.3999999999940942) * v9) + 0.6666666666666735)))) + (v7 * 1.9082149292705877e-10))) - v6));
  const double v12 = (-(uint64_t)(v2 < (double)INFINITY) ? (-(uint64_t)(v2 < 0.0) ? (double)NAN : (-(uint64_t)(v2 == 0.0) ? (-(double)INFINITY) : v11)) : v2);
  return (-(uint64_t)(v0 == 0.0) ? v0 : ((-(uint64_t)(v1 > 0.0) & -(uint64_t)(v1 < (double)INFINITY)) ? (v12 + ((v0 - (v1 - 1.0)) / v1)) : v12));
}

FORMULA double log2_of_float64(double a) {
  const double v0 = a;
  const uint64_t v1 = -(uint64_t)(v0 < 2.2250738585072014e-308);
  const double v2 = (v1 ? (v0 * 4503599627370496.0) : v0);
  const uint64_t v3 = (uint64_t)((int64_t)(bits_float64(v2) - UINT64_C(4604544271217802189)) >> 52);
  const double v4 = (number_float64((bits_float64(v2) - (v3 << 52))) - 1.0);
  const double v5 = ((number_float64((v3 + UINT64_C(4843621399236968448))) - 6755399441055744.0) - number_float64((v1 & bits_float64(52.0))));
  const double v6 = (v4 / (v4 + 2.0));
  const double v7 = (v6 * v6);
  const double v8 = ((v4 * v4) * 0.5);
  const double v9 = (v5 + ((v4 - (v8 - (v6 * (v8 + (v7 * ((((((((((((0.14798198605116586 * v7) + 0.15313837699209373) * v7) + 0.1818357216161805) * v7) + 0.22222198432149784) * v7) + 0.2857142874366239) * v7) + 0.3999999999940942) * v7) + 0.6666666666666735)))))) * 1.4426950408889634));
  const double v10 = (double)(-(uint64_t)(v0 < (double)INFINITY) ? (-(uint64_t)(v0 < 0.0) ? (double)NAN : (-(uint64_t)(v0 == 0.0) ? (-(double)INFINITY) : v9)) : v0);
  return v10;
}

FORMULA double log10_of_float64(double a) {
  const double v0 = a;
  const double v1 = v0;
  const uint64_t v2 = -(uint64_t)(v1 < 2.2250738585072014e-308);
  const double v3 = (v2 ? (v1 * 4503599627370496.0) : v1);
  const uint64_t v4 = (uint64_t)((int64_t)(bits_float64(v3) - UINT64_C(4604544271217802189)) >> 52);
  const double v5 = (number_float64((bits_float64(v3) - (v4 << 52))) - 1.0);
  const double v6 = ((number_float64((v4 + UINT64_C(4843621399236968448))) - 6755399441055744.0) - number_float64((v2 & bits_float64(52.0))));
  const double v7 = (v5 / (v5 + 2.0));
  const double v8 = (v7 * v7);
  const double v9 = ((v5 * v5) * 0.5);
  const double v10 = ((v6 * 0.6931471803691238) - ((v9 - ((v7 * (v9 + (v8 * ((((((((((((0.14798198605116586 * v8) + 0.15313837699209373) * v8) + 0.1818357216161805) * v8) + 0.22222198432149784) * v8) + 0.2857142874366239) * v8) + 0.3999999999940942) * v8) + 0.6666666666666735)))) + (v6 * 1.9082149292705877e-10))) - v5));
  const double v11 = (double)((-(uint64_t)(v1 < (double)INFINITY) ? (-(uint64_t)(v1 < 0.0) ? (double)NAN : (-(uint64_t)(v1 == 0.0) ? (-(double)INFINITY) : v10)) : v1) * 0.4342944819032518);
  return v11;
}

FORMULA double sigmoid_of_float64(double a) {
  const double v0 = a;
  const double v1 = pmax_float64(pmin_float64((-fabs(v0)), 710.5), (-746.0));
  const double v2 = ((v1 * 1.4426950408889634) + 6755399441055744.0);
  const double v3 = (v2 - 6755399441055744.0);
  const double v4 = ((v1 - (v3 * 0.693145751953125)) - (v3 * 0.0000014286068203094173));
  const uint64_t v5 = (bits_float64(v2) - UINT64_C(4843621399236968448));
  const uint64_t v6 = (uint64_t)((int64_t)v5 >> 1);
  const uint64_t v7 = ((v6 + UINT64_C(1023)) << 52);
  const uint64_t v8 = (((v5 - v6) + UINT64_C(1023)) << 52);
  const double v9 = (v4 * v4);
  const double v10 = (((1.0 + (v4 + (v9 * (((((((((((2.08767569878681e-9 * v9) + 2.755731922398589e-7) * v9) + 0.0000248015873015873) * v9) + 0.001388888888888889) * v9) + 0.041666666666666664) * v9) + 0.5) + (v4 * ((((((((((1.6059043836821613e-10 * v9) + 2.505210838544172e-8) * v9) + 0.0000027557319223985893) * v9) + 0.0001984126984126984) * v9) + 0.008333333333333333) * v9) + 0.16666666666666666)))))) * number_float64(v7)) * number_float64(v8));
  return ((-(uint64_t)(v0 < 0.0) ? v10 : 1.0) / (1.0 + v10));
}

FORMULA double sigmoidSlope_of_float64(double a) {
  const double v0 = pmax_float64(pmin_float64((-fabs(a)), 710.5), (-746.0));
  const double v1 = ((v0 * 1.4426950408889634) + 6755399441055744.0);
  const double v2 = (v1 - 6755399441055744.0);
  const double v3 = ((v0 - (v2 * 0.693145751953125)) - (v2 * 0.0000014286068203094173));
  const uint64_t v4 = (bits_float64(v1) - UINT64_C(4843621399236968448));
  const uint64_t v5 = (uint64_t)((int64_t)v4 >> 1);
  const uint64_t v6 = ((v5 + UINT64_C(1023)) << 52);
  const uint64_t v7 = (((v4 - v5) + UINT64_C(1023)) << 52);
  const double v8 = (v3 * v3);
  const double v9 = (((1.0 + (v3 + (v8 * (((((((((((2.08767569878681e-9 * v8) + 2.755731922398589e-7) * v8) + 0.0000248015873015873) * v8) + 0.001388888888888889) * v8) + 0.041666666666666664) * v8) + 0.5) + (v3 * ((((((((((1.6059043836821613e-10 * v8) + 2.505210838544172e-8) * v8) + 0.0000027557319223985893) * v8) + 0.0001984126984126984) * v8) + 0.008333333333333333) * v8) + 0.16666666666666666)))))) * number_float64(v6)) * number_float64(v7));
  const double v10 = (1.0 + v9);
  return (v9 / (v10 * v10));
}

FORMULA double tanh_of_float64(double a) {
  const double v0 = a;
  const double v1 = fabs(v0);
  const double v2 = (v0 * v0);
  const double v3 = pmax_float64(pmin_float64((v1 * 2.0), 710.5), (-746.0));
  const double v4 = ((v3 * 1.4426950408889634) + 6755399441055744.0);
  const double v5 = (v4 - 6755399441055744.0);
  const double v6 = ((v3 - (v5 * 0.693145751953125)) - (v5 * 0.0000014286068203094173));
  const uint64_t v7 = (bits_float64(v4) - UINT64_C(4843621399236968448));
  const uint64_t v8 = (uint64_t)((int64_t)v7 >> 1);
  const uint64_t v9 = ((v8 + UINT64_C(1023)) << 52);
  const uint64_t v10 = (((v7 - v8) + UINT64_C(1023)) << 52);
  const double v11 = (v6 * v6);
  const double v12 = (1.0 - (2.0 / ((((1.0 + (v6 + (v11 * (((((((((((2.08767569878681e-9 * v11) + 2.755731922398589e-7) * v11) + 0.0000248015873015873) * v11) + 0.001388888888888889) * v11) + 0.041666666666666664) * v11) + 0.5) + (v6 * ((((((((((1.6059043836821613e-10 * v11) + 2.505210838544172e-8) * v11) + 0.0000027557319223985893) * v11) + 0.0001984126984126984) * v11) + 0.008333333333333333) * v11) + 0.16666666666666666)))))) * number_float64(v9)) * number_float64(v10)) + 1.0)));
  return number_float64((bits_float64((-(uint64_t)(v1 < 0.625) ? (v0 + ((v0 * v2) * ((((((-0.9643991794250523) * v2) + (-99.28772310019185)) * v2) + (-1614.6876844170845)) / ((((((1.0 * v2) + 112.81167849163293) * v2) + 2235.4883906010045) * v2) + 4844.063053251255)))) : v12)) | (bits_float64(v0) & bits_float64((-0.0)))));
}

FORMULA double tanhSlope_of_float64(double a) {
  const double v0 = pmax_float64(pmin_float64((-fabs((2.0 * a))), 710.5), (-746.0));
  const double v1 = ((v0 * 1.4426950408889634) + 6755399441055744.0);
  const double v2 = (v1 - 6755399441055744.0);
  const double v3 = ((v0 - (v2 * 0.693145751953125)) - (v2 * 0.0000014286068203094173));
  const uint64_t v4 = (bits_float64(v1) - UINT64_C(4843621399236968448));
  const uint64_t v5 = (uint64_t)((int64_t)v4 >> 1);
  const uint64_t v6 = ((v5 + UINT64_C(1023)) << 52);
  const uint64_t v7 = (((v4 - v5) + UINT64_C(1023)) << 52);
  const double v8 = (v3 * v3);
  const double v9 = (((1.0 + (v3 + (v8 * (((((((((((2.08767569878681e-9 * v8) + 2.755731922398589e-7) * v8) + 0.0000248015873015873) * v8) + 0.001388888888888889) * v8) + 0.041666666666666664) * v8) + 0.5) + (v3 * ((((((((((1.6059043836821613e-10 * v8) + 2.505210838544172e-8) * v8) + 0.0000027557319223985893) * v8) + 0.0001984126984126984) * v8) + 0.008333333333333333) * v8) + 0.16666666666666666)))))) * number_float64(v6)) * number_float64(v7));
  const double v10 = (1.0 + v9);
  return (4.0 * (v9 / (v10 * v10)));
}

FORMULA double softplus_of_float64(double a) {
  const double v0 = a;
  const double v1 = pmax_float64(pmin_float64((-fabs(v0)), 710.5), (-746.0));
  const double v2 = ((v1 * 1.4426950408889634) + 6755399441055744.0);
  const double v3 = (v2 - 6755399441055744.0);
  const double v4 = ((v1 - (v3 * 0.693145751953125)) - (v3 * 0.0000014286068203094173));
  const uint64_t v5 = (bits_float64(v2) - UINT64_C(4843621399236968448));
  const uint64_t v6 = (uint64_t)((int64_t)v5 >> 1);
  const uint64_t v7 = ((v6 + UINT64_C(1023)) << 52);
  const uint64_t v8 = (((v5 - v6) + UINT64_C(1023)) << 52);
  const double v9 = (v4 * v4);
  const double v10 = (((1.0 + (v4 + (v9 * (((((((((((2.08767569878681e-9 * v9) + 2.755731922398589e-7) * v9) + 0.0000248015873015873) * v9) + 0.001388888888888889) * v9) + 0.041666666666666664) * v9) + 0.5) + (v4 * ((((((((((1.6059043836821613e-10 * v9) + 2.505210838544172e-8) * v9) + 0.0000027557319223985893) * v9) + 0.0001984126984126984) * v9) + 0.008333333333333333) * v9) + 0.16666666666666666)))))) * number_float64(v7)) * number_float64(v8));
  const double v11 = (v10 + 1.0);
  const double v12 = v11;
  const uint64_t v13 = -(uint64_t)(v12 < 2.2250738585072014e-308);
  const double v14 = (v13 ? (v12 * 4503599627370496.0) : v12);
  const uint64_t v15 = (uint64_t)((int64_t)(bits_float64(v14) - UINT64_C(4604544271217802189)) >> 52);
  const double v16 = (number_float64((bits_float64(v14) - (v15 << 52))) - 1.0);
  const double v17 = ((number_float64((v15 + UINT64_C(4843621399236968448))) - 6755399441055744.0) - number_float64((v13 & bits_float64(52.0))));
  const double v18 = (v16 / (v16 + 2.0));
  const double v19 = (v18 * v18);
  const double v20 = ((v16 * v16) * 0.5);
  const double v21 = ((v17 * 0.6931471803691238) - ((v20 - ((v18 * (v20 + (v19 * ((((((((((((0.14798198605116586 * v19) + 0.15313837699209373) * v19) + 0.1818357216161805) * v19) + 0.22222198432149784) * v19) + 0.2857142874366239) * v19) + 0.3999999999940942) * v19) + 0.6666666666666735)))) + (v17 * 1.9082149292705877e-10))) - v16));
  return (pmax_float64(v0, 0.0) + (-(uint64_t)(v11 == 1.0) ? v10 : ((-(uint64_t)(v12 < (double)INFINITY) ? (-(uint64_t)(v12 < 0.0) ? (double)NAN : (-(uint64_t)(v12 == 0.0) ? (-(double)INFINITY) : v21)) : v12) * (v10 / (v11 - 1.0)))));
}

FORMULA double softsign_of_float64(double a) {
  const double v0 = pmax_float64(pmin_float64(a, 1.2676506002282294e+30), (-1.2676506002282294e+30));
  return (v0 / (1.0 + fabs(v0)));
}

FORMULA double sinh_of_float64(double a) {
  const double v0 = a;
  const double v1 = fabs(v0);
  const double v2 = v1;
  const double v3 = pmax_float64(pmin_float64(v2, 710.5), (-746.0));
  const double v4 = ((v3 * 1.4426950408889634) + 6755399441055744.0);
  const double v5 = (v4 - 6755399441055744.0);
  const double v6 = ((v3 - (v5 * 0.693145751953125)) - (v5 * 0.0000014286068203094173));
  const uint64_t v7 = (bits_float64(v4) - UINT64_C(4843621399236968448));
  const uint64_t v8 = (uint64_t)((int64_t)v7 >> 1);
  const uint64_t v9 = ((v8 + UINT64_C(1023)) << 52);
  const uint64_t v10 = (((v7 - v8) + UINT64_C(1023)) << 52);
  const double v11 = (v6 * v6);
  const double v12 = (v6 + (v11 * (((((((((((2.08767569878681e-9 * v11) + 2.755731922398589e-7) * v11) + 0.0000248015873015873) * v11) + 0.001388888888888889) * v11) + 0.041666666666666664) * v11) + 0.5) + (v6 * ((((((((((1.6059043836821613e-10 * v11) + 2.505210838544172e-8) * v11) + 0.0000027557319223985893) * v11) + 0.0001984126984126984) * v11) + 0.008333333333333333) * v11) + 0.16666666666666666)))));
  const double v13 = (-(uint64_t)(v2 == 0.0) ? v2 : (-(uint64_t)(v5 > 104.0) ? (((v12 + 1.0) * number_float64(v9)) * number_float64(v10)) : (((v12 * number_float64(v9)) * number_float64(v10)) + (((1.0 * number_float64(v9)) * number_float64(v10)) - 1.0))));
  const double v14 = pmax_float64(pmin_float64(v1, 710.5), (-746.0));
  const double v15 = ((v14 * 1.4426950408889634) + 6755399441055744.0);
  const double v16 = (v15 - 6755399441055744.0);
  const double v17 = ((v14 - (v16 * 0.693145751953125)) - (v16 * 0.0000014286068203094173));
  const uint64_t v18 = (bits_float64(v15) - UINT64_C(4843621399236968448));
  const uint64_t v19 = (uint64_t)((int64_t)v18 >> 1);
  const uint64_t v20 = ((v19 + UINT64_C(1023)) << 52);
  const uint64_t v21 = (((v18 - v19) + UINT64_C(1023)) << 52);
  const double v22 = (v17 * v17);
  return number_float64((bits_float64((-(uint64_t)(v1 > 22.0) ? ((((1.0 + (v17 + (v22 * (((((((((((2.08767569878681e-9 * v22) + 2.755731922398589e-7) * v22) + 0.0000248015873015873) * v22) + 0.001388888888888889) * v22) + 0.041666666666666664) * v22) + 0.5) + (v17 * ((((((((((1.6059043836821613e-10 * v22) + 2.505210838544172e-8) * v22) + 0.0000027557319223985893) * v22) + 0.0001984126984126984) * v22) + 0.008333333333333333) * v22) + 0.16666666666666666)))))) * 0.5) * number_float64(v20)) * number_float64(v21)) : (0.5 * (v13 + (v13 / (v13 + 1.0)))))) | (bits_float64(v0) & bits_float64((-0.0)))));
}

FORMULA double cosh_of_float64(double a) {
  const double v0 = pmax_float64(pmin_float64(fabs(a), 710.5), (-746.0));
  const double v1 = ((v0 * 1.4426950408889634) + 6755399441055744.0);
  const double v2 = (v1 - 6755399441055744.0);
  const double v3 = ((v0 - (v2 * 0.693145751953125)) - (v2 * 0.0000014286068203094173));
  const uint64_t v4 = (bits_float64(v1) - UINT64_C(4843621399236968448));
  const uint64_t v5 = (uint64_t)((int64_t)v4 >> 1);
  const uint64_t v6 = ((v5 + UINT64_C(1023)) << 52);
  const uint64_t v7 = (((v4 - v5) + UINT64_C(1023)) << 52);
  const double v8 = (v3 * v3);
  const double v9 = ((((1.0 + (v3 + (v8 * (((((((((((2.08767569878681e-9 * v8) + 2.755731922398589e-7) * v8) + 0.0000248015873015873) * v8) + 0.001388888888888889) * v8) + 0.041666666666666664) * v8) + 0.5) + (v3 * ((((((((((1.6059043836821613e-10 * v8) + 2.505210838544172e-8) * v8) + 0.0000027557319223985893) * v8) + 0.0001984126984126984) * v8) + 0.008333333333333333) * v8) + 0.16666666666666666)))))) * 0.5) * number_float64(v6)) * number_float64(v7));
  return (v9 + (0.25 / v9));
}

FORMULA double sin_of_float64(double a) {
  const double v0 = a;
  const double v1 = v0;
  const double v2 = ((v1 * 0.6366197723675814) + 6755399441055744.0);
  const double v3 = (v2 - 6755399441055744.0);
  const double v4 = (v1 - (v3 * 1.5707963267341256));
  const double v5 = (v3 * 6.077100506303966e-11);
  const double v6 = (v4 - v5);
  const double v7 = (v6 - v4);
  const double v8 = ((v3 * 2.0222662487959506e-21) - ((v4 - (v6 - v7)) - (v5 + v7)));
  const double v9 = (v6 - v8);
  const double v10 = ((v6 - v9) - v8);
  const double v11 = (v9 * v9);
  const double v12 = (v11 * v9);
  const double v13 = (v9 - (((v11 * ((v10 * 0.5) - (v12 * ((((((((1.58969099521155e-10 * v11) + (-2.5050760253406863e-8)) * v11) + 0.0000027557313707070068) * v11) + (-0.0001984126982985795)) * v11) + 0.00833333333332249)))) - v10) - (v12 * (-0.16666666666666632))));
  const double v14 = (v11 * 0.5);
  const double v15 = (1.0 - v14);
  const double v16 = (v15 + (((1.0 - v15) - v14) + (((v11 * v11) * (((((((((((-1.1359647557788195e-11) * v11) + 2.087572321298175e-9) * v11) + (-2.7557314351390663e-7)) * v11) + 0.00002480158728947673) * v11) + (-0.001388888888887411)) * v11) + 0.0416666666666666)) - (v9 * v10))));
  const uint64_t v17 = (bits_float64(v2) - UINT64_C(4843621399236968448));
  const uint64_t v18 = (v17 + UINT64_C(0));
  const double v19 = (double)number_float64((bits_float64(((UINT64_C(0) - (v18 & UINT64_C(1))) ? v16 : v13)) ^ ((v18 & UINT64_C(2)) << 62)));
  return (-(uint64_t)(v0 == 0.0) ? v0 : v19);
}

FORMULA double cos_of_float64(double a) {
  const double v0 = a;
  const double v1 = ((v0 * 0.6366197723675814) + 6755399441055744.0);
  const double v2 = (v1 - 6755399441055744.0);
  const double v3 = (v0 - (v2 * 1.5707963267341256));
  const double v4 = (v2 * 6.077100506303966e-11);
  const double v5 = (v3 - v4);
  const double v6 = (v5 - v3);
  const double v7 = ((v2 * 2.0222662487959506e-21) - ((v3 - (v5 - v6)) - (v4 + v6)));
  const double v8 = (v5 - v7);
  const double v9 = ((v5 - v8) - v7);
  const double v10 = (v8 * v8);
  const double v11 = (v10 * v8);
  const double v12 = (v8 - (((v10 * ((v9 * 0.5) - (v11 * ((((((((1.58969099521155e-10 * v10) + (-2.5050760253406863e-8)) * v10) + 0.0000027557313707070068) * v10) + (-0.0001984126982985795)) * v10) + 0.00833333333332249)))) - v9) - (v11 * (-0.16666666666666632))));
  const double v13 = (v10 * 0.5);
  const double v14 = (1.0 - v13);
  const double v15 = (v14 + (((1.0 - v14) - v13) + (((v10 * v10) * (((((((((((-1.1359647557788195e-11) * v10) + 2.087572321298175e-9) * v10) + (-2.7557314351390663e-7)) * v10) + 0.00002480158728947673) * v10) + (-0.001388888888887411)) * v10) + 0.0416666666666666)) - (v8 * v9))));
  const uint64_t v16 = (bits_float64(v1) - UINT64_C(4843621399236968448));
  const uint64_t v17 = (v16 + UINT64_C(1));
  const double v18 = (double)number_float64((bits_float64(((UINT64_C(0) - (v17 & UINT64_C(1))) ? v15 : v12)) ^ ((v17 & UINT64_C(2)) << 62)));
  return v18;
}

FORMULA double tan_of_float64(double a) {
  const double v0 = a;
  const double v1 = v0;
  const double v2 = ((v1 * 0.6366197723675814) + 6755399441055744.0);
  const double v3 = (v2 - 6755399441055744.0);
  const double v4 = (v1 - (v3 * 1.5707963267341256));
  const double v5 = (v3 * 6.077100506303966e-11);
  const double v6 = (v4 - v5);
  const double v7 = (v6 - v4);
  const double v8 = ((v3 * 2.0222662487959506e-21) - ((v4 - (v6 - v7)) - (v5 + v7)));
  const double v9 = (v6 - v8);
  const double v10 = ((v6 - v9) - v8);
  const double v11 = (v9 * v9);
  const double v12 = (v11 * v9);
  const double v13 = (v9 - (((v11 * ((v10 * 0.5) - (v12 * ((((((((1.58969099521155e-10 * v11) + (-2.5050760253406863e-8)) * v11) + 0.0000027557313707070068) * v11) + (-0.0001984126982985795)) * v11) + 0.00833333333332249)))) - v10) - (v12 * (-0.16666666666666632))));
  const double v14 = (v11 * 0.5);
  const double v15 = (1.0 - v14);
  const double v16 = (v15 + (((1.0 - v15) - v14) + (((v11 * v11) * (((((((((((-1.1359647557788195e-11) * v11) + 2.087572321298175e-9) * v11) + (-2.7557314351390663e-7)) * v11) + 0.00002480158728947673) * v11) + (-0.001388888888887411)) * v11) + 0.0416666666666666)) - (v9 * v10))));
  const uint64_t v17 = (bits_float64(v2) - UINT64_C(4843621399236968448));
  const uint64_t v18 = (UINT64_C(0) - (v17 & UINT64_C(1)));
  const double v19 = (double)((v18 ? (-v16) : v13) / (v18 ? v13 : v16));
  return (-(uint64_t)(v0 == 0.0) ? v0 : v19);
}

FORMULA double erf_of_float64(double a) {
  const double v0 = a;
  const double v1 = fabs(v0);
  const double v2 = pmax_float64(pmin_float64(v1, 27.5), 0.75);
  const double v3 = ((v2 - 2.0) / (v2 + 2.0));
  const double v4 = (v3 * v3);
  const double v5 = (((((((((((((((((((((3.6640957152e-7 * v4) + (-6.0135393488e-7)) * v4) + 0.00000280183830986) * v4) + (-0.00000855404037231)) * v4) + 0.00000620104450154) * v4) + 0.00008942558059003) * v4) + (-0.00075018522596526)) * v4) + 0.00478489858750049) * v4) + (-0.02897644669883677)) * v4) + (-0.20384429592887102)) * v4) + 0.010791352621011446) + (v3 * (((((((((((((((((((-8.891660324e-7) * v4) + 0.00000153264921568) * v4) + 0.00000101648620804) * v4) + (-0.00001885172188433)) * v4) + 0.00008930249131151) * v4) + (-0.00031435052829666)) * v4) + 0.00112665798247418) * v4) + (-0.00751573841079779)) * v4) + 0.12151493052459207) * v4) + 0.16721101041410616)));
  const uint64_t v6 = (bits_float64(v2) & UINT64_C(18446744073575333888));
  const double v7 = (((-(number_float64(v6) * number_float64(v6))) * 1.4426950408889634) + 6755399441055744.0);
  const double v8 = (v7 - 6755399441055744.0);
  const double v9 = (((-(number_float64(v6) * number_float64(v6))) - (v8 * 0.693145751953125)) + (((number_float64(v6) - v2) * (number_float64(v6) + v2)) - (v8 * 0.0000014286068203094173)));
  const double v10 = (v9 * v9);
  const double v11 = (v9 + (v10 * (((((((((((2.08767569878681e-9 * v10) + 2.755731922398589e-7) * v10) + 0.0000248015873015873) * v10) + 0.001388888888888889) * v10) + 0.041666666666666664) * v10) + 0.5) + (v9 * ((((((((((1.6059043836821613e-10 * v10) + 2.505210838544172e-8) * v10) + 0.0000027557319223985893) * v10) + 0.0001984126984126984) * v10) + 0.008333333333333333) * v10) + 0.16666666666666666)))));
  const uint64_t v12 = (bits_float64(v7) - UINT64_C(4843621399236968448));
  const uint64_t v13 = (uint64_t)((int64_t)v12 >> 1);
  const uint64_t v14 = ((v13 + UINT64_C(1023)) << 52);
  const uint64_t v15 = (((v12 - v13) + UINT64_C(1023)) << 52);
  const double v16 = (v0 * v0);
  const double v17 = (v16 * v16);
  return number_float64((-(uint64_t)(v1 > 0.75) ? (bits_float64((1.0 - ((((0.5 + (v5 + (v11 * (0.5 + v5)))) / v2) * number_float64(v14)) * number_float64(v15)))) | (bits_float64(v0) & bits_float64((-0.0)))) : bits_float64((v0 + (v0 * (((((((((((1.14753763e-8 * v17) + 0.00000164307809896) * v17) + 0.00012055289824085) * v17) + 0.005223977615516373) * v17) + 0.11283791670952632) * v17) + 0.1283791670955126) + (v16 * (((((((((-1.5940876315e-7) * v17) + (-0.00001492420271614)) * v17) + (-0.00085483261951144)) * v17) + (-0.026866170644436787)) * v17) + (-0.37612638903183715)))))))));
}

FORMULA double erfc_of_float64(double a) {
  const double v0 = a;
  const double v1 = fabs(v0);
  const uint64_t v2 = (-(uint64_t)(v0 > 0.25) & bits_float64(0.5));
  const double v3 = (v0 * v0);
  const double v4 = (v3 * v3);
  const double v5 = pmax_float64(pmin_float64(v1, 27.5), 0.75);
  const double v6 = ((v5 - 2.0) / (v5 + 2.0));
  const double v7 = (v6 * v6);
  const double v8 = (((((((((((((((((((((3.6640957152e-7 * v7) + (-6.0135393488e-7)) * v7) + 0.00000280183830986) * v7) + (-0.00000855404037231)) * v7) + 0.00000620104450154) * v7) + 0.00008942558059003) * v7) + (-0.00075018522596526)) * v7) + 0.00478489858750049) * v7) + (-0.02897644669883677)) * v7) + (-0.20384429592887102)) * v7) + 0.010791352621011446) + (v6 * (((((((((((((((((((-8.891660324e-7) * v7) + 0.00000153264921568) * v7) + 0.00000101648620804) * v7) + (-0.00001885172188433)) * v7) + 0.00008930249131151) * v7) + (-0.00031435052829666)) * v7) + 0.00112665798247418) * v7) + (-0.00751573841079779)) * v7) + 0.12151493052459207) * v7) + 0.16721101041410616)));
  const uint64_t v9 = (bits_float64(v5) & UINT64_C(18446744073575333888));
  const double v10 = (((-(number_float64(v9) * number_float64(v9))) * 1.4426950408889634) + 6755399441055744.0);
  const double v11 = (v10 - 6755399441055744.0);
  const double v12 = (((-(number_float64(v9) * number_float64(v9))) - (v11 * 0.693145751953125)) + (((number_float64(v9) - v5) * (number_float64(v9) + v5)) - (v11 * 0.0000014286068203094173)));
  const double v13 = (v12 * v12);
  const double v14 = (v12 + (v13 * (((((((((((2.08767569878681e-9 * v13) + 2.755731922398589e-7) * v13) + 0.0000248015873015873) * v13) + 0.001388888888888889) * v13) + 0.041666666666666664) * v13) + 0.5) + (v12 * ((((((((((1.6059043836821613e-10 * v13) + 2.505210838544172e-8) * v13) + 0.0000027557319223985893) * v13) + 0.0001984126984126984) * v13) + 0.008333333333333333) * v13) + 0.16666666666666666)))));
  const uint64_t v15 = (bits_float64(v10) - UINT64_C(4843621399236968448));
  const uint64_t v16 = (uint64_t)((int64_t)v15 >> 1);
  const uint64_t v17 = ((v16 + UINT64_C(1023)) << 52);
  const uint64_t v18 = (((v15 - v16) + UINT64_C(1023)) << 52);
  const double v19 = ((((0.5 + (v8 + (v14 * (0.5 + v8)))) / v5) * number_float64(v17)) * number_float64(v18));
  return (-(uint64_t)(v1 > 0.75) ? (-(uint64_t)(v0 < 0.0) ? (2.0 - v19) : v19) : ((1.0 - number_float64(v2)) - ((v0 - number_float64(v2)) + (v0 * (((((((((((1.14753763e-8 * v4) + 0.00000164307809896) * v4) + 0.00012055289824085) * v4) + 0.005223977615516373) * v4) + 0.11283791670952632) * v4) + 0.1283791670955126) + (v3 * (((((((((-1.5940876315e-7) * v4) + (-0.00001492420271614)) * v4) + (-0.00085483261951144)) * v4) + (-0.026866170644436787)) * v4) + (-0.37612638903183715))))))));
}

FORMULA double erfSlope_of_float64(double a) {
  const double v0 = pmin_float64(fabs(a), 27.5);
  const uint64_t v1 = (bits_float64(v0) & UINT64_C(18446744073575333888));
  const double v2 = (((-(number_float64(v1) * number_float64(v1))) * 1.4426950408889634) + 6755399441055744.0);
  const double v3 = (v2 - 6755399441055744.0);
  const double v4 = (((-(number_float64(v1) * number_float64(v1))) - (v3 * 0.693145751953125)) + (((number_float64(v1) - v0) * (number_float64(v1) + v0)) - (v3 * 0.0000014286068203094173)));
  const double v5 = (v4 * v4);
  const double v6 = (v4 + (v5 * (((((((((((2.08767569878681e-9 * v5) + 2.755731922398589e-7) * v5) + 0.0000248015873015873) * v5) + 0.001388888888888889) * v5) + 0.041666666666666664) * v5) + 0.5) + (v4 * ((((((((((1.6059043836821613e-10 * v5) + 2.505210838544172e-8) * v5) + 0.0000027557319223985893) * v5) + 0.0001984126984126984) * v5) + 0.008333333333333333) * v5) + 0.16666666666666666)))));
  const uint64_t v7 = (bits_float64(v2) - UINT64_C(4843621399236968448));
  const uint64_t v8 = (uint64_t)((int64_t)v7 >> 1);
  const uint64_t v9 = ((v8 + UINT64_C(1023)) << 52);
  const uint64_t v10 = (((v7 - v8) + UINT64_C(1023)) << 52);
  return (((1.1283791670955126 * (1.0 + v6)) * number_float64(v9)) * number_float64(v10));
}

FORMULA int32_t neg_of_int32(int32_t a) {
  return (int32_t)((uint32_t)0 - (uint32_t)a);
}

FORMULA int32_t abs_of_int32(int32_t a) {
  return (a < 0 ? (int32_t)((uint32_t)0 - (uint32_t)a) : a);
}

FORMULA int32_t relu_of_int32(int32_t a) {
  const int32_t v0 = a;
  return number_int32((bits_int32(v0) & ~ -(uint32_t)(v0 <= 0)));
}

FORMULA int32_t sign_of_int32(int32_t a) {
  const int32_t v0 = a;
  return ((-(uint32_t)(v0 > 0) | -(uint32_t)(v0 < 0)) ? (int32_t)((uint32_t)number_int32((-(uint32_t)(v0 > 0) & bits_int32(1))) - (uint32_t)number_int32((-(uint32_t)(v0 < 0) & bits_int32(1)))) : v0);
}

FORMULA float add_of_float32(float a, float b) {
  return (a + b);
}

FORMULA float sub_of_float32(float a, float b) {
  return (a - b);
}

FORMULA float mul_of_float32(float a, float b) {
  return (a * b);
}

FORMULA float maximum_of_float32(float a, float b) {
  return max_float32(a, b);
}

FORMULA float minimum_of_float32(float a, float b) {
  return min_float32(a, b);
}

FORMULA float div_of_float32(float a, float b) {
  return (a / b);
}

FORMULA float pow_of_float32(float a, float b) {
  const double v0 = a;
  const double v1 = b;
  const double v2 = fabs(v0);
  const double v3 = pmax_float64(pmin_float64(v1, 1.2676506002282294e+30), (-1.2676506002282294e+30));
  const double v4 = v2;
  const uint64_t v5 = -(uint64_t)(v4 < 2.2250738585072014e-308);
  const double v6 = (v5 ? (v4 * 4503599627370496.0) : v4);
  const uint64_t v7 = (uint64_t)((int64_t)(bits_float64(v6) - UINT64_C(4604544271217802189)) >> 52);
  const double v8 = (number_float64((bits_float64(v6) - (v7 << 52))) - 1.0);
  const double v9 = ((number_float64((v7 + UINT64_C(4843621399236968448))) - 6755399441055744.0) - number_float64((v5 & bits_float64(52.0))));
  const double v10 = (v8 / (v8 + 2.0));
  const double v11 = (v10 * v10);
  const double v12 = ((v8 * v8) * 0.5);
  const double v13 = ((v9 * 0.6931471803691238) - ((v12 - ((v10 * (v12 + (v11 * ((((((((((((0.14798198605116586 * v11) + 0.15313837699209373) * v11) + 0.1818357216161805) * v11) + 0.22222198432149784) * v11) + 0.2857142874366239) * v11) + 0.3999999999940942) * v11) + 0.6666666666666735)))) + (v9 * 1.9082149292705877e-10))) - v8));
  const double v14 = pmax_float64(pmin_float64((v3 * (-(uint64_t)(v4 < (double)INFINITY) ? (-(uint64_t)(v4 < 0.0) ? (double)NAN : (-(uint64_t)(v4 == 0.0) ? (-(double)INFINITY) : v13)) : v4)), 710.5), (-746.0));
  const double v15 = ((v14 * 1.4426950408889634) + 6755399441055744.0);
  const double v16 = (v15 - 6755399441055744.0);
  const double v17 = ((v14 - (v16 * 0.693145751953125)) - (v16 * 0.0000014286068203094173));
  const uint64_t v18 = (bits_float64(v15) - UINT64_C(4843621399236968448));
  const uint64_t v19 = (uint64_t)((int64_t)v18 >> 1);
  const uint64_t v20 = ((v19 + UINT64_C(1023)) << 52);
  const uint64_t v21 = (((v18 - v19) + UINT64_C(1023)) << 52);
  const double v22 = (v17 * v17);
  const double v23 = (((1.0 + (v17 + (v22 * (((((((((((2.08767569878681e-9 * v22) + 2.755731922398589e-7) * v22) + 0.0000248015873015873) * v22) + 0.001388888888888889) * v22) + 0.041666666666666664) * v22) + 0.5) + (v17 * ((((((((((1.6059043836821613e-10 * v22) + 2.505210838544172e-8) * v22) + 0.0000027557319223985893) * v22) + 0.0001984126984126984) * v22) + 0.008333333333333333) * v22) + 0.16666666666666666)))))) * number_float64(v20)) * number_float64(v21));
  const uint64_t v24 = -(uint64_t)(v2 == 0.0);
  const double v25 = (v1 * 0.5);
  const float v26 = (float)((-(uint64_t)(v1 == 0.0) | -(uint64_t)(v0 == 1.0)) ? 1.0 : number_float64(((-(uint64_t)(v0 == v0) & -(uint64_t)(v1 == v1)) ? (((v24 | -(uint64_t)(v2 == (double)INFINITY)) ? (bits_float64((double)INFINITY) & (v24 ^ -(uint64_t)(v1 > 0.0))) : bits_float64(((-(uint64_t)(v0 < 0.0) & -(uint64_t)(trunc(v1) != v1)) ? (double)NAN : v23))) | ((bits_float64(v0) & bits_float64((-0.0))) & (-(uint64_t)(trunc(v25) != v25) & ~ -(uint64_t)(trunc(v1) != v1)))) : bits_float64((double)NAN))));
  return v26;
}

FORMULA float weighted_of_float32(float a, float b) {
  const float v0 = a;
  const float v1 = b;
  return number_float32((bits_float32((v0 * v1)) & ~ (-(uint32_t)(fabsf(v0) == (float)INFINITY) & -(uint32_t)(v1 == 0.0f))));
}

FORMULA float gated_of_float32(float a, float b) {
  return number_float32((bits_float32(a) & ~ -(uint32_t)(b <= 0.0f)));
}

FORMULA float xlogy_of_float32(float a, float b) {
  const float v0 = a;
  const float v1 = b;
  const float v2 = v1;
  const uint32_t v3 = -(uint32_t)(v2 < 1.1754943508222875e-38f);
  const float v4 = (v3 ? (v2 * 8388608.0f) : v2);
  const uint32_t v5 = (uint32_t)((int32_t)(bits_float32(v4) - UINT32_C(1060439283)) >> 23);
  const float v6 = (number_float32((bits_float32(v4) - (v5 << 23))) - 1.0f);
  const float v7 = ((number_float32((v5 + UINT32_C(1262485504))) - 12582912.0f) - number_float32((v3 & bits_float32(23.0f))));
  const float v8 = (v6 / (v6 + 2.0f));
  const float v9 = (v8 * v8);
  const float v10 = ((v6 * v6) * 0.5f);
  const float v11 = ((v7 * 0.6931381225585938f) - ((v10 - ((v8 * (v10 + (v9 * ((((((0.24279078841209412f * v9) + 0.2849878668785095f) * v9) + 0.40000972151756287f) * v9) + 0.6666666269302368f)))) + (v7 * 0.00000905800061445916f))) - v6));
  return number_float32((bits_float32((v0 * (-(uint32_t)(v2 < (float)INFINITY) ? (-(uint32_t)(v2 < 0.0f) ? (float)NAN : (-(uint32_t)(v2 == 0.0f) ? (-(float)INFINITY) : v11)) : v2))) & ~ (-(uint32_t)(v0 == 0.0f) & -(uint32_t)(v1 == v1))));
}

FORMULA double add_of_float64(double a, double b) {
  return (a + b);
}

FORMULA double sub_of_float64(double a, double b) {
  return (a - b);
}

FORMULA double mul_of_float64(double a, double b) {
  return (a * b);
}

FORMULA double maximum_of_float64(double a, double b) {
  return max_float64(a, b);
}

FORMULA double minimum_of_float64(double a, double b) {
  return min_float64(a, b);
}

FORMULA double div_of_float64(double a, double b) {
  return (a / b);
}

FORMULA double pow_of_float64(double a, double b) {
  const double v0 = a;
  const double v1 = b;
  const double v2 = fabs(v0);
  const double v3 = pmax_float64(pmin_float64(v1, 1.2676506002282294e+30), (-1.2676506002282294e+30));
  const uint64_t v4 = -(uint64_t)(v2 < 2.2250738585072014e-308);
  const double v5 = (v4 ? (v2 * 4503599627370496.0) : v2);
  const uint64_t v6 = (uint64_t)((int64_t)(bits_float64(v5) - UINT64_C(4605975682916830378)) >> 52);
  const double v7 = ((number_float64((v6 + UINT64_C(4843621399236968448))) - 6755399441055744.0) - number_float64((v4 & bits_float64(52.0))));
  const uint64_t v8 = (bits_float64(v5) - (v6 << 52));
  const uint64_t v9 = -(uint64_t)(number_float64(v8) >= 1.224744871391589);
  const double v10 = (v9 ? 1.5 : 1.0);
  const double v11 = (number_float64(v8) - v10);
  const double v12 = (1.0 / (number_float64(v8) + v10));
  const double v13 = (v11 * v12);
  const uint64_t v14 = (bits_float64(v13) & UINT64_C(18446744069414584320));
  const uint64_t v15 = (bits_float64((number_float64(v8) + v10)) & UINT64_C(18446744069414584320));
  const double v16 = (v12 * ((v11 - (number_float64(v14) * number_float64(v15))) - (number_float64(v14) * (number_float64(v8) - (number_float64(v15) - v10)))));
  const double v17 = (v13 * v13);
  const double v18 = (((v17 * v17) * ((((((((((0.20697501780033842 * v17) + 0.23066074577556175) * v17) + 0.272728123808534) * v17) + 0.33333332981837743) * v17) + 0.4285714285785502) * v17) + 0.5999999999999946)) + (v16 * (number_float64(v14) + v13)));
  const double v19 = (number_float64(v14) * number_float64(v14));
  const uint64_t v20 = (bits_float64(((3.0 + v19) + v18)) & UINT64_C(18446744069414584320));
  const double v21 = (v18 - ((number_float64(v20) - 3.0) - v19));
  const double v22 = (number_float64(v14) * number_float64(v20));
  const double v23 = ((v16 * number_float64(v20)) + (v21 * v13));
  const uint64_t v24 = (bits_float64((v22 + v23)) & UINT64_C(18446744069414584320));
  const double v25 = (0.9617967009544373 * number_float64(v24));
  const double v26 = ((((-7.028461650952758e-9) * number_float64(v24)) + ((v23 - (number_float64(v24) - v22)) * 0.9617966939259756)) + number_float64((v9 & bits_float64(1.350039202129749e-8))));
  const uint64_t v27 = (bits_float64((((v25 + v26) + number_float64((v9 & bits_float64(0.5849624872207642)))) + v7)) & UINT64_C(18446744069414584320));
  const double v28 = (v26 - (((number_float64(v27) - v7) - number_float64((v9 & bits_float64(0.5849624872207642)))) - v25));
  const uint64_t v29 = (bits_float64(v3) & UINT64_C(18446744069414584320));
  const double v30 = (number_float64(v29) * number_float64(v27));
  const double v31 = (((v3 - number_float64(v29)) * number_float64(v27)) + (v3 * v28));
  const double v32 = (v30 + v31);
  const double v33 = pmax_float64(pmin_float64(v32, 1030.0), (-1080.0));
  const uint64_t v34 = -(uint64_t)(v32 == v33);
  const double v35 = (v34 ? v30 : v33);
  const uint64_t v36 = (bits_float64(v31) & v34);
  const double v37 = (v33 + 6755399441055744.0);
  const double v38 = (v35 - (v37 - 6755399441055744.0));
  const uint64_t v39 = (bits_float64((number_float64(v36) + v38)) & UINT64_C(18446744069414584320));
  const double v40 = (number_float64(v39) * 0.6931471824645996);
  const double v41 = (((number_float64(v36) - (number_float64(v39) - v38)) * 0.6931471805599453) + (number_float64(v39) * (-1.904654299957768e-9)));
  const double v42 = (v40 + v41);
  const double v43 = (v41 - (v42 - v40));
  const double v44 = (v42 * v42);
  const double v45 = (v42 - (v44 * ((((((((4.1381367970572385e-8 * v44) + (-0.0000016533902205465252)) * v44) + 0.00006613756321437934) * v44) + (-0.0027777777777015593)) * v44) + 0.16666666666666602)));
  const uint64_t v46 = (bits_float64(v37) - UINT64_C(4843621399236968448));
  const uint64_t v47 = (uint64_t)((int64_t)v46 >> 1);
  const uint64_t v48 = ((v47 + UINT64_C(1023)) << 52);
  const uint64_t v49 = (((v46 - v47) + UINT64_C(1023)) << 52);
  const double v50 = (((1.0 - ((((v42 * v45) / (v45 - 2.0)) - (v43 + (v42 * v43))) - v42)) * number_float64(v48)) * number_float64(v49));
  const uint64_t v51 = -(uint64_t)(v2 == 0.0);
  const double v52 = (v1 * 0.5);
  const double v53 = (double)((-(uint64_t)(v1 == 0.0) | -(uint64_t)(v0 == 1.0)) ? 1.0 : number_float64(((-(uint64_t)(v0 == v0) & -(uint64_t)(v1 == v1)) ? (((v51 | -(uint64_t)(v2 == (double)INFINITY)) ? (bits_float64((double)INFINITY) & (v51 ^ -(uint64_t)(v1 > 0.0))) : bits_float64(((-(uint64_t)(v0 < 0.0) & -(uint64_t)(trunc(v1) != v1)) ? (double)NAN : v50))) | ((bits_float64(v0) & bits_float64((-0.0))) & (-(uint64_t)(trunc(v52) != v52) & ~ -(uint64_t)(trunc(v1) != v1)))) : bits_float64((double)NAN))));
  return v53;
}

FORMULA double weighted_of_float64(double a, double b) {
  const double v0 = a;
  const double v1 = b;
  return number_float64((bits_float64((v0 * v1)) & ~ (-(uint64_t)(fabs(v0) == (double)INFINITY) & -(uint64_t)(v1 == 0.0))));
}

FORMULA double gated_of_float64(double a, double b) {
  return number_float64((bits_float64(a) & ~ -(uint64_t)(b <= 0.0)));
}

FORMULA double xlogy_of_float64(double a, double b) {
  const double v0 = a;
  const double v1 = b;
  const double v2 = v1;
  const uint64_t v3 = -(uint64_t)(v2 < 2.2250738585072014e-308);
  const double v4 = (v3 ? (v2 * 4503599627370496.0) : v2);
  const uint64_t v5 = (uint64_t)((int64_t)(bits_float64(v4) - UINT64_C(4604544271217802189)) >> 52);
  const double v6 = (number_float64((bits_float64(v4) - (v5 << 52))) - 1.0);
  const double v7 = ((number_float64((v5 + UINT64_C(4843621399236968448))) - 6755399441055744.0) - number_float64((v3 & bits_float64(52.0))));
  const double v8 = (v6 / (v6 + 2.0));
  const double v9 = (v8 * v8);
  const double v10 = ((v6 * v6) * 0.5);
  const double v11 = ((v7 * 0.6931471803691238) - ((v10 - ((v8 * (v10 + (v9 * ((((((((((((0.14798198605116586 * v9) + 0.15313837699209373) * v9) + 0.1818357216161805) * v9) + 0.22222198432149784) * v9) + 0.2857142874366239) * v9) + 0.3999999999940942) * v9) + 0.6666666666666735)))) + (v7 * 1.9082149292705877e-10))) - v6));
  return number_float64((bits_float64((v0 * (-(uint64_t)(v2 < (double)INFINITY) ? (-(uint64_t)(v2 < 0.0) ? (double)NAN : (-(uint64_t)(v2 == 0.0) ? (-(double)INFINITY) : v11)) : v2))) & ~ (-(uint64_t)(v0 == 0.0) & -(uint64_t)(v1 == v1))));
}

FORMULA int32_t add_of_int32(int32_t a, int32_t b) {
  return (int32_t)((uint32_t)a + (uint32_t)b);
}

FORMULA int32_t sub_of_int32(int32_t a, int32_t b) {
  return (int32_t)((uint32_t)a - (uint32_t)b);
}

FORMULA int32_t mul_of_int32(int32_t a, int32_t b) {
  return (int32_t)((uint32_t)a * (uint32_t)b);
}

FORMULA int32_t maximum_of_int32(int32_t a, int32_t b) {
  return pmax_int32(a, b);
}

FORMULA int32_t minimum_of_int32(int32_t a, int32_t b) {
  return pmin_int32(a, b);
}

FORMULA uint32_t eq_of_float32(float a, float b) {
  return -(uint32_t)(a == b);
}

FORMULA uint32_t ne_of_float32(float a, float b) {
  return -(uint32_t)(a != b);
}

FORMULA uint32_t gt_of_float32(float a, float b) {
  return -(uint32_t)(a > b);
}

FORMULA uint32_t ge_of_float32(float a, float b) {
  return -(uint32_t)(a >= b);
}

FORMULA uint32_t lt_of_float32(float a, float b) {
  return -(uint32_t)(a < b);
}

FORMULA uint32_t le_of_float32(float a, float b) {
  return -(uint32_t)(a <= b);
}

FORMULA uint64_t eq_of_float64(double a, double b) {
  return -(uint64_t)(a == b);
}

FORMULA uint64_t ne_of_float64(double a, double b) {
  return -(uint64_t)(a != b);
}

FORMULA uint64_t gt_of_float64(double a, double b) {
  return -(uint64_t)(a > b);
}

FORMULA uint64_t ge_of_float64(double a, double b) {
  return -(uint64_t)(a >= b);
}

FORMULA uint64_t lt_of_float64(double a, double b) {
  return -(uint64_t)(a < b);
}

FORMULA uint64_t le_of_float64(double a, double b) {
  return -(uint64_t)(a <= b);
}

FORMULA uint32_t eq_of_int32(int32_t a, int32_t b) {
  return -(uint32_t)(a == b);
}

FORMULA uint32_t ne_of_int32(int32_t a, int32_t b) {
  return -(uint32_t)(a != b);
}

FORMULA uint32_t gt_of_int32(int32_t a, int32_t b) {
  return -(uint32_t)(a > b);
}

FORMULA uint32_t ge_of_int32(int32_t a, int32_t b) {
  return -(uint32_t)(a >= b);
}

FORMULA uint32_t lt_of_int32(int32_t a, int32_t b) {
  return -(uint32_t)(a < b);
}

FORMULA uint32_t le_of_int32(int32_t a, int32_t b) {
  return -(uint32_t)(a <= b);
}

FORMULA double centreQuantile_of_float64(double a) {
  const double v0 = a;
  const double v1 = (0.180625 - (v0 * v0));
  return (v0 * (((((((((((((((2509.0809287301227 * v1) + 33430.57558358813) * v1) + 67265.7709270087) * v1) + 45921.95393154987) * v1) + 13731.69376550946) * v1) + 1971.5909503065513) * v1) + 133.14166789178438) * v1) + 3.3871328727963665) / ((((((((((((((5226.495278852854 * v1) + 28729.085735721943) * v1) + 39307.89580009271) * v1) + 21213.794301586597) * v1) + 5394.196021424751) * v1) + 687.1870074920579) * v1) + 42.31333070160091) * v1) + 1.0)));
}

FORMULA double tailDistance_of_float64(double a) {
  const double v0 = a;
  const double v1 = (-(uint64_t)((v0 - 0.5) < 0.0) ? v0 : (1.0 - v0));
  const uint64_t v2 = ((bits_float64(v1) & UINT64_C(4503599627370495)) | UINT64_C(4607182418800017408));
  const double v3 = (number_float64(v2) * 0.5);
  const uint64_t v4 = -(uint64_t)(v3 > 0.7071067811865476);
  const double v5 = (v4 ? v3 : number_float64(v2));
  const double v6 = ((v5 - 1.0) / (v5 + 1.0));
  const double v7 = (v6 * v6);
  return sqrt((-((((number_float64((((uint64_t)((int64_t)bits_float64(v1) >> 52) - UINT64_C(1023)) + UINT64_C(4843621399236968448))) - 6755399441055744.0) + number_float64((v4 & bits_float64(1.0)))) * 0.6931471805599453) + ((2.0 * v6) * ((((((((((((((((((((((((0.04 * v7) + 0.043478260869565216) * v7) + 0.047619047619047616) * v7) + 0.05263157894736842) * v7) + 0.058823529411764705) * v7) + 0.06666666666666667) * v7) + 0.07692307692307693) * v7) + 0.09090909090909091) * v7) + 0.1111111111111111) * v7) + 0.14285714285714285) * v7) + 0.2) * v7) + 0.3333333333333333) * v7) + 1.0)))));
}

FORMULA double middleQuantile_of_float64(double a) {
  const double v0 = (a - 1.6);
  return (((((((((((((((0.0007745450142783414 * v0) + 0.022723844989269184) * v0) + 0.2417807251774506) * v0) + 1.2704582524523684) * v0) + 3.6478483247632045) * v0) + 5.769497221460691) * v0) + 4.630337846156546) * v0) + 1.4234371107496835) / ((((((((((((((1.0507500716444169e-9 * v0) + 0.0005475938084995345) * v0) + 0.015198666563616457) * v0) + 0.14810397642748008) * v0) + 0.6897673349851) * v0) + 1.6763848301838038) * v0) + 2.053191626637759) * v0) + 1.0));
}

FORMULA double farQuantile_of_float64(double a) {
  const double v0 = (a - 5.0);
  return (((((((((((((((2.0103343992922881e-7 * v0) + 0.000027115555687434876) * v0) + 0.0012426609473880784) * v0) + 0.026532189526576124) * v0) + 0.29656057182850487) * v0) + 1.7848265399172913) * v0) + 5.463784911164114) * v0) + 6.657904643501103) / ((((((((((((((2.0442631033899397e-15 * v0) + 1.421511758316446e-7) * v0) + 0.000018463183175100548) * v0) + 0.0007868691311456133) * v0) + 0.014875361290850615) * v0) + 0.1369298809227358) * v0) + 0.599832206555888) * v0) + 1.0));
}

FORMULA double signedQuantile_of_float64(double a, double b) {
  return number_float64((bits_float64(a) ^ (bits_float64(b) & bits_float64((-0.0)))));
}

/* How far p may be from a half for the centre, and what for the middle. */
#define CENTRE_END 0.425
#define MIDDLE_END 5.0

#define UNARY_FORMULAS(X) \
  X(neg, float32) \
  X(abs, float32) \
  X(relu, float32) \
  X(sign, float32) \
  X(sqrt, float32) \
  X(square, float32) \
  X(floor, float32) \
  X(ceil, float32) \
  X(trunc, float32) \
  X(round, float32) \
  X(exp, float32) \
  X(expm1, float32) \
  X(log, float32) \
  X(log1p, float32) \
  X(log2, float32) \
  X(log10, float32) \
  X(sigmoid, float32) \
  X(sigmoidSlope, float32) \
  X(tanh, float32) \
  X(tanhSlope, float32) \
  X(softplus, float32) \
  X(softsign, float32) \
  X(sinh, float32) \
  X(cosh, float32) \
  X(sin, float32) \
  X(cos, float32) \
  X(tan, float32) \
  X(erf, float32) \
  X(erfc, float32) \
  X(erfSlope, float32) \
  X(neg, float64) \
  X(abs, float64) \
  X(relu, float64) \
  X(sign, float64) \
  X(sqrt, float64) \
  X(square, float64) \
  X(floor, float64) \
  X(ceil, float64) \
  X(trunc, float64) \
  X(round, float64) \
  X(exp, float64) \
  X(expm1, float64) \
  X(log, float64) \
  X(log1p, float64) \
  X(log2, float64) \
  X(log10, float64) \
  X(sigmoid, float64) \
  X(sigmoidSlope, float64) \
  X(tanh, float64) \
  X(tanhSlope, float64) \
  X(softplus, float64) \
  X(softsign, float64) \
  X(sinh, float64) \
  X(cosh, float64) \
  X(sin, float64) \
  X(cos, float64) \
  X(tan, float64) \
  X(erf, float64) \
  X(erfc, float64) \
  X(erfSlope, float64) \
  X(neg, int32) \
  X(abs, int32) \
  X(relu, int32) \
  X(sign, int32)

#define BINARY_FORMULAS(X) \
  X(add, float32) \
  X(sub, float32) \
  X(mul, float32) \
  X(maximum, float32) \
  X(minimum, float32) \
  X(div, float32) \
  X(pow, float32) \
  X(weighted, float32) \
  X(gated, float32) \
  X(xlogy, float32) \
  X(add, float64) \
  X(sub, float64) \
  X(mul, float64) \
  X(maximum, float64) \
  X(minimum, float64) \
  X(div, float64) \
  X(pow, float64) \
  X(weighted, float64) \
  X(gated, float64) \
  X(xlogy, float64) \
  X(add, int32) \
  X(sub, int32) \
  X(mul, int32) \
  X(maximum, int32) \
  X(minimum, int32)

#define COMPARISON_FORMULAS(X) \
  X(eq, float32) \
  X(ne, float32) \
  X(gt, float32) \
  X(ge, float32) \
  X(lt, float32) \
  X(le, float32) \
  X(eq, float64) \
  X(ne, float64) \
  X(gt, float64) \
  X(ge, float64) \
  X(lt, float64) \
  X(le, float64) \
  X(eq, int32) \
  X(ne, int32) \
  X(gt, int32) \
  X(ge, int32) \
  X(lt, int32) \
  X(le, int32)

#define BOUNDED_FORMULAS(X) \
  X(sin, float32, 100000) \
  X(cos, float32, 100000) \
  X(tan, float32, 100000) \
  X(sin, float64, 100000) \
  X(cos, float64, 100000) \
  X(tan, float64, 100000)

#define UNARY_NAMES(X) \
  X(neg) \
  X(abs) \
  X(relu) \
  X(sign) \
  X(sqrt) \
  X(square) \
  X(floor) \
  X(ceil) \
  X(trunc) \
  X(round) \
  X(exp) \
  X(expm1) \
  X(log) \
  X(log1p) \
  X(log2) \
  X(log10) \
  X(sigmoid) \
  X(sigmoidSlope) \
  X(tanh) \
  X(tanhSlope) \
  X(softplus) \
  X(softsign) \
  X(sinh) \
  X(cosh) \
  X(sin) \
  X(cos) \
  X(tan) \
  X(erf) \
  X(erfc) \
  X(erfSlope)

#define BINARY_NAMES(X) \
  X(add) \
  X(sub) \
  X(mul) \
  X(maximum) \
  X(minimum) \
  X(div) \
  X(pow) \
  X(weighted) \
  X(gated) \
  X(xlogy)

#define COMPARISON_NAMES(X) \
  X(eq) \
  X(ne) \
  X(gt) \
  X(ge) \
  X(lt) \
  X(le)
