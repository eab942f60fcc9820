import { Tensor } from "@gradiente/core";
import { found, toTensor } from "@gradiente/core/arguments";
import { giveBackLater, isWorthGivingBack } from "@gradiente/core/backend";
import { nnCopy } from "../copy.ts";
import { type AnyModule, Module } from "../module.ts";
import { isNew, keepsNothing } from "./keeping.ts";

/** What the first of some layers takes; a tensor if there is none. */
export type FirstInputs<Layers extends readonly AnyModule[]> = Layers extends readonly []
  ? readonly [Tensor]
  : Layers[0] extends Module<infer Inputs, unknown>
    ? Inputs
    : never;

/** What the last of some layers gives; a tensor if there is none. */
export type LastOutput<Layers extends readonly AnyModule[]> = Layers extends readonly []
  ? Tensor
  : (Layers extends readonly [...unknown[], infer Last] ? Last : Layers[number]) extends Module<
        never,
        infer Output
      >
    ? Output
    : never;

/** The same layers, where each must take what the one before it gives. Of an array, whose length is not known, any. */
export type Chained<Layers extends readonly AnyModule[]> = number extends Layers["length"]
  ? Layers
  : { [I in keyof Layers]: After<["start", ...Layers][I & keyof ["start", ...Layers]], Layers[I]> };

type After<Before, Layer> =
  Before extends Module<never, infer Output>
    ? Layer extends Module<infer Inputs, unknown>
      ? [Output] extends Inputs
        ? Layer
        : Module<[Output], unknown>
      : Layer
    : Layer;

/**
 * Runs layers one after another. What one hands to the next goes back as soon as nothing needs it, if both are of ours: then
 * nobody else can have it.
 */
function throughLayers(
  layers: readonly Module<readonly unknown[], unknown>[],
  inputs: readonly unknown[],
): unknown {
  let y = layers[0].forward(...inputs);
  /** The last memory that a layer has made, and that only the layers here have had. */
  let between = isLarge(y) && keepsNothing(layers[0]) && isNew(y, inputs) ? y : null;
  for (let i = 1; i < layers.length; i++) {
    const x = y;
    y = layers[i].forward(x);
    if (between === null && !isLarge(y)) continue;
    if (!keepsNothing(layers[i])) between = null;
    else if (isNew(y, [x])) {
      if (between !== null) giveBackLater(between);
      between = isLarge(y) ? y : null;
    }
  }
  return y;
}

const isLarge = (y: unknown): y is Tensor => y instanceof Tensor && isWorthGivingBack(y);

/**
 * Layers one after another: each takes the output of the one before it. The first takes what the model takes, which may be
 * several inputs, and the last gives what it gives. In paths, a layer is named by its number, as in PyTorch: `0.weight`.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { Dense, ReLU, Sequential } from "@gradiente/nn";
 *
 * const model = new Sequential(new Dense(784, 64), new ReLU(), new Dense(64, 10));
 * model.forward(ones([32, 784])).shape; // [32, 10]
 * ```
 */
export class Sequential<const Layers extends readonly AnyModule[] = readonly Module[]> extends Module<
  FirstInputs<Layers>,
  LastOutput<Layers>
> {
  /** @internal */
  static readonly keepsNothing = ({ layers }: Sequential): boolean => layers.every(keepsNothing);

  /** The layers in their order. */
  readonly layers: Layers;

  /**
   * A model that runs these layers, one after the other.
   *
   * @throws TypeError if an argument is not a Module.
   */
  constructor(...layers: Layers & Chained<Layers>) {
    super();
    Array.from(layers).forEach((layer, i) => {
      if (!(layer instanceof Module)) {
        nnCopy.check("Sequential", layer);
        const given = Array.isArray(layer)
          ? "an array: spread it, as in ...layers"
          : `${found(layer)}${typeof layer === "function" ? "; is it a class without new?" : ""}`;
        throw new TypeError(`Sequential: layer ${i} is not a Module but ${given}`);
      }
    });
    this.layers = layers;
  }

  override forward(...inputs: FirstInputs<Layers>): LastOutput<Layers> {
    const layers = this.layers as readonly Module<readonly unknown[], unknown>[];
    if (layers.length === 0) return toTensor("Sequential", inputs[0] as Tensor) as LastOutput<Layers>;
    return throughLayers(layers, inputs) as LastOutput<Layers>;
  }

  protected override fields(): Iterable<readonly [string, unknown]> {
    return this.layers.map((layer, i) => [String(i), layer]);
  }
}
