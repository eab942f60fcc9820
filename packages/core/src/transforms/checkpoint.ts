import { aFunction, checkArgument } from "../arguments/check.ts";
import { isPromise } from "../arguments/promise.ts";
import { coreCopy } from "../copies.ts";
import { isFloat } from "../dtype.ts";
import { concat } from "../ops/shape/join.ts";
import { sameShape } from "../shape.ts";
import {
  ancestry,
  countNodes,
  GradientError,
  isRecording,
  jointPullbacks,
  Leaf,
  Node,
  recorded,
} from "../tape.ts";
import { Tensor, withNode } from "../tensor.ts";
import { journaled, replayed } from "../variable.ts";
import { sweep } from "./sweep.ts";

type Outputs = Tensor | readonly Tensor[];

/**
 * All floating outputs as one tensor, so that a recomputation needs only one sweep. A single floating output stays as
 * it is.
 */
function joined(outputs: Outputs): Tensor | null {
  if (outputs instanceof Tensor) return isFloat(outputs.dtype) ? outputs : null;
  const floats = outputs.filter((y) => isFloat(y.dtype));
  if (floats.length <= 1) return floats[0] ?? null;
  return concat(floats.map((y) => y.reshape([-1])));
}

/** The outputs again, where the floating ones are parts of the result of {@link joined}. */
function separated(outputs: Outputs, whole: Tensor): Outputs {
  if (outputs instanceof Tensor) return whole;
  const single = outputs.filter((y) => isFloat(y.dtype)).length === 1;
  let at = 0;
  return outputs.map((y) => {
    if (!isFloat(y.dtype)) return y;
    if (single) return whole;
    at += y.size;
    return whole
      .slice([[at - y.size, at]])
      .reshape(y.shape)
      .cast(y.dtype);
  });
}

/**
 * A function that gives the same results and gradients as `f`, of every order, but does not keep the intermediate
 * results of `f`. They are computed again when gradients are needed (Chen et al., "Training deep nets with sublinear
 * memory cost", 2016). A chain of n layers that is cut into √n checkpointed parts keeps about 2 √n results instead of
 * n, for the cost of one more forward pass.
 *
 * Tensors and Variables that `f` uses from outside get their gradients too. The second run finds every Variable as
 * the first run found it, and restores it afterwards. So random numbers (Dropout) are the same again, running
 * statistics are not updated twice, and weights may be set in between. Apart from tensors and Variables, `f` must not
 * depend on anything that changes.
 *
 * @param f gives a tensor or a list of tensors; its arguments may be anything.
 * @throws TypeError if `f` is async, or gives anything else.
 * @example
 * const layers = new Sequential(new Dense(4, 64), new Tanh(), new Dense(64, 3));
 * const block = checkpoint((x: Tensor) => layers.forward(x)); // nothing of what is inside is kept
 * block(ones([2, 4])).sum().backward();
 */
export function checkpoint<Arguments extends readonly unknown[], Result extends Outputs>(
  f: (...args: Arguments) => Result,
): (...args: Arguments) => Result {
  checkArgument("checkpoint", "f", f, aFunction());
  return (...args) => {
    if (!isRecording()) return checked(f(...args));
    // Nodes are numbered. Nodes with smaller numbers than this one, and Variables made at any time, are outside of f.
    const start = countNodes();
    const isOutside = (node: Node) => node.id < start || node instanceof Leaf;
    const { result: outputs, found } = journaled(() => checked(f(...args)));
    // From here on, no closure may hold the outputs, because it would keep their graph alive.
    const whole = joined(outputs);
    const outside = whole?.node ? ancestry(whole.node, isOutside).filter(isOutside) : [];
    if (whole === null || outside.length === 0) return outputs;

    const ends = new Set(outside);
    const pull = (dy: Tensor): Tensor[] => {
      const again = replayed(found, () => recorded(() => joined(f(...args))));
      const order = again?.node ? ancestry(again.node, isOutside) : [];
      const met = new Set(order);
      if (!sameShape(again?.shape ?? [-1], dy.shape) || outside.some((node) => !met.has(node))) {
        throw new GradientError(
          "checkpoint: the second run of the function gave another graph than the first run; " +
            "it must not depend on anything that changes, except tensors and Variables",
        );
      }
      const gradients = sweep(order, dy, ends, isRecording() ? "record" : "free");
      return outside.map((node) => gradients.get(node) as Tensor);
    };
    const { shape, dtype } = whole;
    const pullbacks = jointPullbacks(outside.length, pull);
    const node = new Node("checkpoint", outside, pullbacks, shape, dtype);
    // The second run calls f, which may keep tensors.
    node.isForeign = true;
    const y = withNode(whole, node);
    return separated(outputs, y) as Result;
  };
}

function checked<Result extends Outputs>(result: Result): Result {
  const tensors: readonly unknown[] = Array.isArray(result) ? result : [result];
  if (tensors.every((y) => y instanceof Tensor)) return result;
  if (isPromise(result)) result.then(undefined, () => {});
  for (const y of tensors) coreCopy.check("checkpoint", y);
  throw new TypeError("checkpoint: the function must give a tensor or a list of tensors, and not be async");
}
