import * as v from "valibot";

/* What saved data consist of. The message of each schema says what is expected. */

/** A number that is neither NaN nor infinite. */
export const finite = v.pipe(v.number("a finite number"), v.finite("a finite number"));

/** A whole number from 0, which a double holds exactly. */
export const count = v.pipe(
  v.number("a whole number, 0 or more"),
  v.safeInteger("a whole number, 0 or more"),
  v.minValue(0, "a whole number, 0 or more"),
);

const WORD = `a whole number from ${-(2 ** 31)} to ${2 ** 31 - 1}`;
const word = v.pipe(
  v.number(WORD),
  v.integer(WORD),
  v.minValue(-(2 ** 31), WORD),
  v.maxValue(2 ** 31 - 1, WORD),
);

/** The state of a random generator. */
export const generatorState = v.pipe(v.array(word, "a list of 4 words"), v.length(4, "a list of 4 words"));

/** An object with any names: valibot's own record passes over names such as `constructor`. */
export const named = v.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "an object",
);

/** Names of columns, each once. */
export const columnNames = v.pipe(
  v.array(v.string("the name of a column"), "a list of names of columns"),
  v.check((names) => new Set(names).size === names.length, "a list of different names"),
);
