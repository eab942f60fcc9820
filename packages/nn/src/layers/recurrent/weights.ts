import { type CellName, einsum, type Tensor } from "@gradiente/core";
import { checkArgument, whole } from "@gradiente/core/arguments";
import { uniform } from "../../initializers/index.ts";
import { Parameter } from "../../parameter.ts";
import type { WeightOptions } from "../weights.ts";
import { withBias } from "../with-bias.ts";

/** How many rows the weights of a cell have for each hidden unit. */
const GATES: Readonly<Record<CellName, number>> = { tanh: 1, relu: 1, lstm: 4, gru: 3 };

/** What a recurrent cell learns: gates · hidden rows, in PyTorch's order (lstm: i, f, g, o; gru: r, z, n). */
export interface RecurrentWeights {
  /** By the inputs, `[gates · hidden, inputs]`. */
  readonly inputWeight: Parameter;
  /** By the state, `[gates · hidden, hidden]`, or as many columns as the projection has rows. */
  readonly hiddenWeight: Parameter;
  /** Added to the part of the inputs, `[gates · hidden]`; undefined without a bias. */
  readonly inputBias: Parameter | undefined;
  /** Added to the part of the state, `[gates · hidden]`; undefined without a bias. */
  readonly hiddenBias: Parameter | undefined;
  /** What makes the output of the state, `[projection, hidden]`; undefined without a projection. */
  readonly projection?: Parameter | undefined;
}

/** New weights. By default all are uniform on ±1/√hidden, as PyTorch's. */
export function recurrentWeights(
  cell: CellName,
  inputs: number,
  hidden: number,
  { bias = true, dtype, generator, weightInitializer, biasInitializer }: WeightOptions,
  projection?: number,
): RecurrentWeights {
  const bound = 1 / Math.sqrt(hidden);
  const usual = uniform(-bound, bound);
  const rows = GATES[cell] * hidden;
  const weight = (columns: number, height = rows) =>
    new Parameter((weightInitializer ?? usual)([height, columns], { dtype, generator }));
  const added = () =>
    bias ? new Parameter((biasInitializer ?? usual)([rows], { dtype, generator })) : undefined;
  return {
    inputWeight: weight(inputs),
    hiddenWeight: weight(projection ?? hidden),
    inputBias: added(),
    hiddenBias: added(),
    projection: projection === undefined ? undefined : weight(hidden, projection),
  };
}

/** The weights under PyTorch's names: `weight_ih` and so on, with what stands behind them. */
export function namesOf(weights: RecurrentWeights, behind = ""): [name: string, weight: Parameter][] {
  const { inputWeight, hiddenWeight, inputBias, hiddenBias, projection } = weights;
  const named: [string, Parameter | undefined][] = [
    ["weight_ih", inputWeight],
    ["weight_hh", hiddenWeight],
    ["bias_ih", inputBias],
    ["bias_hh", hiddenBias],
    ["weight_hr", projection],
  ];
  return named.flatMap(([name, weight]) => (weight === undefined ? [] : [[`${name}${behind}`, weight]]));
}

/**
 * The part of the gates by the inputs, for all steps in one product: `[time, batch, inputs]` gives
 * `[time, gates, batch, hidden]`; and the bias of the part by the state, where it cannot be added to the former at once.
 */
export function projected(
  cell: CellName,
  x: Tensor,
  { inputWeight, inputBias, hiddenBias }: RecurrentWeights,
): { readonly gates: Tensor; readonly bias: Tensor | undefined } {
  const count = GATES[cell];
  const [rows, inputs] = inputWeight.shape;
  const hidden = rows / count;
  const product = einsum("tbi,ghi->tgbh", x, inputWeight.value.reshape([count, hidden, inputs]));
  if (inputBias === undefined || hiddenBias === undefined) return { gates: product, bias: undefined };
  const isApart = cell === "gru";
  const bias = isApart ? inputBias.value : inputBias.value.add(hiddenBias);
  return {
    gates: withBias(product, bias.reshape([count, 1, hidden])),
    bias: isApart ? hiddenBias.value : undefined,
  };
}

const aSize = whole(1);

/** @throws RangeError unless both are whole numbers >= 1. */
export function checkSizes(layer: string, inputFeatures: number, hiddenFeatures: number): void {
  checkArgument(layer, "inputFeatures", inputFeatures, aSize);
  checkArgument(layer, "hiddenFeatures", hiddenFeatures, aSize);
}
