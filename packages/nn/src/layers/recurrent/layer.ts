import {
  type CellName,
  concat,
  DTypeError,
  formatShape,
  recurrent,
  ShapeError,
  sameShape,
  stack,
  type Tensor,
} from "@gradiente/core";
import { aBoolean, aTensor, declareOptions, numeric, toTensor, whole } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";
import { Dropout } from "../dropout.ts";
import { WEIGHTS, type WeightOptions } from "../weights.ts";
import { checkAxes, stateOf } from "./state.ts";
import { checkSizes, namesOf, projected, type RecurrentWeights, recurrentWeights } from "./weights.ts";

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
  /** The states before the first step, `[layers · directions, batch, hidden]`. Default: zeros. */
  readonly hidden?: Tensor;
  /**
   * Which steps of which sequence count, bool `[batch, time]` also without `batchFirst`; {@link lengthMask} makes one of
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
        i < directions ? inputFeatures : directions * hiddenFeatures,
        hiddenFeatures,
        chosen,
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
    checkAxes(
      name,
      given,
      [...(this.batchFirst ? ["batch", "time"] : ["time", "batch"]), "features"],
      this.inputFeatures,
    );
    const timeFirst = this.batchFirst ? given.transpose(0, 1) : given;
    const [time, batch] = timeFirst.shape;
    if (time === 0)
      throw new ShapeError(`${name}: a sequence needs at least one step, not ${formatShape(given.shape)}`);
    const counts = mask === undefined ? undefined : checkedMask(name, mask, batch, time).transpose();
    const directions = this.bidirectional ? 2 : 1;
    const shape = [this.layers * directions, batch, this.hiddenFeatures];
    const initial = states.map(([state, value]) => stateOf(name, state, value, shape, timeFirst).unbind(0));
    const last = states.map((): Tensor[] => []);

    const masked = counts?.unsqueeze(-1);
    this.#dropout.train(this.training);
    // What does not count may hold anything, NaN too.
    let y = masked === undefined ? timeFirst : masked.where(timeFirst, 0);
    for (let layer = 0; layer < this.layers; layer++) {
      const input = layer === 0 ? y : this.#dropout.forward(y);
      const outputs: Tensor[] = [];
      for (let direction = 0; direction < directions; direction++) {
        const place = layer * directions + direction;
        const weights = this.weights[place];
        const { gates, bias } = projected(this.#kind, input, weights);
        const found = recurrent(
          this.#kind,
          gates,
          weights.hiddenWeight.value.cast(gates.dtype),
          initial.map((state) => state[place].cast(gates.dtype)),
          {
            reverse: direction === 1,
            ...(bias === undefined ? {} : { bias: bias.cast(gates.dtype) }),
            ...(counts === undefined ? {} : { mask: counts }),
          },
        );
        outputs.push(found.slice([null, 0]));
        const end = direction === 1 ? 0 : time - 1;
        last.forEach((kept, k) => {
          kept.push(found.slice([end, k]));
        });
      }
      y = directions === 1 ? outputs[0] : concat(outputs, -1);
    }
    const output = masked === undefined ? y : masked.where(y, 0);
    return {
      output: this.batchFirst ? output.transpose(0, 1) : output,
      last: last.map((kept) => stack(kept)),
    };
  }

  protected override fields(): Iterable<readonly [string, unknown]> {
    const directions = this.bidirectional ? 2 : 1;
    return this.weights.flatMap((weights, i) =>
      namesOf(weights, `_l${Math.floor(i / directions)}${i % directions === 1 ? "_reverse" : ""}`),
    );
  }

  protected override describe(): string {
    const { layers, weights } = this;
    const parts = [`${this.inputFeatures} -> ${this.hiddenFeatures}`];
    if (layers > 1) parts.push(`${layers} layers`);
    if (this.bidirectional) parts.push("bidirectional");
    if (this.#dropout.probability > 0) parts.push(`dropout ${this.#dropout.probability}`);
    if (weights[0].inputBias === undefined) parts.push("no bias");
    if (this.batchFirst) parts.push("batch first");
    return parts.join(", ");
  }
}

function checkedMask(layer: string, mask: Tensor, batch: number, time: number): Tensor {
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
