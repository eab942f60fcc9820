import { type Tensor, tensor } from "@gradiente/core";
import { aTensor, checkArgument } from "@gradiente/core/arguments";
import { inheritPart } from "../splits/parts.ts";
import { Table } from "../table/table.ts";
import { type LearningData, labelOf, wholeNumbers } from "./columns.ts";
import { Transform } from "./transform.ts";

/** The center and the width of a column. */
export interface Extent {
  readonly center: number;
  /** 0 for a constant column. */
  readonly spread: number;
}

interface ScalerFigures {
  readonly dtype: "float32" | "float64";
  readonly center: readonly number[];
  readonly spread: readonly number[];
}

/**
 * The base class of scalers, which shift and scale each column: (x - center) / spread, then from [0, 1] to the range
 * [low, high]. A column with a spread of 0 is shifted but not scaled. `fit` refuses missing values; `transform` leaves
 * them NaN.
 *
 * @example
 * ```ts
 * const scaler: Scaler = new Standardizer();
 * const scaled = scaler.fitTransform(tensor([[1], [3]]));
 * scaled; // [[-1], [1]]
 * scaler.inverseTransform(scaled); // [[1], [3]]
 * ```
 */
export abstract class Scaler extends Transform<ScalerFigures> {
  /** The range to which [0, 1] is mapped. */
  protected readonly range: readonly [low: number, high: number] = [0, 1];
  /** The center and the spread of a column with these values. */
  protected abstract extent(values: Float64Array): Extent;

  /**
   * Undoes `transform`.
   *
   * @param x - A tensor `[..., columns]`, or a table.
   * @throws Error before `fit`.
   * @throws RangeError if the columns are not the fitted ones.
   */
  inverseTransform(x: Tensor): Tensor;
  inverseTransform(x: Table): Table;
  inverseTransform(x: Tensor | Table): Tensor | Table {
    const { columns, figures } = this.fittedFor("inverseTransform");
    if (x instanceof Table) {
      const table = this.checkedTable("inverseTransform", x);
      const inverse = this.inverseTransform(table.toTensor({ dtype: "float64" }));
      return inheritPart(Table.fromTensor(inverse, columns), x);
    }
    checkArgument(`${this.type}.inverseTransform`, "x", x, aTensor);
    this.checkWidth("inverseTransform", x, columns.length);
    const { center, scale } = tensorsOf(figures);
    const [low, high] = this.range;
    const wide = x.cast("float64");
    const unit = low === 0 && high === 1 ? wide : wide.sub(low).div(high - low);
    return inheritPart(unit.mul(scale).add(center).cast(floatingOf(x)), x);
  }

  protected learn({ columns, dtype }: LearningData): ScalerFigures {
    const extents = columns.names.map((name) => {
      const values = wholeNumbers(this.type, columns, name);
      const extent = this.extent(values);
      const held = dtype === "float32" ? Math.fround(extent.spread) : extent.spread;
      if (Number.isFinite(extent.center) && Number.isFinite(held) && Number.isFinite(rangeOf(values)))
        return extent;
      throw new RangeError(
        `${this.type}.fit: the values of column ${labelOf(name)} differ by more than ${dtype} can hold; divide them first`,
      );
    });
    // Adding 0 turns -0, which JSON does not keep, into 0.
    return {
      dtype,
      center: extents.map(({ center }) => center + 0),
      spread: extents.map(({ spread }) => spread + 0),
    };
  }

  protected apply(table: Table, figures: ScalerFigures): Table {
    const x = this.applyToTensor(table.toTensor({ dtype: "float64" }), table.names, figures);
    return Table.fromTensor(x, table.names);
  }

  /** Transforms `[..., columns]` with tensor ops, so that gradients flow through. */
  protected override applyToTensor(x: Tensor, columns: readonly string[], figures: ScalerFigures): Tensor {
    this.checkWidth("transform", x, columns.length);
    const { center, scale } = tensorsOf(figures);
    const [low, high] = this.range;
    const unit = x.cast("float64").sub(center).div(scale);
    return (low === 0 && high === 1 ? unit : unit.mul(high - low).add(low)).cast(floatingOf(x));
  }

  /** One of the figures as a tensor of the fitted dtype. */
  protected figure(name: string, of: (figures: ScalerFigures) => readonly number[]): Tensor {
    const { figures } = this.fittedFor(name);
    return tensor(Float64Array.from(of(figures)), { dtype: figures.dtype });
  }
}

/** Center and scale in float64, whatever they are applied to: a center of 2²⁴ has no digits behind the point in float32. */
function tensorsOf({ center, spread }: ScalerFigures): { center: Tensor; scale: Tensor } {
  const scale = Float64Array.from(spread, (value) => (value === 0 ? 1 : value));
  return { center: tensor(Float64Array.from(center)), scale: tensor(scale) };
}

/** How far values lie apart: as far as one may lie from the center. */
function rangeOf(values: Float64Array): number {
  return values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b));
}

/** The dtype of what a tensor is scaled to. */
function floatingOf(x: Tensor): "float32" | "float64" {
  return x.dtype === "float64" ? "float64" : "float32";
}
