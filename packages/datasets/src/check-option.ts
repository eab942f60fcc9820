/** Checks an option that is a count. @throws RangeError unless it is a positive whole number. */
export function checkCount(owner: string, option: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`${owner}: ${option} must be a positive whole number, not ${value}`);
  }
}

/** Checks an option that is a strength. @throws RangeError unless it is a finite number >= 0. */
export function checkStrength(owner: string, option: string, value: number): void {
  if (!Number.isFinite(value) || value < 0) {
    throw new RangeError(`${owner}: ${option} must be 0 or more, and finite, not ${value}`);
  }
}
