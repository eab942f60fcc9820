import {
  type CellName,
  concat,
  DTypeError,
  formatShape,
  ShapeError,
  sameShape,
  stack,
  type Tensor,
} from "@gradiente/core";
import { aBoolean, aTensor, declareOptions, numeric, toTensor, whole } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";
import { Dropout } from "../dropout.ts";
import { WEIGHTS, type WeightOptions } from "../weights.ts";
import { pass } from "./pass.ts";
import { checkAxes, stateOf } from "./state.ts";
import { checkSizes, namesOf, type RecurrentWeights, recurrentWeights } from "./weights.ts";

/** Options of recurrent layers. */
export interface RecurrentLayerOptions extends WeightOptions {
  /** How many layers lie one upon another: each takes the outputs of the one below. At most 1024. Default: 1. */
  readonly layers?: number;
  /** Whether each layer also runs from the last step to the first; outputs are joined, forward first. Default: false. */
  readonly bidirectional?: boolean;
  /** The probability with which outputs of each layer but the last are set to 0 in training mode. Default: 0. */
  readonly dropout?: number;
  /** Whether inputs and outputs are `[batch, time, ...]` instead of `[time, batch, ...]`. Default: false, as PyTorch's. */
  readonly batchFirst?: boolean;
}

export const RECURRENT_LAYER = declareOptions<RecurrentLayerOptions>({
  ...WEIGHTS.checks,
  layers: whole(1, 1024),
  bidirectional: aBoolean,
  dropout: numeric("at least 0 and below 1", (value) => value >= 0 && value < 1),
  batchFirst: aBoolean,
});

/** What a sequence may start with, and which of its steps count. */
export interface RecurrentInputs {
  /** The states before the first step, `[layers · directions, batch, hidden]`, for a sequence alone without batch. Default: zeros. */
  readonly hidden?: Tensor;
  /**
   * Which steps of which sequence count, bool `[batch, time]` also without `batchFirst`, or `[time]` for a sequence alone; {@link lengthMask} makes one of
   * lengths. Where it is false, states stay as they are, outputs are 0, and inputs have no influence and no gradient: as of
   * PyTorch's packed sequences. Default: all.
   */
  readonly mask?: Tensor;
}

export const SEQUENCE = declareOptions<RecurrentInputs>({ hidden: aTensor, mask: aTensor });

/** What a recurrent layer gives. */
export interface RecurrentOutput {
  /** The outputs of the last layer, `[time, batch, directions · hidden]`, or `[batch, time, ...]` with `batchFirst`. */
  readonly output: Tensor;
  /** The last states of all layers, `[layers · directions, batch, hidden]`. */
  readonly hidden: Tensor;
}

/** What recurrent layers have in common: cells in layers and directions. */
export abstract class RecurrentLayer<Options, Output> extends Module<
  readonly [x: Tensor, options?: Options],
  Output
