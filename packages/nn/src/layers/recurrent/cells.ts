import { type CellName, recurrent, type Tensor } from "@gradiente/core";
import { aTensor, declareOptions, oneOf, optionsOf, toTensor } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";
import type { Parameter } from "../../parameter.ts";
import { WEIGHTS, type WeightOptions } from "../weights.ts";
import { checkAxes, stateOf } from "./state.ts";
import { checkSizes, namesOf, projected, type RecurrentWeights, recurrentWeights } from "./weights.ts";

/** The state before a step of an {@link RNNCell} or a {@link GRUCell}. */
export interface HiddenState {
  /** The output of the step before, `[batch, hidden]`, or `[hidden]` without a batch. Default: zeros. */
  readonly hidden?: Tensor;
}

/** The state before a step of an {@link LSTMCell}. What a step gives can be passed to the next one as it is. */
export interface LSTMCellState extends HiddenState {
  /** The cell state of the step before, `[batch, hidden]`. Default: zeros. */
  readonly cell?: Tensor;
}

const HIDDEN_STATE = declareOptions<HiddenState>({ hidden: aTensor });
const LSTM_STATE = declareOptions<LSTMCellState>({ hidden: aTensor, cell: aTensor });

/** What the cells have in common. */
abstract class Cell<State, Output> extends Module<readonly [x: Tensor, state?: State], Output> {
  /** By the inputs, `[gates · hidden, inputs]`: PyTorch's `weight_ih`. */
  readonly inputWeight: Parameter;
  /** By the state, `[gates · hidden, hidden]`: PyTorch's `weight_hh`. */
  readonly hiddenWeight: Parameter;
  /** `[gates · hidden]`, PyTorch's `bias_ih`; undefined without a bias. */
  readonly inputBias: Parameter | undefined;
  /** `[gates · hidden]`, PyTorch's `bias_hh`; undefined without a bias. */
  readonly hiddenBias: Parameter | undefined;
  /** The number of features of the inputs. */
  readonly inputFeatures: number;
  /** The number of features of a state. */
  readonly hiddenFeatures: number;
  readonly #kind: CellName;

  constructor(kind: CellName, inputFeatures: number, hiddenFeatures: number, weights: RecurrentWeights) {
    super();
    this.#kind = kind;
    this.inputFeatures = inputFeatures;
    this.hiddenFeatures = hiddenFeatures;
    this.inputWeight = weights.inputWeight;
    this.hiddenWeight = weights.hiddenWeight;
    this.inputBias = weights.inputBias;
    this.hiddenBias = weights.hiddenBias;
  }

  /** The states after a step, `[batch, hidden]` each, or `[hidden]`. */
  protected step(
    x: Tensor,
    states: readonly (readonly [name: string, given: Tensor | undefined])[],
  ): Tensor[] {
    const name = this.constructor.name;
    const given = toTensor(name, x);
    checkAxes(name, given, [1, 2], this.inputFeatures, "[batch, features] or [features]");
    const rows = given.reshape([1, -1, this.inputFeatures]);
    const { gates, bias } = projected(this.#kind, rows, this);
    const shape = [...given.shape.slice(0, -1), this.hiddenFeatures];
    const initial = states.map(([state, value]) =>
      stateOf(name, state, value, shape, gates).reshape([rows.shape[1], -1]),
    );
    const weight = this.hiddenWeight.value.cast(gates.dtype);
    const found = recurrent(
      this.#kind,
      gates,
      weight,
      initial,
      bias === undefined ? {} : { bias: bias.cast(gates.dtype) },
    );
    return found.reshape([states.length, ...shape]).unbind(0);
  }

  protected override fields(): Iterable<readonly [string, unknown]> {
    return namesOf(this);
  }

  protected override describe(): string {
    return `${this.inputFeatures} -> ${this.hiddenFeatures}${this.inputBias === undefined ? ", no bias" : ""}`;
  }
}

/** The nonlinearity of an {@link RNN} or an {@link RNNCell}. */
export type RNNActivation = "tanh" | "relu";

/** Options of {@link RNNCell}. */
export interface RNNCellOptions extends WeightOptions {
  /** The nonlinearity. Default: "tanh". */
  readonly activation?: RNNActivation;
}

export const anActivation = oneOf("tanh", "relu");

const RNN_CELL = declareOptions<RNNCellOptions>({ ...WEIGHTS.checks, activation: anActivation });

/**
 * One step of a simple recurrent net: h' = tanh(W x + b + U h + c), `[batch, inputs]` to `[batch, hidden]` (Elman, "Finding
 * structure in time", 1990). The paths of its Parameters are PyTorch's: `weight_ih`, `weight_hh`, `bias_ih`, `bias_hh`. For a
 * whole sequence, {@link RNN} is faster.
 *
 * @example
 * ```ts
 * const cell = new RNNCell(3, 4);
 * const first = cell.forward(ones([2, 3]));
 * cell.forward(ones([2, 3]), { hidden: first }).shape; // [2, 4]
 * ```
 */
export class RNNCell extends Cell<HiddenState, Tensor> {
  /**
   * A cell with new random weights, uniform on ±1/√hidden unless there are initialisers.
   *
   * @throws RangeError unless both numbers of features are whole numbers >= 1.
   */
  constructor(inputFeatures: number, hiddenFeatures: number, options?: RNNCellOptions) {
    const { activation = "tanh", ...chosen } = optionsOf("RNNCell", options, RNN_CELL);
    checkSizes("RNNCell", inputFeatures, hiddenFeatures);
    const weights = recurrentWeights(activation, inputFeatures, hiddenFeatures, chosen);
    super(activation, inputFeatures, hiddenFeatures, weights);
  }

