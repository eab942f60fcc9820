import { noGrad, Tensor, Variable } from "@gradiente/core";
import { check, checkArgument, mapOf, someGradients } from "@gradiente/core/arguments";
import type { BackwardRecord, Callback, Run } from "../callback.ts";

/**
 * Thrown by {@link NaNGuard} and {@link checkFinite}. It is the `cause` of the error that fit throws.
 *
 * @example
 * ```ts
 * const w = new Variable(tensor([0]));
 * const loss = w.log().sum();
 * let found: unknown;
 * try {
 *   checkFinite(new Map([["w", w]]), loss, loss.backward());
 * } catch (error) {
 *   found = error;
 * }
 * found instanceof NotFiniteError; // true
 * ```
 */
export class NotFiniteError extends Error {
  override readonly name = "NotFiniteError";
  /** The path of the parameter whose value or gradient is not finite; undefined if only the loss is not finite. */
  readonly parameter: string | undefined;

  constructor(message: string, parameter: string | undefined) {
    super(message);
    this.parameter = parameter;
  }
}

/**
 * Ends a training at the first NaN or infinity, before an update spreads it. After each backward pass, it checks the
 * parameters, the gradients and the loss; after each epoch, it checks the parameters. The error names the first that is
 * not finite, in the order of the model's layers. Put this callback before those that keep weights. In your own training
 * loop, call `checkFinite(model.parameters(), loss, gradients)`.
 *
 * @example
 * ```ts
 * const model = new Dense(2, 2);
 * const history = await fit(model, {
 *   data: moons({ samples: 20, seed: 0 }),
 *   loss: crossEntropyLoss,
 *   optimizer: new SGD(model.parameters(), { learningRate: 0.1 }),
 *   epochs: 2,
 *   callbacks: [new NaNGuard()],
 * });
 * history.length; // 2
 * ```
 */
export class NaNGuard implements Callback {
  /** Checks a batch before its update. @throws NotFiniteError */
  onBackward({ optimizer }: Run, { loss, gradients }: BackwardRecord): void {
    checkFinite(optimizer.parameters, loss, gradients);
  }

  /** Checks the last update of an epoch, before a checkpoint is written or the best weights are kept. @throws NotFiniteError */
  onEpochEnd({ optimizer }: Run): void {
    checkParameters(optimizer.parameters);
  }
}

const parametersByPath = mapOf<Parameters>("Variables by path", (value) => value instanceof Variable);
const aLoss = check<Tensor>(
  "a tensor with one element",
  (value) => value instanceof Tensor && value.size === 1,
);

type Parameters = ReadonlyMap<string, Variable>;

/**
 * Checks that parameters, gradients and loss are finite.
 *
 * @throws NotFiniteError if one of them is not. It names the first: a parameter, else a gradient, else the loss.
 * @example
 * ```ts
 * const w = new Variable(tensor([1]));
 * const loss = w.log().sum();
 * checkFinite(new Map([["w", w]]), loss, loss.backward());
 * ```
 */
export function checkFinite(
  parameters: Parameters,
  loss: Tensor,
  gradients: BackwardRecord["gradients"],
): void {
  checkArgument("checkFinite", "the parameters", parameters, parametersByPath);
  checkArgument("checkFinite", "the loss", loss, aLoss);
  checkArgument("checkFinite", "the gradients", gradients, someGradients);
  checkParameters(parameters);
  for (const [path, parameter] of parameters) {
    const found = gradients.has(parameter) ? firstNotFinite(gradients.get(parameter)) : undefined;
    if (found !== undefined) {
      const way = `the loss is ${loss.item()}; look for a logarithm, root or quotient at the edge of its domain`;
      throw new NotFiniteError(`the gradient of parameter ${path} holds ${found}; ${way}`, path);
    }
  }
  if (!Number.isFinite(loss.item())) {
    throw new NotFiniteError(
      `the loss is ${loss.item()}, though all parameters and gradients are finite`,
      undefined,
    );
  }
}

function checkParameters(parameters: Parameters): void {
  for (const [path, parameter] of parameters) {
    const found = firstNotFinite(parameter.value);
    if (found === undefined) continue;
    const way = "an earlier update put it there: lower the learning rate, or clip the gradients";
    throw new NotFiniteError(`parameter ${path} holds ${found}; ${way}`, path);
  }
}

/** The first value that is NaN or infinite, and its position. */
function firstNotFinite(x: Tensor): string | undefined {
  // 0 · ∞ and 0 · NaN are NaN, so one pass shows whether there is such a value.
  if (noGrad(() => x.mul(0).sum().item()) === 0) return undefined;
  const values = x.toTypedArray();
  const place = values.findIndex((value: number) => !Number.isFinite(value));
  return `${values[place]} (element ${place} of ${values.length})`;
}
