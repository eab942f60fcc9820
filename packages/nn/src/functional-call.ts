import {
  formatShape,
  ShapeError,
  sameShape,
  type Tensor,
  type TensorLike,
  type Variable,
  withValues,
} from "@gradiente/core";
import {
  check,
  checkArgument,
  instanceOf,
  isMap,
  isPlain,
  suggestion,
  toTensor,
} from "@gradiente/core/arguments";
import { Module, variableAt } from "./module.ts";

/** Weights by path, for {@link functionalCall}: a Map or a plain object. */
export type Weights = ReadonlyMap<string, TensorLike> | { readonly [path: string]: TensorLike };

const aModule = instanceOf("a Module", Module);

const weightsByPath = check<Weights>(
  "a Map or an object of tensors by path",
  (value) =>
    typeof value === "object" &&
    value !== null &&
    (isMap(value) || (!Array.isArray(value) && isPlain(value))),
);

/**
 * Calls a model with other weights, which may have a history: gradients flow to what they were computed from. So a model
 * can be trained by an inner loop (MAML), get its weights from another model (hypernetworks), or be one of several that
 * share a structure (ensembles). Calls can be nested.
 *
 * The model stays as it is: afterwards each of its Parameters and buffers has the value that it had before, also if
 * `forward` throws. What `forward` sets in buffers, such as running statistics, does not outlast the call.
 *
 * @param weights by path, for some or all of the Parameters and buffers. The others keep their values. A tied Parameter may
 * be given under any of its paths.
 * @param inputs what `forward` takes.
 * @returns what `forward` gives.
 * @throws RangeError for a path that the model does not have, or a Variable with two weights; ShapeError or DTypeError for a
 * weight that does not fit; TypeError if `forward` is async.
 * @example
 * ```ts
 * import { grad, ones, type Tensor, zeros } from "@gradiente/core";
 * import { Dense, functionalCall, mseLoss } from "@gradiente/nn";
 *
 * const model = new Dense(3, 1);
 * const loss = (weights: ReadonlyMap<string, Tensor>) =>
 *   mseLoss(functionalCall(model, weights, ones([8, 3])), zeros([8, 1]));
 * // After one step of gradient descent, whose gradient is part of the graph.
 * const adapted = (weights: ReadonlyMap<string, Tensor>) => {
 *   const slope = grad(loss)(weights);
 *   return new Map([...weights].map(([path, w]) => [path, w.sub((slope.get(path) as Tensor).mul(0.1))]));
 * };
 * grad((weights: ReadonlyMap<string, Tensor>) => loss(adapted(weights)))(model.parameters());
 * ```
 */
export function functionalCall<Inputs extends readonly unknown[], Output>(
  model: Module<Inputs, Output>,
  weights: Weights,
  ...inputs: Inputs
): Output {
  checkArgument("functionalCall", "the model", model, aModule);
  checkArgument("functionalCall", "the weights", weights, weightsByPath);
  const variables = model.variables();
  const given = new Map<Variable, Tensor>();
  for (const [path, weight] of isMap(weights) ? weights : Object.entries(weights)) {
    const variable = variables.get(path) ?? variableAt(model, path);
    if (variable === undefined) {
      const meant = suggestion(path, [...variables.keys()]);
      throw new RangeError(
        `functionalCall: ${model.constructor.name} has no ${path}${meant.length > 0 ? `; did you mean ${meant.join(" or ")}?` : ""}`,
      );
    }
    const value = toTensor("functionalCall", weight, variable);
    if (!sameShape(value.shape, variable.shape)) {
      throw new ShapeError(
        `functionalCall: ${path} has shape ${formatShape(variable.shape)}, and the weight for it ${formatShape(value.shape)}`,
      );
    }
    if (given.has(variable) && given.get(variable) !== value) {
      throw new RangeError(
        `functionalCall: ${path} is tied to another path, and both have a weight; give one`,
      );
    }
    given.set(variable, value);
  }
  const values = new Map([...variables.values()].map((one) => [one, given.get(one) ?? one.value]));
  return withValues(values, () => model.forward(...inputs));
}
