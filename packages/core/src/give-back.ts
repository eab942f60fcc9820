import { checkArgument } from "./arguments/check.ts";
import { release } from "./reuse.ts";
import { observer } from "./tape.ts";
import type { Tensor } from "./tensor.ts";
import { aTensor, isJournaling } from "./variable.ts";

/**
 * Gives the memory of a tensor back to its backend, which writes a later result there, without waiting for the garbage
 * collector. It is for what a function has made on its way to a result: nobody else may have the tensor or a view of it,
 * and no gradient may need its values. Where somebody watches ops, as {@link profile} does, it does nothing.
 *
 * @throws TypeError for what is no tensor.
 * @example
 * ```ts
 * import { noGrad, randn } from "@gradiente/core";
 * import { giveBack } from "@gradiente/core/backend";
 *
 * const norm = noGrad(() => {
 *   const square = randn([100, 100]).square();
 *   const sum = square.sum();
 *   giveBack(square);
 *   return sum.sqrt();
 * });
 * ```
 */
export function giveBack(x: Tensor): void {
  checkArgument("giveBack", "the tensor", x, aTensor);
  if (observer === null) release(x);
}

/**
 * Whether somebody may keep what ops give or what Variables hold: who watches ops, or {@link checkpoint}. What is made
 * meanwhile is nobody's own.
 *
 * @example
 * ```ts
 * import { profile } from "@gradiente/core";
 * import { isWatched } from "@gradiente/core/backend";
 *
 * let isSeen = false;
 * profile(() => {
 *   isSeen = isWatched();
 * });
 * isSeen; // true
 * ```
 */
export function isWatched(): boolean {
  return observer !== null || isJournaling();
}
