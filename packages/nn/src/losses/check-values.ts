import { formatShape, type Tensor } from "@gradiente/core";

/** The position of an element that is the n-th in row-major order. */
function positionOf(n: number, shape: readonly number[]): string {
  const position: number[] = [];
  let rest = n;
  for (const size of [...shape].reverse()) {
    position.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return formatShape(position);
}

/** @throws RangeError for the first element that is bad: what it is, and what it must be. */
export function refuseValues(loss: string, name: string, x: Tensor, bad: Tensor, expected: string): void {
  const at = bad.toTypedArray().indexOf(1);
  if (at < 0) return;
  const value = x.toTypedArray()[at];
  throw new RangeError(`${loss}: ${name} at ${positionOf(at, x.shape)} is ${value}, and must be ${expected}`);
}

/** @throws RangeError for a target that is neither 1 nor -1. */
export function checkSigns(loss: string, target: Tensor): void {
  const expected = "1 or -1; of classes 0 and 1, make target.mul(2).sub(1)";
  refuseValues(loss, "the target", target, target.abs().ne(1), expected);
}
