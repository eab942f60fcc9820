import { Variable } from "@gradiente/core";
import { check, isMap, mapOf, numeric, PackageCopy } from "@gradiente/core/arguments";

/* What arguments that users give must be. */

/** Variables by path, as `model.parameters()` gives them. */
const variablesByPath = mapOf<ReadonlyMap<string, Variable>>(
  "Variables by path",
  (value) => value instanceof Variable,
);

export const isFloating = ({ dtype }: Variable) => dtype === "float32" || dtype === "float64";

/** @throws TypeError unless these are Variables by path, at least one unless there may be none. */
export function checkVariables(owner: string, parameters: unknown, { mayBeEmpty = false } = {}): void {
  if (!variablesByPath.accepts(parameters)) {
    if (isMap(parameters))
      for (const value of parameters.values()) PackageCopy.of(Variable).check(owner, value);
    throw new TypeError(`${owner}: expected parameters by path, a Map; pass model.parameters()`);
  }
  if (!mayBeEmpty && (parameters as ReadonlyMap<string, Variable>).size === 0) {
    throw new TypeError(
      `${owner}: there are no parameters; does the model keep its layers in fields that it shows?`,
    );
  }
}

export const fraction = numeric("at least 0 and below 1", (value) => value >= 0 && value < 1);

const isRate = (value: unknown) => typeof value === "number" && value >= 0 && Number.isFinite(value);

export const share = numeric("from 0 to 1", (value) => value >= 0 && value <= 1);

export const nonNegative = numeric("a number of 0 or more", isRate);

/** Infinity is allowed. */
export const positive = numeric("positive", (value) => value > 0);

export const steps = numeric(
  "a whole number of updates >= 1",
  (value) => Number.isSafeInteger(value) && value >= 1,
);

/** A number, or a schedule: a function of the number of updates done so far, which is 0 at the first update. */
export type LearningRate = number | ((step: number) => number);

export const rateOrSchedule = check<LearningRate>(
  "a number of 0 or more, or a schedule that gives one",
  (value) => typeof value === "function" || isRate(value),
  RangeError,
);

/** @throws RangeError if a schedule gives a learning rate that is negative or not a finite number. */
export function checkLearningRate(rate: number): void {
  if (!isRate(rate)) {
    throw new RangeError(
      `learningRate: expected a number of 0 or more, or a schedule that gives one, got ${String(rate)}`,
    );
  }
}
