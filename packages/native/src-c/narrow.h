/* Standardising where groups have few places that lie side by side. */
#pragma once
#include "level.h"
#include "native.h"

/* Places of a group in `inner`, fewer than. */
#define NARROW_INNER 8

/* Inputs and outputs of a float dtype, as those of `standardize`; all outputs are written. */
void AT_LEVEL(standardize_narrow)(const struct standardizing *s, const struct view *inputs, const struct view *outputs);
void AT_LEVEL(standardize_narrow_back)(const struct standardizing *s, const struct view *inputs,
                                       const struct view *outputs);
