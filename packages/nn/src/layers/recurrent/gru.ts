import type { Tensor } from "@gradiente/core";
import { optionsOf } from "@gradiente/core/arguments";
import {
  RECURRENT_LAYER,
  type RecurrentInputs,
  RecurrentLayer,
  type RecurrentLayerOptions,
  type RecurrentOutput,
  SEQUENCE,
} from "./layer.ts";

/**
 * Gated recurrent units over sequences (Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014, in the
 * form of PyTorch: the reset gate multiplies after the product). `[time, batch, inputs]` gives `output`, `[time, batch,
 * directions · hidden]`, and `hidden`, the last states, `[layers · directions, batch, hidden]`. The paths of its Parameters and
 * the order of the gates (reset, update, new) are PyTorch's.
 *
 * @example
 * ```ts
 * const layer = new GRU(3, 4, { batchFirst: true });
 * const { output, hidden } = layer.forward(ones([2, 5, 3]));
 * output.shape; // [2, 5, 4]
 * hidden.shape; // [1, 2, 4]
 * ```
 */
export class GRU extends RecurrentLayer<RecurrentInputs, RecurrentOutput> {
  /**
   * A layer with new random weights, uniform on ±1/√hidden unless there are initialisers.
   *
   * @throws RangeError unless both numbers of features are whole numbers >= 1.
   */
  constructor(inputFeatures: number, hiddenFeatures: number, options?: RecurrentLayerOptions) {
    super("GRU", "gru", inputFeatures, hiddenFeatures, optionsOf("GRU", options, RECURRENT_LAYER));
  }

  /** @throws ShapeError unless x is `[time, batch, inputs]`, `[batch, time, inputs]` with `batchFirst`, or `[time, inputs]`, and the options fit. */
  override forward(x: Tensor, options?: RecurrentInputs): RecurrentOutput {
    const { hidden, mask } = optionsOf("GRU", options, SEQUENCE);
    const { output, last } = this.run(x, [["hidden", hidden]], mask);
    return { output, hidden: last[0] };
  }
}
