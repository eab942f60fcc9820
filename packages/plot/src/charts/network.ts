import {
  aBoolean,
  check,
  checkArgument,
  declareOptions,
  isMap,
  optionsOf,
  whole,
} from "@gradiente/core/arguments";
import type { Figure } from "../figure.ts";
import { type Column, columnsOf } from "../input/columns.ts";
import { extent, type Values, type Vector } from "../input/data.ts";
import { isNetwork, layersOf, type NetworkModel } from "../input/network.ts";
import { aText, someTexts } from "../input/options.ts";
import { shortNumber } from "../input/short-value.ts";
import { arrowMarks, type Box, boxMarks, sizeFor } from "../parts/boxes.ts";
import type { Point } from "../parts/layered.ts";
import { colourBar, legend } from "../parts/legend.ts";
import { type Label, type Link, type Neuron, neuronMarks, radius } from "../parts/neurons.ts";
import { figureOf } from "../parts/panel.ts";
import { colourOf, colours, hex } from "../parts/style.ts";
import { counted, say } from "../parts/words.ts";

/** Options of {@link drawNetwork}. */
export interface DrawNetworkOptions {
  /** The title above the figure. Default: none. */
  readonly title?: string;
  /**
   * Outputs of the layers for one sample by path, as `activations(model, x)` of nn gives them. They colour the neurons.
   * Default: none.
   */
  readonly activations?: ReadonlyMap<string, Values>;
  /** The sample, which colours the neurons of the input. Default: none. */
  readonly input?: Vector | Values;
  /** Whether lines show the sign and the size of the weights. Default: true. */
  readonly weights?: boolean;
  /** The names of the inputs. Default: none. */
  readonly inputLabels?: readonly string[];
  /** The names of the outputs. Default: none. */
  readonly outputLabels?: readonly string[];
  /** How many neurons of a layer are drawn. Of a wider one, it is the first and the last. Default: 10. */
  readonly neurons?: number;
}

const name = "drawNetwork";

const DRAW_NETWORK = declareOptions<DrawNetworkOptions>({
  title: aText,
  activations: check("a Map of tensors by path, as activations(model, x) of nn gives it", isMap),
  input: check("a list of numbers or a tensor", (value) => typeof value === "object" && value !== null),
  weights: aBoolean,
  inputLabels: someTexts,
  outputLabels: someTexts,
  neurons: whole(2, 100),
});

const aModel = check<NetworkModel>(
  "a model of @gradiente/nn, or an object with children() and parameters()",
  isNetwork,
);

/** Distances in pixels: between the middles of neurons, between columns, and between lines of text. */
const [pitch, gap, lineHeight] = [27, 110, 16];

const [positive, negative] = ["#B2182B", "#2166AC"];

/**
 * Draws a model from left to right: dense layers as neurons, joined by lines that are red for positive and blue for
 * negative weights, and the wider the larger the weight; all other layers as boxes. What follows a layer and has at most
 * one weight for each feature, such as an activation, is named below it.
 *
 * A model is taken apart into its layers where it is a `Sequential`, and so is the model itself, whose fields should be
 * in the order in which they are used.
 *
 * @param model - A Module of `@gradiente/nn`, or an object with its methods `children` and `parameters`.
 * @throws ShapeError if values or labels do not fit the neurons.
 * @throws RangeError for values or labels where there are no neurons.
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { activations, Dense, Sequential, Tanh } from "@gradiente/nn";
 * import { drawNetwork } from "@gradiente/plot";
 *
 * const model = new Sequential(new Dense(2, 16), new Tanh(), new Dense(16, 1));
 * const x = tensor([[0.5, -1]]);
 * drawNetwork(model, { input: x, activations: activations(model, x), inputLabels: ["x", "y"] }).toSVG();
 * ```
 */
export function drawNetwork(model: NetworkModel, options?: DrawNetworkOptions): Figure {
  const given = optionsOf(name, options, DRAW_NETWORK);
  checkArgument(name, "the model", model, aModel);
  const { title, weights = true, neurons: most = 10 } = given;
  const columns = columnsOf(name, layersOf(model), given);
  const middles = middlesOf(columns);
  const shown = columns.map(({ size }) => (size === null ? [] : shownOf(size, most)));
  const places = shown.map((rows, i) => placesOf(rows.length, middles[i]));
  const largest = largestWeight(columns);
  const values = columns.flatMap((column) => column.values ?? []);
  const range = values.length === 0 ? null : rangeOf(values);

  const neurons: Neuron[] = [];
  const labels: Label[] = [];
  const links: Link[] = [];
  columns.forEach((column, i) => {
    const { size, layer, labels: names } = column;
    labels.push(...headings(column, middles[i], Math.max(1, shown[i].length)));
    if (size === null) return;
    shown[i].forEach((row, place) => {
      const at = places[i][place];
      if (row === null) labels.push(...dotsAt(at));
      else neurons.push({ at, ...looks(column, row, range) });
      if (row === null || names.length === 0) return;
      const side = i === 0 ? -1 : 1;
      labels.push({
        at: [at[0] + side * (radius + 6), at[1]],
        text: names[row],
        align: i === 0 ? "right" : "left",
      });
    });
    if (layer?.dense == null) return;
    const { weights: matrix, inputs } = layer.dense;
    shown[i].forEach((to, b) => {
      shown[i - 1].forEach((from, a) => {
        if (to === null || from === null) return;
        const weight = matrix[to * inputs + from];
        links.push({
          from: places[i - 1][a],
          to: places[i][b],
          ...lineFor(weights ? weight / largest : null),
        });
      });
    });
  });
  const boxes = columns.flatMap((column, i) =>
    column.size === null ? [{ box: boxOf(column), at: middles[i] }] : [],
  );
  const bar =
    range === null
      ? { scales: [], legends: [] }
      : colourBar(...range, { title: say("activation"), length: 100 });
  const hasLines = weights && links.length > 0;
  const lines = legend(
    hasLines
      ? [
          { label: say("positive"), colour: positive, as: "line" },
          { label: say("negative"), colour: negative, as: "line" },
        ]
      : [],
    say("weights, up to ±{}", shortNumber(largest)),
  );
  return figureOf({
    title,
    panels: [
      {
        type: "group",
        marks: [
          ...neuronMarks(
            neurons,
            links.sort((a, b) => a.width - b.width),
            labels,
          ),
          ...arrowMarks(arrowsOf(columns, middles)),
          ...boxMarks(
            boxes.map(({ box }) => box),
            boxes.map(({ at }) => [at, 0] as const),
          ),
        ],
      },
    ],
    scales: [...lines.scales, ...bar.scales],
    legends: [...lines.legends, ...bar.legends],
  });
}

