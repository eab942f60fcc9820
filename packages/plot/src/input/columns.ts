import { sameLength, type Values, type Vector } from "./data.ts";
import { type Layer, neuronValues } from "./network.ts";

/** A row of neurons from top to bottom, or a box. */
export interface Column {
  readonly title: string;
  readonly notes: readonly string[];
  /** The number of neurons; null for a box. */
  readonly size: number | null;
  /** The layer whose weights lead here from the column before; null where an arrow does. */
  readonly layer: Layer | null;
  /** The values of the neurons, if they are known. */
  readonly values: readonly number[] | null;
  readonly labels: readonly string[];
}

/** What neurons are called, and what they have computed. */
export interface Naming {
  readonly activations?: ReadonlyMap<string, Values>;
  readonly input?: Vector | Values;
  readonly inputLabels?: readonly string[];
  readonly outputLabels?: readonly string[];
}

/**
 * The columns of layers. In front of a dense layer there are its inputs.
 *
 * @param name - The name of the function, for errors.
 * @throws ShapeError if values or labels do not fit the neurons; RangeError if there are no neurons for them.
 */
export function columnsOf(name: string, layers: readonly Layer[], options: Naming): Column[] {
  const { activations, input, inputLabels = [], outputLabels = [] } = options;
  const columns: Column[] = [];
  layers.forEach((layer, i) => {
    const { dense, title, notes, paths } = layer;
    if (dense === null) {
      columns.push({ title, notes, size: null, layer: null, values: null, labels: [] });
      return;
    }
    const isFirst = i === 0;
    if (columns.at(-1)?.size !== dense.inputs) {
      const values =
        isFirst && input !== undefined ? neuronValues(`${name}: input`, input, dense.inputs) : null;
      const labels = isFirst ? fitting(name, "inputLabels", inputLabels, dense.inputs) : [];
      columns.push({
        title: isFirst ? "input" : "",
        notes: [],
        size: dense.inputs,
        layer: null,
        values,
        labels,
      });
    }
    const path = [...paths].reverse().find((each) => activations?.has(each));
    const values =
      path === undefined
        ? null
        : neuronValues(`${name}: activations of "${path}"`, activations?.get(path), dense.outputs);
    const labels = i === layers.length - 1 ? fitting(name, "outputLabels", outputLabels, dense.outputs) : [];
    columns.push({ title, notes, size: dense.outputs, layer, values, labels });
  });
  const [first, last] = [layers[0].dense, layers[layers.length - 1].dense];
  if (first === null && (inputLabels.length > 0 || input !== undefined))
    throw new RangeError(
      `${name}: the first layer is drawn as a box, which has no neurons for input and inputLabels`,
    );
  if (last === null && outputLabels.length > 0)
    throw new RangeError(`${name}: the last layer is drawn as a box, which has no neurons for outputLabels`);
  return columns;
}

function fitting(name: string, what: string, labels: readonly string[], size: number): readonly string[] {
  if (labels.length > 0) sameLength(name, { neurons: { length: size }, [what]: labels });
  return labels;
}
