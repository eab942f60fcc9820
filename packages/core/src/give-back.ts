import { checkArgument } from "./arguments/check.ts";
import { lent, limits, release, releaseResult } from "./reuse.ts";
import { Input, isRecording, type Node, observer } from "./tape.ts";
import type { Tensor } from "./tensor.ts";
import { aTensor, isWatched, Variable } from "./variable.ts";
import type { Viewing } from "./viewing.ts";

/**
 * Whether a tensor is so large that to give its memory back pays: that of 32 KiB or more. For others, {@link giveBack} and
 * {@link giveBackLater} do nothing.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { isWorthGivingBack } from "@gradiente/core/backend";
 *
 * isWorthGivingBack(ones([100, 100])); // true
 * isWorthGivingBack(ones([2, 3])); // false
 * ```
 */
export function isWorthGivingBack(x: Tensor): boolean {
  return x.buffer.byteLength >= limits.smallest;
}

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
 * Gives the memory of a gradient back to its backend, which writes a later result there. It is for whoever called `backward`,
 * has shown the gradient to nobody, and is done with it. It does nothing where others may have the memory of the gradient, too,
 * or where somebody watches ops.
 *
 * @param gradient as `gradients.get(variable)` gives it. What is no result of `backward` is left as it is.
 * @example
 * ```ts
 * import { ones, Variable } from "@gradiente/core";
 * import { giveBackGradient } from "@gradiente/core/backend";
 *
 * const w = new Variable(ones([100, 100]));
 * const gradient = w.square().sum().backward().get(w);
 * w.set(w.value.sub(gradient.mul(0.1)));
 * giveBackGradient(gradient);
 * ```
 */
export function giveBackGradient(gradient: Tensor): void {
  checkArgument("giveBackGradient", "the gradient", gradient, aTensor);
  if (!isWatched()) releaseResult(gradient);
}

/** What shows the memory of another tensor. */
const views: ReadonlySet<string> = new Set<Viewing["kind"]>([
  "expand",
  "reshape",
  "permute",
  "slice",
  "windows",
  "diagonal",
]);

/** The node of the op that wrote the memory of a tensor; null if it is not on the tape. */
function origin({ node }: Tensor): Node | null {
  let from = node;
  while (from !== null && views.has(from.op)) from = from.parents[0];
  return from;
}

/**
 * Gives the memory of a tensor back as soon as no gradient needs its values: when a backward pass that consumes the graph has
 * gone by the op that made it, or at once where nothing is recorded. It is for what a layer hands from one op to the next, and
 * is called after the last use: nobody else may have the tensor or a view of it. Until then it is held, even if no op keeps
 * it. Between two backward passes, at most 64 MiB are; the garbage collector has the rest. Where somebody watches ops, it does
 * nothing.
 *
 * @param owner What only the gradient of this needs the tensor for, if that is not the tensor itself: an op may keep more than
 * its result. Default: x.
 * @throws TypeError for what is no tensor.
 * @example
 * ```ts
 * import { linear, ones, randn, Variable } from "@gradiente/core";
 * import { giveBackLater } from "@gradiente/core/backend";
 *
 * const [first, second] = [new Variable(randn([256, 256])), new Variable(randn([1, 256]))];
 * const between = linear(ones([512, 256]), first);
 * const loss = linear(between.relu(), second).sum();
 * giveBackLater(between);
 * loss.backward().get(first).shape; // [256, 256]
 * ```
 */
export function giveBackLater(x: Tensor, owner: Tensor = x): void {
  checkArgument("giveBackLater", "the tensor", x, aTensor);
  checkArgument("giveBackLater", "the owner", owner, aTensor);
  if (isWatched() || x.buffer.byteLength < limits.smallest) return;
  const node = origin(owner);
  if (node === null) {
    if (owner !== x || !isRecording()) release(x);
    return;
  }
  // The memory of a Variable, or of what a function got, is somebody's.
  if (node.parents.length === 0 || node instanceof Input) return;
  const { byteLength } = x.buffer;
  if (lent.bytes + byteLength > lent.most) return;
  lent.bytes += byteLength;
  node.own ??= [];
  node.own.push(x);
}

/**
 * Whether two tensors, or values of Variables, lie in the same memory, as a view and what it shows do.
 *
 * @throws TypeError for what is no tensor.
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { sharesMemory } from "@gradiente/core/backend";
 *
 * const x = ones([2, 3]);
 * sharesMemory(x, x.transpose()); // true
 * sharesMemory(x, x.neg()); // false
 * ```
 */
export function sharesMemory(x: Tensor | Variable, y: Tensor | Variable): boolean {
  const [first, second] = [x, y].map((each) => (each instanceof Variable ? each.value : each));
  checkArgument("sharesMemory", "the first tensor", first, aTensor);
  checkArgument("sharesMemory", "the second tensor", second, aTensor);
  return first.buffer === second.buffer;
}
