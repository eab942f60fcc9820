import { type Check, check, type OptionTable, optionsOf } from "@gradiente/core/arguments";

/** What charts write by themselves. A number or a name stands in the place of each `{}`, in this order. */
const TEXTS = [
  "{} input",
  "{} inputs",
  "{} left out (not finite, or not positive)",
  "{} left out (not finite, or out of range)",
  "{} neuron",
  "{} neurons",
  "{} runs",
  "{} that cannot be drawn (not finite, or not positive): gaps",
  "{} to {} runs",
  "{} value",
  "{} values",
  "{}, derivative",
  "{}, {} {} to {}",
  "{}: cut off below 0 and above 1",
  "{}: nothing that can be drawn",
  "accuracy",
  "accuracy {} ({} of {})",
  "activation",
  "activation {}",
  "bars: median; whiskers: least to greatest",
  "bias {}",
  "class {}",
  "constant",
  "count",
  "descent from the white dot",
  "epoch",
  "false positive rate",
  "gradient {}",
  "guessing",
  "head {}",
  "input",
  "input {}",
  "iteration",
  "key",
  "least to greatest",
  "lines: mean of {}; bands: {}",
  "loss",
  "mean ± deviation",
  "minimum",
  "negative",
  "no samples",
  "not finite",
  "op",
  "positive",
  "precision",
  "predicted class",
  "query",
  "recall",
  "row {}",
  "training",
  "true class",
  "true positive rate",
  "undefined",
  "validation",
  "value {}",
  "variable",
  "weight",
  "weights, up to ±{}",
] as const;

type Text = (typeof TEXTS)[number];

/**
 * What charts write by themselves, such as "epoch" or "predicted class", in other words. `{}` is the place of a number or
 * a name; there are as many of them as in the English text, and they are filled in the same order. Default of each: the
 * English text.
 */
export type Words = { readonly [Key in Text]?: string };

const placesIn = (text: string) => text.split("{}").length;

const inPlaceOf = (text: Text): Check<string> =>
  check(
    `a text with as many {} as ${JSON.stringify(text)}`,
    (value) => typeof value === "string" && placesIn(value) === placesIn(text),
  );

const WORDS = {
  checks: Object.fromEntries(TEXTS.map((text) => [text, inPlaceOf(text)])),
  needed: [],
} as unknown as OptionTable<Words>;

let current: Words = {};

/**
 * Sets what charts write by themselves, from then on and in the whole program: in another language, or in other terms.
 * Titles, labels and names that you pass are yours, with one exception: of the metrics of `learningCurves`, `loss` and
 * `accuracy` are in these words too. Words that are not given are English. {@link spanishWords} has all of them in
 * Spanish.
 *
 * @param words - They replace all words that were set before. Default: none, so all words are English.
 * @throws TypeError for a text that no chart writes, with the one that was probably meant, and for a text with other
 * places.
 * @example
 * setWords(spanishWords);
 * confusionMatrixChart([[48, 2], [5, 45]]).toSVG().includes("clase predicha"); // true
 * setWords({ "predicted class": "what the model says" });
 * confusionMatrixChart([[48, 2], [5, 45]]).toSVG().includes("what the model says"); // true
 */
export function setWords(words: Words = {}): void {
  current = { ...optionsOf("setWords", words, WORDS) };
}

/** A text in the words that are set, with values in its places. */
export function say(text: Text, ...values: readonly (string | number)[]): string {
  const parts = (current[text] ?? text).split("{}");
  return parts.map((part, i) => (i === 0 ? part : `${values[i - 1]}${part}`)).join("");
}

/** The name of a metric: in the words that are set, if it is one of them. */
export function sayMetric(metric: string): string {
  return metric === "loss" || metric === "accuracy" ? say(metric) : metric;
}

/** A number with its noun: "1 value", "3 values". */
export function counted(count: number, noun: "value" | "neuron" | "input"): string {
  return say(count === 1 ? `{} ${noun}` : `{} ${noun}s`, count.toLocaleString("en"));
}
