import { noGrad, type Tensor, type Variable } from "@gradiente/core";
import type { BackwardRecord, Callback, Run } from "../callback.ts";

/** Thrown by {@link NaNGuard}, and the `cause` of what fit throws then. */
export class NotFiniteError extends Error {
  override readonly name = "NotFiniteError";
  /** The path of the parameter that is not finite, or whose gradient is not; undefined if only the loss is not. */
  readonly parameter: string | undefined;

  constructor(message: string, parameter: string | undefined) {
    super(message);
    this.parameter = parameter;
  }
}

/**
 * Ends a training at the first NaN or infinity, before the update that would spread it: looks, after each backward
 * pass, at the parameters, the gradients and the loss, and after each epoch at the parameters, and names the first at
 * fault, in the order of the model's layers. Put it before callbacks that keep weights. In a loop of your own: `checkFinite(model.parameters(), loss, gradients)`.
 */
export class NaNGuard implements Callback {
  onBackward({ optimizer }: Run, { loss, gradients }: BackwardRecord): void {
    checkFinite(optimizer.parameters, loss, gradients);
  }

  /** The last update of an epoch too, before a checkpoint is written or the best weights are kept. */
  onEpochEnd({ optimizer }: Run): void {
    checkParameters(optimizer.parameters);
  }
}

type Parameters = ReadonlyMap<string, Variable>;

/**
 * Does nothing if parameters, gradients and loss are finite.
 *
 * @throws NotFiniteError which names the first that is not: a parameter, else a gradient, else the loss.
 */
export function checkFinite(
  parameters: Parameters,
  loss: Tensor,
  gradients: BackwardRecord["gradients"],
): void {
  checkParameters(parameters);
  for (const [path, parameter] of parameters) {
    const found = gradients.has(parameter) ? firstNotFinite(gradients.get(parameter)) : undefined;
    if (found !== undefined) {
      const way = `the loss is ${loss.item()}; look for a log, root or quotient at the edge of its domain`;
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

/** The first value that is NaN or infinite, and where it stands. */
function firstNotFinite(x: Tensor): string | undefined {
  // 0 · ∞ and 0 · NaN are NaN: one pass tells whether to look closer.
  if (noGrad(() => x.mul(0).sum().item()) === 0) return undefined;
  const values = x.toTypedArray();
  const place = values.findIndex((value: number) => !Number.isFinite(value));
  return `${values[place]} (element ${place} of ${values.length})`;
}
