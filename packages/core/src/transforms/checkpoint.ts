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

/** Floating outputs as one tensor, so that a recomputation is swept once; a single one stays as it is. */
function joined(outputs: Outputs): Tensor | null {
  if (outputs instanceof Tensor) return isFloat(outputs.dtype) ? outputs : null;
  const floats = outputs.filter((y) => isFloat(y.dtype));
  if (floats.length <= 1) return floats[0] ?? null;
  return concat(floats.map((y) => y.reshape([-1])));
}

/** The outputs again, floating ones as parts of what {@link joined} gave. */
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
 * A function that gives what `f` gives and is differentiated as `f` is, of every order, but does not keep what `f`
 * computes on the way: it is computed again when gradients are asked for (Chen et al., "Training deep nets with
 * sublinear memory cost", 2016). A chain of n layers, cut into √n checkpointed parts, keeps about 2 √n results
 * instead of n, for one more forward pass.
 *
 * Tensors and Variables that `f` closes over get their gradients too. A second run finds every Variable as the
 * first one found it, and leaves it as it was: so random numbers (Dropout) are the same again, running statistics
 * are not updated twice, and weights may be set in between. Apart from tensors and Variables, `f` must depend on
 * nothing that changes.
 *
 * @param f gives a tensor or a list of tensors; its arguments may be anything.
 * @throws TypeError if `f` is async, or gives anything else.
 * @example const block = checkpoint((x: Tensor) => model.forward(x));
 */
export function checkpoint<Arguments extends readonly unknown[], Result extends Outputs>(
  f: (...args: Arguments) => Result,
): (...args: Arguments) => Result {
  return (...args) => {
    if (!isRecording()) return checked(f(...args));
    // Nodes are numbered: what is older than this one lies outside of f. Variables do, whenever they were made.
    const start = countNodes();
    const isOutside = (node: Node) => node.id < start || node instanceof Leaf;
    const { result: outputs, found } = journaled(() => checked(f(...args)));
    // No closure may hold the outputs from here on, or it would keep their graph.
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
          "checkpoint: computed again, the function gave another graph than the first time; " +
            "it must depend on nothing that changes but tensors and Variables",
        );
      }
      const gradients = sweep(order, dy, ends, isRecording() ? "record" : "free");
      return outside.map((node) => gradients.get(node) as Tensor);
    };
    const { shape, dtype } = whole;
    const pullbacks = jointPullbacks(outside.length, pull);
    const y = withNode(whole, new Node("checkpoint", outside, pullbacks, shape, dtype));
    return separated(outputs, y) as Result;
  };
}

function checked<Result extends Outputs>(result: Result): Result {
  const tensors: readonly unknown[] = Array.isArray(result) ? result : [result];
  if (tensors.every((y) => y instanceof Tensor)) return result;
  if (result instanceof Promise) result.catch(() => {});
  throw new TypeError("checkpoint: the function must give a tensor or a list of tensors, and not be async");
}
