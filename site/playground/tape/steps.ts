import type { Derivatives } from "./derivatives.ts";
import { formulaOf, type TapeGraph } from "./graph.ts";

/* The way through a tape: values forwards, then derivatives backwards, and those of second order once more. */

/** What is known of each node after some steps: undefined for what is still to come. */
export interface Progress {
  readonly values: readonly (number | undefined)[];
  readonly first: readonly (number | undefined)[];
  readonly second: readonly (number | undefined)[];
}

/** One step: a number of a node becomes known. */
export interface TapeStep {
  readonly part: keyof Progress;
  /** The node. */
  readonly id: number;
  /** What happens, for the reader. */
  readonly text: string;
}

/** A number with as many digits as a reader wants. */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value).replace("-", "−").replace("Infinity", "∞");
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(2) : String(Number(value.toFixed(4)));
  return text.replaceAll("-", "−");
}

/**
 * All steps in their order.
 *
 * @param variable the variable that the second derivatives are by; without, there are none.
 */
export function stepsOf(graph: TapeGraph, found: Derivatives, variable?: string): readonly TapeStep[] {
  const backwards = graph.map(({ id }) => id).reverse();
  return [
    ...graph.map(({ id }): TapeStep => ({ part: "values", id, text: valueText(graph, found, id) })),
    ...backwards.map((id): TapeStep => ({ part: "first", id, text: gradientText(graph, found, id) })),
    ...(variable === undefined
      ? []
      : backwards.map(
          (id): TapeStep => ({ part: "second", id, text: secondText(graph, found, id, variable) }),
        )),
  ];
}

/** What is known after the first steps. */
export function progressAfter(
  count: number,
  steps: readonly TapeStep[],
  found: Derivatives,
  variable?: string,
): Progress {
  const known = { values: [], first: [], second: [] } as Record<keyof Progress, (number | undefined)[]>;
  const all = { values: found.values, first: found.first, second: found.second[variable ?? ""] };
  for (const { part, id } of steps.slice(0, count)) known[part][id] = all[part][id];
  return known;
}

function valueText(graph: TapeGraph, { values }: Derivatives, id: number): string {
  const node = graph[id];
  const value = shortNumber(values[id]);
  if (node.source.kind === "variable") return `${node.name} = ${value}, a variable`;
  if (node.source.kind === "number") return `${value}, a constant`;
  const put = formulaOf(
    node,
    graph.map((each) => ({ ...each, name: shortNumber(values[each.id]) })),
  );
  return `${node.name} = ${formulaOf(node, graph)} = ${put} = ${value}`;
}

function gradientText(graph: TapeGraph, { first, slopes }: Derivatives, id: number): string {
  const name = `∂f/∂${graph[id].name}`;
  const value = shortNumber(first[id]);
  if (id === graph.length - 1) return `${name} = ${value}: here the way back begins`;
  // What uses the node, and once for each time that it does.
  const terms = graph.flatMap((user) =>
    user.inputs.flatMap((input, place) =>
      input === id
        ? [{ by: user.name, text: `${shortNumber(first[user.id])} · ${bracketed(slopes[user.id][place])}` }]
        : [],
    ),
  );
  const from = [...new Set(terms.map(({ by }) => by))].join(" and ");
  return `${name} = ${terms.map(({ text }) => text).join(" + ")} = ${value}, from ${from}: what comes back, times the slope`;
}

const bracketed = (value: number) => (value < 0 ? `(${shortNumber(value)})` : shortNumber(value));

function secondText(graph: TapeGraph, { second }: Derivatives, id: number, variable: string): string {
  const name = graph[id].name;
  return `∂²f/∂${name}∂${variable} = ${shortNumber(second[variable][id])}: how ∂f/∂${name} changes with ${variable}`;
}
