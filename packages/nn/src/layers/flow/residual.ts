import { formatShape, ShapeError, sameShape, type Tensor } from "@gradiente/core";
import { checkArgument, declareOptions, instanceOf, optionsOf, toTensor } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";
import { giveBackBetween, keepsNothing } from "../keeping.ts";

/** Options of {@link Residual}. */
export interface ResidualOptions {
  /** What the input goes through beside the inner module. Default: nothing, the input is added as it is. */
  readonly shortcut?: Module;
}

const aModule = instanceOf<Module>("a Module", Module);
const RESIDUAL = declareOptions<ResidualOptions>({ shortcut: aModule });

/**
 * x + inner(x), or shortcut(x) + inner(x): He et al., "Deep residual learning for image recognition" (2016). Where the inner
 * module changes the shape, the shortcut changes it too, as a convolution of size 1 with the same stride does.
 *
 * @example
 * ```ts
 * import { Conv2d, ReLU, Residual, Sequential } from "@gradiente/nn";
 *
 * const block = new Residual(
 *   new Sequential(new Conv2d(8, 16, 3, { stride: 2, padding: 1 }), new ReLU(), new Conv2d(16, 16, 3, { padding: 1 })),
 *   { shortcut: new Conv2d(8, 16, 1, { stride: 2 }) },
 * );
 * ```
 */
export class Residual extends Module {
  /** @internal */
  static readonly keepsNothing = ({ inner, shortcut }: Residual): boolean =>
    keepsNothing(inner) && (shortcut === undefined || keepsNothing(shortcut));

  /** What is learnt on top of the input. */
  readonly inner: Module;
  /** What the input goes through; undefined if it is added as it is. */
  readonly shortcut: Module | undefined;

  /**
   * A module that adds its input to what `inner` makes of it.
   *
   * @throws TypeError for what is no Module.
   */
  constructor(inner: Module, options?: ResidualOptions) {
    super();
    checkArgument("Residual", "the inner module", inner, aModule);
    this.inner = inner;
    this.shortcut = optionsOf("Residual", options, RESIDUAL).shortcut;
  }

  /** @throws ShapeError unless both have one shape. */
  override forward(x: Tensor): Tensor {
    const { inner, shortcut } = this;
    const given = toTensor("Residual", x);
    const change = inner.forward(given);
    const kept = shortcut === undefined ? given : shortcut.forward(given);
    if (!sameShape(kept.shape, change.shape)) {
      const from = shortcut === undefined ? "the input" : "the shortcut";
      throw new ShapeError(
        `Residual: the inner module gives shape ${formatShape(change.shape)}, and ${from} has ${formatShape(kept.shape)}; ` +
          "give a shortcut, { shortcut: ... }, that makes the same shape of the input",
      );
    }
    const sum = kept.add(change);
    giveBackBetween([inner], [change], [given, kept]);
    if (shortcut !== undefined) giveBackBetween([shortcut], [kept], [given, change]);
    return sum;
  }
}
