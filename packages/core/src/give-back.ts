import { release } from "./reuse.ts";
import { observer } from "./tape.ts";
import type { Tensor } from "./tensor.ts";

/**
 * Gives back the memory of a tensor that an op made on the way to its result. Nobody else may have it, or a view of it, and
 * no gradient may need its values. Who watches ops may have it.
 */
export function giveBack(x: Tensor): void {
  if (observer === null) release(x);
}
