import {
  formatShape,
  type Graph,
  type GraphOptions,
  type TensorLike,
  type TracedNode,
} from "@gradiente/core";
import { check, declareOptions, isMap, oneOf, optionsOf } from "@gradiente/core/arguments";
import type { Figure } from "../figure.ts";
import { type Step, stepsOf } from "../input/graph.ts";
import { aText } from "../input/options.ts";
import { shortValue } from "../input/short-value.ts";
import { arrowMarks, type Box, type BoxLine, boxMarks, sizeFor } from "../parts/boxes.ts";
import { type Arrow, inLayers } from "../parts/layered.ts";
import { type Entry, legend } from "../parts/legend.ts";
import { figureOf } from "../parts/panel.ts";
import { colours } from "../parts/style.ts";
import { say } from "../parts/words.ts";

/** Options of {@link drawGraph}. */
export interface DrawGraphOptions {
  /** The title above the figure. Default: none. */
  readonly title?: string;
  /**
   * Variables by name, as `model.parameters()` gives them, and tensors computed from them. Default: none has a name. A
   * graph that was made by `graphOf` or `traceGraph` has its names already.
   */
  readonly names?: GraphOptions["names"];
  /** Where the arrows point to. Default: "down". */
  readonly direction?: "down" | "right";
}

const name = "drawGraph";

const DRAW_GRAPH = declareOptions<DrawGraphOptions>({
  title: aText,
  names: check("a Map of Variables and tensors by name", isMap),
  direction: oneOf("down", "right"),
});

/** A drawing of more boxes could not be read, and takes long. */
const most = 400;

type Kind = TracedNode["kind"] | "constant";

const fills: Readonly<Record<Kind, string>> = {
  variable: "#D6E8F4",
  input: "#D5EEE6",
  op: colours.background,
  constant: "#F0F0F0",
};

const gradientColour = "#A84300";

/**
 * Draws the tape behind a tensor: an arrow from each value to the ops that take it. With the result of `traceGraph`, each
 * box has the value, and the gradient of the result by it.
 *
 * A value of at most 4 elements is written out, and of more, the least and the greatest element.
 *
 * @param x - A tensor that was computed from Variables; or what `graphOf` or `traceGraph` of core gives.
 * @throws RangeError if nothing is recorded, or more than 400 steps.
 * @throws TypeError if `x` is neither a tensor nor a graph.
 * @example
 * ```ts
 * import { tensor, traceGraph, Variable } from "@gradiente/core";
 * import { drawGraph } from "@gradiente/plot";
 *
 * const [x, y] = [new Variable(tensor(2)), new Variable(tensor(3))];
 * const names = new Map([["x", x], ["y", y]]);
 * drawGraph(x.mul(y).add(x).square(), { names }).toSVG();
 * drawGraph(traceGraph(() => x.mul(y).add(x).square(), { names }), { direction: "right" }).toSVG();
 * ```
 */
export function drawGraph(x: TensorLike | Graph, options?: DrawGraphOptions): Figure {
  const { title, names, direction = "down" } = optionsOf(name, options, DRAW_GRAPH);
  const { nodes, output } = stepsOf(name, x, names);
  if (nodes.length === 0) {
    throw new RangeError(
      `${name}: there is nothing to draw: the tensor is a constant; compute it from Variables, outside of noGrad`,
    );
  }
  const steps = nodes.map((node) => ({ ...node, isOutput: node.id === output }));
  const constants = steps.flatMap(({ id, inputs, constants }) =>
    inputs.flatMap((input, i) => (input === null ? [{ to: id, value: constants?.[i] ?? null }] : [])),
  );
  const count = steps.length + constants.length;
  if (count > most) {
    throw new RangeError(
      `${name}: the graph has ${count.toLocaleString("en")} boxes, and at most ${most} are drawn; draw a part of it, such as one layer`,
    );
  }
  const boxes = [...steps.map(stepBox), ...constants.map(({ value }) => constantBox(value))];
  const arrows: Arrow[] = [
    ...steps.flatMap(({ id, inputs }) => inputs.flatMap((from) => (from === null ? [] : [{ from, to: id }]))),
    ...constants.map(({ to }, i) => ({ from: steps.length + i, to })),
  ];
  const { centres, ways } = inLayers(boxes, arrows, direction);
  const found = new Set<Kind>([
    ...steps.map(({ kind }) => kind),
    ...constants.map(() => "constant" as const),
  ]);
  const explained = (["variable", "input", "constant"] as const).filter((kind) => found.has(kind));
  return figureOf({
    title,
    panels: [{ type: "group", marks: [...arrowMarks(ways), ...boxMarks(boxes, centres)] }],
    ...legend(explained.map((kind): Entry => ({ label: say(kind), colour: fills[kind], as: "area" }))),
  });
}

function stepBox(node: Step & { readonly isOutput: boolean }): Box {
  const { op, kind, shape, dtype, value, gradient, isOutput } = node;
  const title = node.name === null ? op : kind === "op" ? `${node.name} = ${op}` : node.name;
  const type = dtype === "float32" ? "" : ` ${dtype}`;
  // The value of a scalar shows that it is one.
  const isShown = shape.length > 0 || !value || type !== "";
  const lines: BoxLine[] = [
    { text: title, bold: true },
    ...(isShown ? [{ text: `${formatShape(shape)}${type}`, colour: colours.muted }] : []),
    ...(value ? [{ text: say("value {}", shortValue(value)) }] : []),
    ...(gradient ? [{ text: say("gradient {}", shortValue(gradient)), colour: gradientColour }] : []),
  ];
  return {
    ...sizeFor(lines),
    lines,
    fill: fills[kind],
    stroke: isOutput ? colours.ink : colours.rule,
    strokeWidth: isOutput ? 2 : 1,
    description: `${say(kind)}: ${lines.map(({ text }) => text).join(", ")}`,
  };
}

function constantBox(value: TracedNode["constants"][number]): Box {
  const text = value === null ? say("constant") : shortValue(value);
  const lines = [{ text, colour: colours.muted }];
  return {
    ...sizeFor(lines),
    lines,
    fill: fills.constant,
    stroke: colours.grid,
    strokeWidth: 1,
    description: value === null ? text : `${say("constant")}: ${text}`,
  };
}