/** Which neurons are drawn, from the top; null where others are left out. */
function shownOf(size: number, most: number): (number | null)[] {
  if (size <= most) return Array.from({ length: size }, (_, i) => i);
  const first = Array.from({ length: Math.ceil(most / 2) }, (_, i) => i);
  const last = Array.from({ length: Math.floor(most / 2) }, (_, i) => size - Math.floor(most / 2) + i);
  return [...first, null, ...last];
}

/** The sign for neurons that are left out. The fonts have no character for it. */
function dotsAt([x, y]: Point): Label[] {
  return [-6, 0, 6].map((below) => ({ at: [x, y + below], text: "·", align: "center", bold: true }));
}

function placesOf(count: number, x: number): Point[] {
  return Array.from({ length: count }, (_, i) => [x, (i - (count - 1) / 2) * pitch]);
}

function middlesOf(columns: readonly Column[]): number[] {
  let right = -gap;
  return columns.map((column) => {
    const half = halfWidth(column);
    const middle = right + gap + half;
    right = middle + half;
    return middle;
  });
}

const halfWidth = (column: Column) => (column.size === null ? boxOf(column).width / 2 : radius);

function boxOf({ title, notes }: Column): Box {
  const lines = [{ text: title, bold: true }, ...notes.map((text) => ({ text, colour: colours.muted }))];
  return {
    ...sizeFor(lines),
    lines,
    fill: "#F4F4F4",
    stroke: colours.rule,
    strokeWidth: 1,
    description: [title, ...notes].join(", "),
  };
}

/** The inputs of the model are called by a word, and layers by their class. */
const isInput = ({ title, layer }: Column) => layer === null && title === "input";

const shownTitle = (column: Column) => (isInput(column) ? say("input") : column.title);

/** The texts above and below a row of neurons. */
function headings(column: Column, x: number, rows: number): Label[] {
  const { size, notes } = column;
  const title = shownTitle(column);
  if (size === null) return [];
  const edge = (rows * pitch) / 2;
  const below = [counted(size, isInput(column) ? "input" : "neuron"), ...notes];
  return [
    ...(title === "" ? [] : [{ at: [x, -edge - 8], text: title, align: "center", bold: true } as const]),
    ...below.map(
      (text, i): Label => ({
        at: [x, edge + 10 + i * lineHeight],
        text,
        align: "center",
        colour: i === 0 ? colours.muted : colours.ink,
      }),
    ),
  ];
}

type ActivationScale = readonly ["diverging" | "blues", readonly [number, number]];

function rangeOf(values: readonly number[]): ActivationScale {
  const [low, high] = extent(`${name}: activations`, values);
  const far = Math.max(Math.abs(low), Math.abs(high)) || 1;
  return low < 0 ? ["diverging", [-far, far]] : ["blues", [0, far]];
}

function looks(
  column: Column,
  row: number,
  range: ActivationScale | null,
): Pick<Neuron, "fill" | "description"> {
  const { layer, values } = column;
  const bias = layer?.dense?.biases?.[row];
  const value = values?.[row];
  const description = [
    `${shownTitle(column) || say("input")} ${row}`,
    ...(value === undefined ? [] : [say("activation {}", shortNumber(value))]),
    ...(bias === undefined ? [] : [say("bias {}", shortNumber(bias))]),
  ].join(", ");
  if (value === undefined || range === null) return { fill: colours.background, description };
  if (!Number.isFinite(value)) return { fill: colours.missing, description };
  const [scale, [low, high]] = range;
  return { fill: hex(colourOf(scale)((value - low) / (high - low))), description };
}

/** The line for a weight, as a fraction of the largest; null for one that is not shown. */
function lineFor(share: number | null): Pick<Link, "colour" | "width"> {
  if (share === null) return { colour: colours.rule, width: 0.6 };
  if (!Number.isFinite(share)) return { colour: colours.missing, width: 1 };
  return { colour: share < 0 ? negative : positive, width: 0.2 + 2.8 * Math.abs(share) };
}

function largestWeight(columns: readonly Column[]): number {
  const weights = columns.flatMap(({ layer }) => layer?.dense?.weights ?? []).filter(Number.isFinite);
  return weights.reduce((largest, weight) => Math.max(largest, Math.abs(weight)), 0) || 1;
}

/** Arrows between columns that no weights join. */
function arrowsOf(columns: readonly Column[], middles: readonly number[]): Point[][] {
  return columns.flatMap((column, i) => {
    if (i === 0 || column.layer !== null) return [];
    const from = middles[i - 1] + halfWidth(columns[i - 1]) + 4;
    return [[[from, 0] as const, [middles[i] - halfWidth(column) - 4, 0] as const]];
  });
}
