import type { Tensor } from "@gradiente/core";
import { declareOptions, optionsOf } from "@gradiente/core/arguments";
import { anActivation, type RNNActivation } from "./cells.ts";
import {
  RECURRENT_LAYER,
  type RecurrentInputs,
  RecurrentLayer,
  type RecurrentLayerOptions,
  type RecurrentOutput,
  SEQUENCE,
} from "./layer.ts";

/** Options of {@link RNN}. */
export interface RNNOptions extends RecurrentLayerOptions {
  /** The nonlinearity. Default: "tanh". */
  readonly activation?: RNNActivation;
}

const RNN_OPTIONS = declareOptions<RNNOptions>({ ...RECURRENT_LAYER.checks, activation: anActivation });

/**
 * A simple recurrent net over sequences: h' = tanh(W x + b + U h + c) at each step (Elman, "Finding structure in time", 1990).
 * `[time, batch, inputs]` gives `output`, `[time, batch, directions · hidden]`, and `hidden`, the last states,
 * `[layers · directions, batch, hidden]`. The paths of its Parameters are PyTorch's: `weight_ih_l0`, `weight_hh_l0`,
 * `bias_ih_l0`, `bias_hh_l0`, `weight_ih_l0_reverse`, `weight_ih_l1`, ...
 *
 * @example
 * ```ts
 * const { output, hidden } = new RNN(3, 4, { batchFirst: true }).forward(ones([2, 5, 3]));
 * output.shape; // [2, 5, 4]
 * hidden.shape; // [1, 2, 4]
 * ```
 */
export class RNN extends RecurrentLayer<RecurrentInputs, RecurrentOutput> {
  /**
   * A layer with new random weights, uniform on ±1/√hidden unless there are initialisers.
   *
   * @throws RangeError unless both numbers of features are whole numbers >= 1.
   */
  constructor(inputFeatures: number, hiddenFeatures: number, options?: RNNOptions) {
    const { activation = "tanh", ...chosen } = optionsOf("RNN", options, RNN_OPTIONS);
    super("RNN", activation, inputFeatures, hiddenFeatures, chosen);
  }

  /** @throws ShapeError unless x is `[time, batch, inputs]`, `[batch, time, inputs]` with `batchFirst`, or `[time, inputs]`, and the options fit. */
  override forward(x: Tensor, options?: RecurrentInputs): RecurrentOutput {
    const { hidden, mask } = optionsOf("RNN", options, SEQUENCE);
    const { output, last } = this.run(x, [["hidden", hidden]], mask);
    return { output, hidden: last[0] };
  }
}
