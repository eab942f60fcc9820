import type { PerAxis, PoolingOptions, Tensor } from "@gradiente/core";
import { type OptionTable, optionsOf, toTensor } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";
import { checkGeometry, type Rank, windowSizes } from "../windows.ts";

/** What pooling does with windows: all that differs between the layers. */
export interface PoolKind<Options extends object> {
  /** The name of the layer, for errors. */
  readonly name: string;
  /** The number of axes of a window. */
  readonly rank: Rank;
  /** The options of the layer. */
  readonly table: OptionTable<Options>;
  /** The op. */
  readonly pool: (x: Tensor, size: PerAxis, options: Options) => Tensor;
}

/** What all layers are that pool over windows, for any number of axes. */
export abstract class WindowPool<Options extends PoolingOptions> extends Module {
  /** @internal */
  static readonly keepsNothing = true;

  /** The size of a window. */
  readonly size: PerAxis;
  /** The options of the op, such as stride and padding. */
  readonly options: Options;
  readonly #kind: PoolKind<Options>;

  protected constructor(kind: PoolKind<Options>, size: PerAxis, options: Options | undefined) {
    super();
    const chosen = optionsOf(kind.name, options, kind.table);
    windowSizes(kind.name, size, kind.rank);
    checkGeometry(kind.name, kind.rank, chosen);
    this.size = size;
    this.options = chosen;
    this.#kind = kind;
  }

  /** @throws ShapeError if there are too few axes, or a window does not fit. */
  override forward(x: Tensor): Tensor {
    return this.#kind.pool(toTensor(this.#kind.name, x), this.size, this.options);
  }

  protected override describe(): string {
    return windowSizes(this.#kind.name, this.size, this.#kind.rank).join("x");
  }
}
