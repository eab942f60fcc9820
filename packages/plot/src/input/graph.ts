import { type Graph, type GraphOptions, graphOf, type TensorLike, type TracedNode } from "@gradiente/core";
import { check, checkArgument, toTensor } from "@gradiente/core/arguments";
import { isValues } from "./data.ts";

/** A node of a graph, with or without values. */
export type Step = Omit<TracedNode, "value" | "gradient" | "constants"> &
  Partial<Pick<TracedNode, "value" | "gradient" | "constants">>;

/** A graph of either kind. */
export interface Steps {
  readonly nodes: readonly Step[];
  readonly output: number | null;
}

const aGraph = check<Graph>(
  "a tensor, or what graphOf or traceGraph gives",
  (value) =>
    isObject(value) &&
    isListOf(value.nodes, isStep) &&
    (value.output === null || Number.isInteger(value.output)),
);

/**
 * The graph behind a tensor, or one that was made before.
 *
 * @param name - The name of the function, for errors.
 */
export function stepsOf(name: string, x: TensorLike | Graph, names: GraphOptions["names"]): Steps {
  if (typeof x !== "object" || x === null || !("nodes" in x)) {
    return graphOf(toTensor(name, x), names === undefined ? {} : { names });
  }
  checkArgument(name, "x", x, aGraph);
  if (names !== undefined) {
    throw new TypeError(`${name}: this graph has its names already; give names to graphOf or traceGraph`);
  }
  return x;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

function isStep(node: unknown, id: number): boolean {
  return (
    isObject(node) &&
    node.id === id &&
    typeof node.op === "string" &&
    typeof node.dtype === "string" &&
    (node.kind === "op" || node.kind === "variable" || node.kind === "input") &&
    (node.name === null || typeof node.name === "string") &&
    Array.isArray(node.shape) &&
    isListOf(
      node.inputs,
      (input) =>
        input === null || (Number.isInteger(input) && (input as number) < id && (input as number) >= 0),
    ) &&
    isOptional(node.value) &&
    isOptional(node.gradient) &&
    (node.constants === undefined || isListOf(node.constants, isOptional))
  );
}

const isListOf = (value: unknown, accepts: (each: unknown, i: number) => boolean) =>
  Array.isArray(value) && Array.from(value).every(accepts);

const isOptional = (value: unknown) => value === undefined || value === null || isValues(value);
