import { check, numeric, whole } from "@gradiente/core/arguments";

/* What arguments and options of this package must be. */

type Members = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Members => typeof value === "object" && value !== null;

/** Whether a value is an array of what is accepted. Holes are looked at too, which `every` passes over. */
export const isListOf = (value: unknown, accepts: (each: unknown) => boolean): value is readonly unknown[] =>
  Array.isArray(value) && value.findIndex((each) => !accepts(each)) < 0;

const isText = (value: unknown) => typeof value === "string";

/** As many as an int32 can tell apart: indices and classes are int32. */
const MOST = 2 ** 31;

export const aSeed = whole(0);

export const aCount = numeric(
  "a positive whole number",
  (value) => Number.isSafeInteger(value) && value >= 1,
);

/** A count of what is made, so that a slip does not take all memory. */
export const aSize = numeric(
  "a positive whole number below 2^31",
  (value) => Number.isInteger(value) && value >= 1 && value < MOST,
);

export const aStrength = numeric("0 or more, and finite", (value) => Number.isFinite(value) && value >= 0);

export const aProbability = numeric("between 0 and 1", (value) => value >= 0 && value <= 1);

export const aFraction = numeric("between 0 and 1, both excluded", (value) => value > 0 && value < 1);

export const aText = check<string>("a text", isText);

export const aPath = check<string>("the path of a folder", (value) => isText(value) && value !== "");

export const someTexts = check<readonly string[]>("a list of texts", (value) => isListOf(value, isText));

export const aRange = check<readonly [low: number, high: number]>(
  "two finite numbers, [low, high]",
  (value) => isListOf(value, Number.isFinite) && value.length === 2,
);

/** @throws RangeError unless a range is in ascending order. */
export function checkAscending(owner: string, [low, high]: readonly [low: number, high: number]): void {
  if (low < high) return;
  throw new RangeError(`${owner}: range must be two numbers in ascending order, not [${low}, ${high}]`);
}

/** The most pixels of an image: a gigabyte for each channel. */
const MOST_PIXELS = 2 ** 28;

export const anImageShape = check<readonly [height: number, width: number]>(
  `[height, width], two positive whole numbers, ${MOST_PIXELS} pixels at most`,
  (value) =>
    isListOf(value, (length) => aSize.accepts(length)) &&
    value.length === 2 &&
    (value[0] as number) * (value[1] as number) <= MOST_PIXELS,
);

/** What has a size and gives batches, whatever made it. */
export const isDataset = (value: unknown): boolean =>
  isObject(value) && typeof value.size === "number" && typeof value.batch === "function";

export const aDataset = check<never>("a data set, such as new TensorDataset(x, y)", isDataset);

/** What can be divided: a data set, or what gives some of its rows. */
export const someRows = check<never>(
  "a data set or a table",
  (value) =>
    isDataset(value) ||
    (isObject(value) && typeof value.size === "number" && typeof value.take === "function"),
);

/** Whether a value is a list of anything, as arrays and typed arrays are. */
export const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value);

const isLabel = (value: unknown) => value === null || typeof value === "string" || typeof value === "number";

/** Whether a value is a list of labels: words, numbers, or null for none. */
export const isLabels = (value: unknown): boolean =>
  isList(value) && Array.prototype.findIndex.call(value, (each: unknown) => !isLabel(each)) < 0;
