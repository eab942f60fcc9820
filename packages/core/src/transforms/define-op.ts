import { aBoolean, aFunction, check } from "../arguments/check.ts";
import { declareOptions, optionsOf } from "../arguments/options.ts";
import { coreCopy } from "../copies.ts";
import { zerosLike } from "../create.ts";
import { record, run } from "../primitives/launch.ts";
import { defined } from "../primitives/list.ts";
import { formatShape, sameShape } from "../shape.ts";
import { GradientError, jointPullbacks, noGrad, type Pullback } from "../tape.ts";
import { Tensor, withNode } from "../tensor.ts";
import { Variable } from "../variable.ts";

/**
 * What the gradient of a custom op gives: one gradient for each tensor among the arguments, where null stands for
 * zeros.
 */
export type GivenGradients = Tensor | readonly (Tensor | null)[];

/** A custom op: what it computes, and how gradients flow back through it. */
export interface OpDefinition<Arguments extends readonly unknown[]> {
  /** The name of the op in errors and on the tape. */
  readonly name: string;
  /** Computes the result. Nothing in it is recorded, so it may compute in any way. */
  readonly forward: (...args: Arguments) => Tensor;
  /**
   * The gradient, in two stages. The outer function gets the result and the arguments. It runs in the forward pass,
   * and only if the result is recorded; what it closes over is kept in memory. The inner function gets the gradient
   * of the result, and gives the gradients of the tensors among the arguments: one tensor, or for several, a list in
   * their order, including those in lists. Each has the shape and dtype of its tensor, so it is summed over axes along
   * which its tensor was broadcast. If the inner function uses only ops on the tensors that the outer function got, the
   * op has derivatives of every order.
   */
  readonly gradient: (y: Tensor, ...args: Arguments) => (dy: Tensor) => GivenGradients;
  /**
   * Whether the gradient function may keep tensors that it gets, makes or gives beyond its call, for instance in a list. If
   * not, the memory of gradients is used again during the sweep. Default: true.
   */
  readonly keepsGradients?: boolean;
}

const DEFINITION = /* @__PURE__ */ declareOptions<OpDefinition<never>>(
  {
    name: /* @__PURE__ */ check("text", (value) => typeof value === "string" && value !== ""),
    forward: /* @__PURE__ */ aFunction(),
    gradient: /* @__PURE__ */ aFunction(),
    keepsGradients: aBoolean,
  },
  "name",
  "forward",
  "gradient",
);

/** The arguments of a custom op as its callers pass them: wherever a tensor is declared, a Variable is accepted too. */
export type OperandsOf<Arguments extends readonly unknown[]> = {
  [Position in keyof Arguments]: Arguments[Position] extends Tensor
    ? Tensor | Variable
    : Arguments[Position] extends readonly Tensor[]
      ? readonly (Tensor | Variable)[]
      : Arguments[Position];
};

/**
 * Makes a custom op with its own gradient. This is for functions whose derivative is not that of their parts (a
 * straight-through estimator, an implicit function), whose derivative has a better form, or whose values do not come
 * from tensor ops at all. Arguments that are neither tensors nor lists of tensors are passed on unchanged.
 *
 * Test the op with `gradientMatches` from `@gradiente/testing`.
 *
 * @throws TypeError, when the op is called, if `forward` does not give a tensor; GradientError, when it is
 * differentiated, if a gradient is missing or does not have the shape and dtype of its input.
 * @example
 * // The sign, with the gradient of clipping to [-1, 1]: a straight-through estimator.
 * const binarise = defineOp({
 *   name: "binarise",
 *   forward: (x: Tensor) => x.sign(),
 *   gradient: (_y, x) => (dy) => x.abs().le(1).where(dy, 0),
 * });
 * grad((x) => binarise(x).sum())(tensor([0.5, 2])); // [1, 0]
 * @example
 * // A function of plain arrays: read the tensors, and make one of the result.
 * const cubeRoot = defineOp({
 *   name: "cubeRoot",
 *   forward: (x: Tensor) => tensor(x.toTypedArray().map(Math.cbrt), { shape: x.shape }),
 *   gradient: (y) => (dy) => dy.div(y.square().mul(3)),
 * });
 * grad((x) => cubeRoot(x).sum())(tensor([1, 8])); // [0.333333, 0.083333]
 * @example
 * // Two tensors and a number. The factor is a scalar, so its gradient is a sum.
 * const scaledPower = defineOp({
 *   name: "scaledPower",
 *   forward: (x: Tensor, factor: Tensor, exponent: number) => x.pow(exponent).mul(factor),
 *   gradient: (_y, x, factor, exponent) => (dy) => [
 *     dy.mul(factor).mul(x.pow(exponent - 1).mul(exponent)),
 *     dy.mul(x.pow(exponent)).sum(),
 *   ],
 * });
 * grad((x, factor) => scaledPower(x, factor, 3).sum())(tensor([1, 2]), tensor(5)); // [[15, 60], 9]
 */