> {
  /** The number of features of the inputs. */
  readonly inputFeatures: number;
  /** The number of features of a state. */
  readonly hiddenFeatures: number;
  /** How many layers lie one upon another. */
  readonly layers: number;
  /** Whether each layer also runs backwards. */
  readonly bidirectional: boolean;
  /** Whether the first axis of inputs and outputs is that of the batch. */
  readonly batchFirst: boolean;
  /** The weights of each layer: layer 0, layer 0 backwards if there are two directions, layer 1, ... */
  readonly weights: readonly RecurrentWeights[];
  readonly #kind: CellName;
  readonly #dropout: Dropout;

  protected constructor(
    name: string,
    kind: CellName,
    inputFeatures: number,
    hiddenFeatures: number,
    { layers = 1, bidirectional = false, dropout = 0, batchFirst = false, ...chosen }: RecurrentLayerOptions,
    projectionFeatures?: number,
  ) {
    super();
    checkSizes(name, inputFeatures, hiddenFeatures);
    this.#kind = kind;
    this.#dropout = new Dropout(
      dropout,
      chosen.generator === undefined ? {} : { generator: chosen.generator },
    );
    this.inputFeatures = inputFeatures;
    this.hiddenFeatures = hiddenFeatures;
    this.layers = layers;
    this.bidirectional = bidirectional;
    this.batchFirst = batchFirst;
    const directions = bidirectional ? 2 : 1;
    this.weights = Array.from({ length: layers * directions }, (_, i) =>
      recurrentWeights(
        kind,
        i < directions ? inputFeatures : directions * (projectionFeatures ?? hiddenFeatures),
        hiddenFeatures,
        chosen,
        projectionFeatures,
      ),
    );
  }

  /** The outputs, and the last of each kind of state. */
  protected run(
    x: Tensor,
    states: readonly (readonly [name: string, given: Tensor | undefined])[],
    mask: Tensor | undefined,
  ): { readonly output: Tensor; readonly last: readonly Tensor[] } {
    const name = this.constructor.name;
    const given = toTensor(name, x);
    const isOne = given.ndim === 2;
    const axes = this.batchFirst ? "[batch, time, features]" : "[time, batch, features]";
    checkAxes(name, given, [2, 3], this.inputFeatures, `${axes} or [time, features]`);
    if (given.shape[this.batchFirst && !isOne ? 1 : 0] === 0)
      throw new ShapeError(`${name}: a sequence needs at least one step, not ${formatShape(given.shape)}`);
    if (!isOne) {
      const timeFirst = this.batchFirst ? given.transpose(0, 1) : given;
      const { output, last } = this.#through(timeFirst, this.#initial(timeFirst, states), mask);
      return { output: this.batchFirst ? output.transpose(0, 1) : output, last };
    }
    // A sequence alone is a batch of one.
    const batch = given.unsqueeze(1);
    const initial = this.#initial(given, states).map((state) => state.unsqueeze(1));
    const { output, last } = this.#through(batch, initial, mask);
    return { output: output.squeeze(1), last: last.map((state) => state.squeeze(1)) };
  }

  /** The states before the first step, of all layers, for `[time, batch, features]` or `[time, features]`. */
  #initial(
    x: Tensor,
    states: readonly (readonly [name: string, given: Tensor | undefined])[],
  ): readonly Tensor[] {
    return states.map(([state, value], k) => {
      const features = (k === 0 ? this.weights[0].projection?.shape[0] : undefined) ?? this.hiddenFeatures;
      const shape = [this.weights.length, ...x.shape.slice(1, -1), features];
      return stateOf(this.constructor.name, state, value, shape, x);
    });
  }

  #through(
    x: Tensor,
    states: readonly Tensor[],
    mask: Tensor | undefined,
  ): { readonly output: Tensor; readonly last: readonly Tensor[] } {
    const [time, batch] = x.shape;
    const counts =
      mask === undefined ? undefined : checkedMask(this.constructor.name, mask, batch, time).transpose();
    const directions = this.bidirectional ? 2 : 1;
    const initial = states.map((state) => state.unbind(0));
    const last = states.map((): Tensor[] => []);
    const masked = counts?.unsqueeze(-1);
    this.#dropout.train(this.training);
    // What does not count may hold anything, NaN too.
    let y = masked === undefined ? x : masked.where(x, 0);
    for (let layer = 0; layer < this.layers; layer++) {
      const input = layer === 0 ? y : this.#dropout.forward(y);
      const outputs: Tensor[] = [];
      for (let direction = 0; direction < directions; direction++) {
        const place = layer * directions + direction;
        const before = initial.map((state) => state[place]);
        const found = pass(this.#kind, input, this.weights[place], before, {
          reverse: direction === 1,
          mask: counts,
        });
        outputs.push(found.output);
        last.forEach((kept, k) => {
          kept.push(found.last[k]);
        });
      }
      y = directions === 1 ? outputs[0] : concat(outputs, -1);
    }
    const output = masked === undefined ? y : masked.where(y, 0);
    return { output, last: last.map((kept) => stack(kept)) };
  }

  protected override fields(): Iterable<readonly [string, unknown]> {
    const directions = this.bidirectional ? 2 : 1;
    return this.weights.flatMap((weights, i) =>
      namesOf(weights, `_l${Math.floor(i / directions)}${i % directions === 1 ? "_reverse" : ""}`),
    );
  }

  protected override describe(): string {
    const { layers, weights } = this;
    const { projection } = weights[0];
    const parts = [`${this.inputFeatures} -> ${this.hiddenFeatures}`];
    if (projection !== undefined) parts[0] += ` -> ${projection.shape[0]}`;
    if (layers > 1) parts.push(`${layers} layers`);
    if (this.bidirectional) parts.push("bidirectional");
    if (this.#dropout.probability > 0) parts.push(`dropout ${this.#dropout.probability}`);
    if (weights[0].inputBias === undefined) parts.push("no bias");
    if (this.batchFirst) parts.push("batch first");
    return parts.join(", ");
  }
}

/** The mask of a batch, `[batch, time]`; that of a sequence alone may have no axis of a batch. */
function checkedMask(layer: string, given: Tensor, batch: number, time: number): Tensor {
  const mask = given.ndim === 1 && batch === 1 ? given.unsqueeze(0) : given;
  if (mask.dtype !== "bool") {
    throw new DTypeError(
      `${layer}: the mask must be bool, not ${mask.dtype}; compare it, e.g. x.ne(0), or use lengthMask`,
    );
  }
  if (!sameShape(mask.shape, [batch, time])) {
    throw new ShapeError(
      `${layer}: the mask must be [${batch} batch, ${time} time], not ${formatShape(mask.shape)}`,
    );
  }
  return mask;
}
