import { zerosLike } from "../create.ts";
import { record, run } from "../primitives/launch.ts";
import { defined } from "../primitives/list.ts";
import { formatShape, sameShape } from "../shape.ts";
import { GradientError, jointPullbacks, noGrad, type Pullback } from "../tape.ts";
import { Tensor, withNode } from "../tensor.ts";
import { Variable } from "../variable.ts";

/** What an op of your own gives back: one gradient for each tensor among its arguments, null for zeros. */
export type GivenGradients = Tensor | readonly (Tensor | null)[];

/** An op of your own: what it computes, and how gradients flow back through it. */
export interface OpDefinition<Arguments extends readonly unknown[]> {
  /** What errors and the tape call it. */
  readonly name: string;
  /** What it computes. Nothing in here is recorded, so any way of computing is right. */
  readonly forward: (...args: Arguments) => Tensor;
  /**
   * The gradient, in two stages. The outer function gets the result and the arguments, runs at forward and only if
   * the result is recorded; what it closes over is kept. The inner one gets the gradient by the result and gives
   * those by the tensors among the arguments, lists of tensors included, in order: of the same shape and dtype.
   * Written in ops of the tensors that the outer one got, it has gradients itself, of every order.
   */
  readonly gradient: (y: Tensor, ...args: Arguments) => (dy: Tensor) => GivenGradients;
}

/** Where a tensor is declared, a Variable will do. */
export type OperandsOf<Arguments extends readonly unknown[]> = {
  [Position in keyof Arguments]: Arguments[Position] extends Tensor
    ? Tensor | Variable
    : Arguments[Position] extends readonly Tensor[]
      ? readonly (Tensor | Variable)[]
      : Arguments[Position];
};

/**
 * An op of your own, with a gradient of your own: for a function whose derivative is not that of its parts (a
 * straight-through estimator, an implicit function), is known in a better form, or whose values do not come from
 * tensor ops at all. Arguments that are neither tensors nor lists of tensors are passed on as they are.
 *
 * Test it with `gradientMatches` from `@gradiente/testing`.
 *
 * @throws GradientError, when differentiated, where a gradient is missing or has another shape or dtype than its
 * input; TypeError if `forward` gives no tensor.
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
 */
export function defineOp<Arguments extends readonly unknown[]>({
  name,
  forward,
  gradient,
}: OpDefinition<Arguments>): (...args: OperandsOf<Arguments>) => Tensor {
  return (...operands) => {
    const args = operands.map((operand) =>
      Array.isArray(operand) ? operand.map(unwrap) : unwrap(operand),
    ) as unknown as Arguments;
    const inputs = args.flat().filter((arg) => arg instanceof Tensor);
    const result = noGrad(() => forward(...args));
    if (!(result instanceof Tensor)) {
      throw new TypeError(
        `${name}: forward must give a tensor, not ${result === null ? "null" : typeof result}`,
      );
    }
    // A tensor of its own, also where forward hands on an input.
    const y = withNode(result, null);
    run(defined, name, inputs, [y], null, y.backend);
    let pulls: readonly Pullback[] | undefined;
    /** One for all inputs, made when the first is asked for: only if the result is recorded. */
    const pullbackBy = (input: number): Pullback => {
      if (pulls === undefined) {
        const pullback = gradient(y, ...args);
        pulls = jointPullbacks(inputs.length, (dy) => checked(name, inputs, pullback(dy)));
      }
      return pulls[input];
    };
    record({ gradients: inputs.map((_, i) => () => pullbackBy(i)) }, name, inputs, y, null);
    return y;
  };
}

function unwrap(operand: unknown): unknown {
  return operand instanceof Variable ? operand.value : operand;
}

/** The gradients as one for each input, or an error that says which of them cannot be right. */
function checked(name: string, inputs: readonly Tensor[], given: GivenGradients): Tensor[] {
  const gradients: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (gradients.length !== inputs.length) {
    throw new GradientError(
      `${name}: gradient gave ${gradients.length} gradient(s) for ${inputs.length} tensor(s) among the arguments; ` +
        "null stands for one of zeros",
    );
  }
  return inputs.map((x, i) => {
    const dx = gradients[i];
    if (dx === null) return zerosLike(x);
    const problem = problemOf(dx, x);
    if (problem !== null) throw new GradientError(`${name}: the gradient by tensor ${i} ${problem}`);
    return dx as Tensor;
  });
}

function problemOf(dx: unknown, x: Tensor): string | null {
  if (!(dx instanceof Tensor)) return `is ${typeof dx}, not a tensor`;
  if (!sameShape(dx.shape, x.shape)) {
    return `has shape ${formatShape(dx.shape)}, the tensor ${formatShape(x.shape)}; sum over axes that were broadcast`;
  }
  return dx.dtype === x.dtype ? null : `is ${dx.dtype}, the tensor ${x.dtype}; cast it`;
}