export function defineOp<Arguments extends readonly unknown[]>(
  definition: OpDefinition<Arguments>,
): (...args: OperandsOf<Arguments>) => Tensor {
  optionsOf<OpDefinition<never>>("defineOp", definition, DEFINITION);
  const { name, forward, gradient, keepsGradients = true } = definition;
  return (...operands) => {
    const args = operands.map((operand) =>
      Array.isArray(operand) ? operand.map(unwrap) : unwrap(operand),
    ) as unknown as Arguments;
    const inputs = args.flat().filter((arg) => isOwn(name, arg));
    const result = noGrad(() => forward(...args));
    if (!(result instanceof Tensor)) {
      coreCopy.check(name, result);
      throw new TypeError(
        `${name}: forward must give a tensor, not ${result === null ? "null" : typeof result}`,
      );
    }
    // This makes a new tensor even if forward returns one of its inputs.
    const y = withNode(result, null);
    run(defined, name, inputs, [y], null, y.backend);
    let pulls: readonly Pullback[] | undefined;
    /**
     * The pullback of one input. All inputs share one gradient function, which is made when it is first needed, and
     * only if the result is recorded.
     */
    const pullbackBy = (input: number): Pullback => {
      if (pulls === undefined) {
        const pullback = gradient(y, ...args);
        pulls = jointPullbacks(inputs.length, (dy) => checked(name, inputs, pullback(dy)));
      }
      return pulls[input];
    };
    record({ gradients: inputs.map((_, i) => () => pullbackBy(i)) }, name, inputs, y, null);
    if (y.node !== null) y.node.isForeign = keepsGradients;
    return y;
  };
}

/** Whether an argument has a gradient, unlike a setting. A tensor of another copy of core is no setting. */
function isOwn(name: string, arg: unknown): arg is Tensor {
  if (arg instanceof Tensor) return true;
  coreCopy.check(name, arg);
  return false;
}

function unwrap(operand: unknown): unknown {
  return operand instanceof Variable ? operand.value : operand;
}

/** One gradient for each input. Throws an error that names a gradient that cannot be right. */
function checked(name: string, inputs: readonly Tensor[], given: GivenGradients): Tensor[] {
  const gradients: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (gradients.length !== inputs.length) {
    throw new GradientError(
      `${name}: gradient gave ${gradients.length} gradient(s) for ${inputs.length} tensor(s) among the arguments; ` +
        "use null for a gradient of zeros",
    );
  }
  return inputs.map((x, i) => {
    const dx = gradients[i];
    coreCopy.check(name, dx);
    if (dx === null) return zerosLike(x);
    const problem = problemOf(dx, x);
    if (problem !== null) throw new GradientError(`${name}: the gradient by tensor ${i} ${problem}`);
    return dx as Tensor;
  });
}

function problemOf(dx: unknown, x: Tensor): string | null {
  if (!(dx instanceof Tensor)) return `is ${typeof dx}, not a tensor`;
  if (!sameShape(dx.shape, x.shape)) {
    return `has shape ${formatShape(dx.shape)}, but the tensor has ${formatShape(x.shape)}; sum over axes that were broadcast`;
  }
  return dx.dtype === x.dtype ? null : `is ${dx.dtype}, but the tensor is ${x.dtype}; cast it`;
}
