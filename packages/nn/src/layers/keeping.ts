import { Tensor, Variable } from "@gradiente/core";
import { giveBackLater, isWorthGivingBack, sharesMemory } from "@gradiente/core/backend";

/* What layers hand to each other may go back as soon as no gradient needs it, if nobody else can have it. */

/** What a class of ours says of its layers: that they keep nothing, or a function that tells which of them do not. */
interface Said {
  readonly keepsNothing?: true | ((layer: object) => boolean);
}

/**
 * Whether the class whose `forward` a layer runs is one of ours that keeps neither what it gets nor what it gives. A class of
 * somebody's own, or a function in place of the layer's, may.
 */
export function keepsNothing(layer: object): boolean {
  let owner: object = layer;
  while (!Object.hasOwn(owner, "forward")) owner = Object.getPrototypeOf(owner) as object;
  if (owner === layer || !Object.hasOwn(owner.constructor, "keepsNothing")) return false;
  const said = (owner.constructor as Said).keepsNothing;
  return typeof said === "function" ? said(layer) : said === true;
}

/**
 * What layers, one after the other, have handed to each other goes back as soon as no gradient needs it, if all of them are of
 * ours and keep nothing. What shares memory with others that somebody has, the inputs and the result, stays.
 */
export function giveBackBetween(
  layers: readonly object[],
  made: readonly Tensor[],
  others: readonly Tensor[],
): void {
  if (!made.some(isWorthGivingBack) || !layers.every(keepsNothing)) return;
  made.forEach((x, i) => {
    if (isNew(x, others) && isNew(x, made.slice(0, i))) giveBackLater(x);
  });
}

/** Whether what a layer gives is a tensor in other memory than its inputs. */
export function isNew(y: unknown, inputs: readonly unknown[]): y is Tensor {
  const areOthers = (x: unknown) =>
    (x instanceof Tensor || x instanceof Variable) && sharesMemory(x, y as Tensor);
  return y instanceof Tensor && !inputs.some(areOthers);
}
