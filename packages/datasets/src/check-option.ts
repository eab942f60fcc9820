/** Checks an option that counts things. @throws RangeError which names the function and the option. */
export function checkCount(owner: string, option: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`${owner}: ${option} must be a positive whole number, not ${value}`);
  }
}

/** Checks an option that measures a strength. @throws RangeError which names the function and the option. */
export function checkStrength(owner: string, option: string, value: number): void {
  if (!Number.isFinite(value) || value < 0) {
    throw new RangeError(`${owner}: ${option} must be 0 or more, and finite, not ${value}`);
  }
}
