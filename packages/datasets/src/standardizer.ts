import { type Tensor, tensor } from "@gradiente/core";

/**
 * Shifts and scales each column to mean 0 and (population) standard deviation 1, by the figures of the rows that it
 * was fitted on; fit it on the training part only, so that nothing of the test part leaks into the model.
 *
 * A column that is constant in the fitted rows is shifted but not scaled: it becomes 0, never NaN.
 *
 * @example
 * ```ts
 * const standardizer = new Standardizer().fit(train.x);
 * const x = standardizer.transform(test.x);
 * ```
 */
export class Standardizer {
  #fitted: { readonly mean: Tensor; readonly standardDeviation: Tensor; readonly scale: Tensor } | null =
    null;

  /** The columns' means, `[columns]`. */
  get mean(): Tensor {
    return this.#figures("mean").mean;
  }

  /** The columns' population standard deviations, `[columns]`; 0 for a constant column. */
  get standardDeviation(): Tensor {
    return this.#figures("standardDeviation").standardDeviation;
  }

  /**
   * Takes means and standard deviations from the rows of `x`, in place of those of an earlier fit.
   *
   * @param x - `[rows, columns]`. The figures are computed in float64, and kept as float64 if x is, else as float32.
   * @throws RangeError if x is not of two dimensions, has no rows, or holds a value that is not finite.
   */
  fit(x: Tensor): this {
    const [rows, columns] = x.shape as [number, number];
    if (x.ndim !== 2 || rows === 0) {
      throw new RangeError(
        `Standardizer.fit: x must be [rows, columns] with at least one row, not ${shapeOf(x)}`,
      );
    }
    const { mean, standardDeviation } = columnFigures(x.toTypedArray(), rows, columns);
    const dtype = x.dtype === "float64" ? "float64" : "float32";
    // Rounded first: a deviation too small for float32 would divide by 0 as well.
    const scale = standardDeviation.map((deviation) => (Math.fround(deviation) === 0 ? 1 : deviation));
    this.#fitted = {
      mean: tensor(mean, { dtype }),
      standardDeviation: tensor(standardDeviation, { dtype }),
      scale: tensor(scale, { dtype }),
    };
    return this;
  }

  /**
   * Standardises rows by the fitted figures.
   *
   * @param x - `[..., columns]`.
   * @throws Error before {@link Standardizer.fit}.
   * @throws RangeError if x has another number of columns than the fitted rows.
   */
  transform(x: Tensor): Tensor {
    const { mean, scale } = this.#figuresFor("transform", x);
    return x.sub(mean).div(scale);
  }

  /**
   * Undoes {@link Standardizer.transform}.
   *
   * @param x - `[..., columns]`.
   * @throws Error before {@link Standardizer.fit}.
   * @throws RangeError if x has another number of columns than the fitted rows.
   */
  inverseTransform(x: Tensor): Tensor {
    const { mean, scale } = this.#figuresFor("inverseTransform", x);
    return x.mul(scale).add(mean);
  }

  #figures(method: string) {
    if (this.#fitted === null)
      throw new Error(`Standardizer.${method}: nothing is fitted yet; call fit(x) first`);
    return this.#fitted;
  }

  #figuresFor(method: string, x: Tensor) {
    const figures = this.#figures(method);
    const { size: columns } = figures.mean;
    if (x.shape.at(-1) !== columns) {
      throw new RangeError(
        `Standardizer.${method}: fitted on ${columns} columns, but the last axis of x is another: ${shapeOf(x)}`,
      );
    }
    return figures;
  }
}

/** Means and population standard deviations of the columns of a table, in two passes over its rows. */
function columnFigures(
  values: ArrayLike<number>,
  rows: number,
  columns: number,
): { mean: Float64Array; standardDeviation: Float64Array } {
  const sum = new Float64Array(columns);
  const variance = new Float64Array(columns);
  const varies = new Uint8Array(columns);
  for (let at = 0; at < rows * columns; at++) {
    const column = at % columns;
    if (!Number.isFinite(values[at])) throw notFinite(values[at], Math.floor(at / columns), column);
    sum[column] += values[at];
    if (values[at] !== values[column]) varies[column] = 1;
  }
  const mean = sum.map((total) => total / rows);
  for (let at = 0; at < rows * columns; at++) {
    const column = at % columns;
    variance[column] += (values[at] - mean[column]) ** 2 / rows;
  }
  // A constant is told by its values: rounding leaves it a variance that is tiny, not 0, and a mean a little off.
  for (let column = 0; column < columns; column++) {
    if (varies[column] === 1) continue;
    mean[column] = values[column];
    variance[column] = 0;
  }
  return { mean, standardDeviation: variance.map(Math.sqrt) };
}

function notFinite(value: number, row: number, column: number): RangeError {
  const way = "fill in or drop such values first";
  return new RangeError(`Standardizer.fit: column ${column} holds ${value} in row ${row}; ${way}`);
}

function shapeOf(x: Tensor): string {
  return `[${x.shape.join(", ")}]`;
}