  /**
   * The output after a step, `[batch, hidden]`, which is the state for the next one.
   *
   * @throws ShapeError unless x is `[batch, inputs]` or `[inputs]`, and the state `[batch, hidden]` or `[hidden]`.
   */
  override forward(x: Tensor, state?: HiddenState): Tensor {
    const { hidden } = optionsOf("RNNCell", state, HIDDEN_STATE);
    return this.step(x, [["hidden", hidden]])[0];
  }
}

/**
 * One step of a gated recurrent unit, `[batch, inputs]` to `[batch, hidden]` (Cho et al., "Learning phrase representations
 * using RNN encoder-decoder", 2014, in the form of PyTorch: the reset gate multiplies after the product). The paths of its
 * Parameters and the order of the gates (reset, update, new) are PyTorch's. For a whole sequence, {@link GRU} is faster.
 *
 * @example
 * ```ts
 * const cell = new GRUCell(3, 4);
 * const first = cell.forward(ones([2, 3]));
 * cell.forward(ones([2, 3]), { hidden: first }).shape; // [2, 4]
 * ```
 */
export class GRUCell extends Cell<HiddenState, Tensor> {
  /**
   * A cell with new random weights, uniform on ±1/√hidden unless there are initialisers.
   *
   * @throws RangeError unless both numbers of features are whole numbers >= 1.
   */
  constructor(inputFeatures: number, hiddenFeatures: number, options?: WeightOptions) {
    const chosen = optionsOf("GRUCell", options, WEIGHTS);
    checkSizes("GRUCell", inputFeatures, hiddenFeatures);
    super(
      "gru",
      inputFeatures,
      hiddenFeatures,
      recurrentWeights("gru", inputFeatures, hiddenFeatures, chosen),
    );
  }

  /**
   * The output after a step, `[batch, hidden]`, which is the state for the next one.
   *
   * @throws ShapeError unless x is `[batch, inputs]` or `[inputs]`, and the state `[batch, hidden]` or `[hidden]`.
   */
  override forward(x: Tensor, state?: HiddenState): Tensor {
    const { hidden } = optionsOf("GRUCell", state, HIDDEN_STATE);
    return this.step(x, [["hidden", hidden]])[0];
  }
}

/**
 * One step of a long short-term memory, `[batch, inputs]` to `[batch, hidden]` (Hochreiter and Schmidhuber, "Long short-term
 * memory", 1997, with the forget gate of Gers et al., 2000). The paths of its Parameters and the order of the gates (input,
 * forget, cell, output) are PyTorch's. For a whole sequence, {@link LSTM} is faster.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { LSTMCell } from "@gradiente/nn";
 *
 * const cell = new LSTMCell(3, 4);
 * let state = cell.forward(ones([2, 3]));
 * state = cell.forward(ones([2, 3]), state);
 * state.hidden.shape; // [2, 4]
 * ```
 */
export class LSTMCell extends Cell<LSTMCellState, Required<LSTMCellState>> {
  /**
   * A cell with new random weights, uniform on ±1/√hidden unless there are initialisers.
   *
   * @throws RangeError unless both numbers of features are whole numbers >= 1.
   */
  constructor(inputFeatures: number, hiddenFeatures: number, options?: WeightOptions) {
    const chosen = optionsOf("LSTMCell", options, WEIGHTS);
    checkSizes("LSTMCell", inputFeatures, hiddenFeatures);
    super(
      "lstm",
      inputFeatures,
      hiddenFeatures,
      recurrentWeights("lstm", inputFeatures, hiddenFeatures, chosen),
    );
  }

  /**
   * The states after a step: `hidden`, which is the output, and `cell`, both `[batch, hidden]`.
   *
   * @throws ShapeError unless x is `[batch, inputs]` or `[inputs]`, and the states `[batch, hidden]` or `[hidden]`.
   */
  override forward(x: Tensor, state?: LSTMCellState): Required<LSTMCellState> {
    const { hidden, cell } = optionsOf("LSTMCell", state, LSTM_STATE);
    const [output, next] = this.step(x, [
      ["hidden", hidden],
      ["cell", cell],
    ]);
    return { hidden: output, cell: next };
  }
}
