/* Checks of numbers that users give. Every error names the function, the option and its value. */

/** @throws RangeError unless 0 <= value < 1. */
export function checkFraction(owner: string, option: string, value: number): void {
  if (!(value >= 0 && value < 1))
    throw new RangeError(`${owner}: ${option} must be at least 0 and below 1, not ${value}`);
}

/** @throws RangeError unless 0 <= value < Infinity. */
export function checkNonNegative(owner: string, option: string, value: number): void {
  if (!(value >= 0 && Number.isFinite(value)))
    throw new RangeError(`${owner}: ${option} must be a number of 0 or more, not ${value}`);
}

/** @throws RangeError unless value > 0; Infinity is allowed. */
export function checkPositive(owner: string, option: string, value: number): void {
  if (!(value > 0)) throw new RangeError(`${owner}: ${option} must be positive, not ${value}`);
}

/** @throws RangeError unless the value is a whole number of 1 or more. */
export function checkSteps(owner: string, option: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`${owner}: ${option} must be a whole number of updates >= 1, not ${value}`);
}

/** @throws RangeError if a learning rate, given or from a schedule, is negative or not a finite number. */
export function checkLearningRate(rate: number): void {
  if (!(rate >= 0 && Number.isFinite(rate))) {
    throw new RangeError(
      `learningRate: expected a number of 0 or more, or a schedule that gives one, got ${rate}`,
    );
  }
}
