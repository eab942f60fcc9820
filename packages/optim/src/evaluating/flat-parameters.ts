import { concat, type DType, type Gradients, type Tensor, type Variable, zeros } from "@gradiente/core";

/** Parameters as one long vector, in float64 if one of them is. */
export class FlatParameters {
  readonly dtype: DType;
  readonly paths: readonly string[];
  /** The number of elements. */
  readonly size: number;
  readonly #parameters: ReadonlyMap<string, Variable>;

  constructor(parameters: ReadonlyMap<string, Variable>) {
    this.#parameters = parameters;
    this.paths = [...parameters.keys()];
    this.size = [...parameters.values()].reduce((total, { size }) => total + size, 0);
    this.dtype = [...parameters.values()].some(({ dtype }) => dtype === "float64") ? "float64" : "float32";
  }

  /** The present values. */
  values(): Tensor {
    return this.join([...this.#parameters.values()].map(({ value }) => value.detach()));
  }

  /** The gradient; zeros for parameters that took no part. */
  gradient(gradients: Gradients): Tensor {
    return this.join(
      [...this.#parameters.values()].map((parameter) =>
        isMoved(parameter, gradients)
          ? gradients.get(parameter)
          : zeros(parameter.shape, { dtype: this.dtype }),
      ),
    );
  }

  /** Sets the parameters, but for those that are frozen. */
  set(vector: Tensor): void {
    const values = this.split(vector);
    for (const [path, parameter] of this.#parameters) {
      if (parameter.trainable) parameter.set((values.get(path) as Tensor).cast(parameter.dtype));
    }
  }

  /** One vector of a tensor for each parameter. */
  join(tensors: readonly Tensor[]): Tensor {
    return concat(tensors.map((x) => x.cast(this.dtype).reshape([x.size])));
  }

  /** The parts of a vector, in the shapes of the parameters. */
  split(vector: Tensor): Map<string, Tensor> {
    let start = 0;
    const parts = new Map<string, Tensor>();
    for (const [path, { size, shape }] of this.#parameters) {
      parts.set(path, vector.slice([[start, start + size]]).reshape(shape));
      start += size;
    }
    return parts;
  }
}

function isMoved(parameter: Variable, gradients: Gradients): boolean {
  return parameter.trainable && gradients.has(parameter);
}
