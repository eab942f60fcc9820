import type { Tensor } from "@gradiente/core";
import { aTensor, checkArgument, declareOptions, numeric, optionsOf, whole } from "@gradiente/core/arguments";
import {
  RECURRENT_LAYER,
  type RecurrentInputs,
  RecurrentLayer,
  type RecurrentLayerOptions,
  type RecurrentOutput,
  SEQUENCE,
} from "./layer.ts";

/** Options of {@link LSTM}. */
export interface LSTMOptions extends RecurrentLayerOptions {
  /**
   * The number of features of the outputs, less than that of the cell states, from which a matrix makes them (Sak et al.,
   * "Long short-term memory based recurrent neural network architectures", 2014, equation 8): PyTorch's `proj_size`. States
   * `hidden` have as many, and the weights have the paths `weight_hr_l0` and so on. Default: no projection.
   */
  readonly projectionFeatures?: number;
}

const LSTM_OPTIONS = declareOptions<LSTMOptions>({
  ...RECURRENT_LAYER.checks,
  projectionFeatures: whole(1),
});

/** What a sequence of an {@link LSTM} may start with, and which of its steps count. */
export interface LSTMInputs extends RecurrentInputs {
  /** The cell states before the first step, `[layers · directions, batch, hidden]`. Default: zeros. */
  readonly cell?: Tensor;
}

/** What an {@link LSTM} gives. */
export interface LSTMOutput extends RecurrentOutput {
  /** The last cell states of all layers, `[layers · directions, batch, hidden]`. */
  readonly cell: Tensor;
}

const LSTM_SEQUENCE = declareOptions<LSTMInputs>({ ...SEQUENCE.checks, cell: aTensor });

/**
 * Long short-term memories over sequences (Hochreiter and Schmidhuber, "Long short-term memory", 1997, with the forget gate of
 * Gers et al., 2000). `[time, batch, inputs]` gives `output`, `[time, batch, directions · hidden]`, and the last states `hidden`
 * and `cell`, `[layers · directions, batch, hidden]`. The paths of its Parameters and the order of the gates (input, forget,
 * cell, output) are PyTorch's.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { LSTM } from "@gradiente/nn";
 *
 * const layer = new LSTM(3, 4, { layers: 2, batchFirst: true });
 * const { output, hidden, cell } = layer.forward(ones([2, 5, 3]));
 * output.shape; // [2, 5, 4]
 * layer.forward(ones([2, 1, 3]), { hidden, cell }).output.shape; // [2, 1, 4]
 * ```
 */
export class LSTM extends RecurrentLayer<LSTMInputs, LSTMOutput> {
  /**
   * A layer with new random weights, uniform on ±1/√hidden unless there are initialisers.
   *
   * @throws RangeError unless both numbers of features are whole numbers >= 1, and the projection has fewer than the latter.
   */
  constructor(inputFeatures: number, hiddenFeatures: number, options?: LSTMOptions) {
    const { projectionFeatures, ...chosen } = optionsOf("LSTM", options, LSTM_OPTIONS);
    super("LSTM", "lstm", inputFeatures, hiddenFeatures, chosen, projectionFeatures);
    if (projectionFeatures !== undefined) {
      const fewer = numeric(
        `less than the ${hiddenFeatures} hidden features`,
        (value) => value < hiddenFeatures,
      );
      checkArgument("LSTM", "projectionFeatures", projectionFeatures, fewer);
    }
  }

  /** @throws ShapeError unless x is `[time, batch, inputs]`, `[batch, time, inputs]` with `batchFirst`, or `[time, inputs]`, and the options fit. */
  override forward(x: Tensor, options?: LSTMInputs): LSTMOutput {
    const { hidden, cell, mask } = optionsOf("LSTM", options, LSTM_SEQUENCE);
    const states: [string, Tensor | undefined][] = [
      ["hidden", hidden],
      ["cell", cell],
    ];
    const { output, last } = this.run(x, states, mask);
    return { output, hidden: last[0], cell: last[1] };
  }
}
