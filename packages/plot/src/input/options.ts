import { type Check, check, numeric, type OptionChecks, oneOf, whole } from "@gradiente/core/arguments";
import type { FigureOptions } from "../parts/panel.ts";
import type { ColourScale } from "../parts/style.ts";
import { isVector, type Vector } from "./data.ts";

/* What options of charts must be. */

export const isFiniteNumber = (value: unknown): value is number => Number.isFinite(value);

/** A size in pixels: larger pictures would not fit into memory. */
export const aSize = numeric(
  "a number of pixels above 0, at most 10000",
  (value) => value > 0 && value <= 10_000,
);

/** A title, a label or a paragraph. */
export const aText = check<string>("a text", (value) => typeof value === "string");

export const someTexts = check<readonly string[]>(
  "a list of texts",
  (value) => Array.isArray(value) && Array.from(value).every((each) => typeof each === "string"),
);

/** Two numbers; which is the larger one is for the chart to say. */
export const aRange = check<readonly [number, number]>(
  "two finite numbers, [low, high], with low <= high",
  (value) =>
    Array.isArray(value) &&
    value.length === 2 &&
    isFiniteNumber(value[0]) &&
    isFiniteNumber(value[1]) &&
    value[0] <= value[1],
);

export const aPoint = check<readonly [number, number]>(
  "two finite numbers, [x, y]",
  (value) => Array.isArray(value) && value.length === 2 && Array.from(value).every(isFiniteNumber),
);

export const aColourScale: Check<ColourScale> = oneOf("grey", "sequential", "diverging", "blues");

/** Digits after the point, as `toFixed` takes them. */
export const someDecimals = whole(0, 100);

/** How many of something in a row. */
export const someColumns = whole(1, 10_000);

export const aNumberOnly = numeric("a number, not NaN", (value) => !Number.isNaN(value));

export const aVector = check<Vector>("a list of numbers or a tensor [n]", isVector);

export const aShare = numeric("between 0 and 1", (value) => value >= 0 && value <= 1);

/** The options that all charts have. */
export const FIGURE: OptionChecks<FigureOptions> = { title: aText, width: aSize, height: aSize };

/** Labels of both axes. */
export const LABELS = { xLabel: aText, yLabel: aText };
