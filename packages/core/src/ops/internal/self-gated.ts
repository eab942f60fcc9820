import { noGrad } from "../../tape.ts";
import type { Tensor } from "../../tensor.ts";
import { derived } from "./derived.ts";

/** A smooth gate from 0 to 1, and how it changes. Each is a function of x, and of what was computed on the way to the gate. */
export interface Gate<Part> {
  /** The gate at x, and what its slope needs besides. */
  readonly at: (x: Tensor) => readonly [gate: Tensor, part: Part];
  /** The derivative of the gate: 0 where x is infinite. */
  readonly slope: (x: Tensor, part: Part) => Tensor;
  /** The second derivative of x · gate, with a gradient of its own. */
  readonly curve: (x: Tensor) => Tensor;
}

/**
 * x · gate(x). At -Infinity, where the gate is 0, it is 0, and so are its derivatives; at Infinity the first one is 1. What
 * the gate was is kept, and not computed again for the slope.
 */
export function selfGated<Part>(name: string, { at, slope, curve }: Gate<Part>): (x: Tensor) => Tensor {
  return (x) => {
    const [gate, part] = noGrad(() => at(x));
    const whole = derived(
      name,
      (given: Tensor) => gate.add(given.weighted(slope(given, part))),
      (_slope, given) => (dy) => dy.mul(curve(given)),
    );
    return derived(
      name,
      (given: Tensor) => given.weighted(gate),
      (_y, given) => (dy) => dy.mul(whole(given)),
    )(x);
  };
}
