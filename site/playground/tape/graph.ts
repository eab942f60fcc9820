import type { Expression } from "./expression.ts";
import { type OpName, symbolOf } from "./ops.ts";

/** One value on the way from the variables to the result. */
export interface TapeNode {
  /** Its place in the graph. */
  readonly id: number;
  /** What it is called: the name of a variable, v1 and so on for what ops give, a number for itself. */
  readonly name: string;
  readonly source:
    | { readonly kind: "variable" }
    | { readonly kind: "number"; readonly value: number }
    | { readonly kind: "op"; readonly op: OpName };
  /** The ids of what it is made from, smaller than its own. */
  readonly inputs: readonly number[];
}

/** An expression as a graph, oldest first. The last node is the result. A variable is one node, however often it is used. */
export type TapeGraph = readonly TapeNode[];

/** The graph of an expression. */
export function graphOfExpression(expression: Expression): TapeGraph {
  const nodes: TapeNode[] = [];
  let ops = 0;
  const add = (name: string, source: TapeNode["source"], inputs: readonly number[] = []): number => {
    nodes.push({ id: nodes.length, name, source, inputs });
    return nodes.length - 1;
  };
  const visit = (part: Expression): number => {
    switch (part.kind) {
      case "number":
        return add(String(part.value), { kind: "number", value: part.value });
      case "variable":
        return (
          nodes.find(({ name, source }) => source.kind === "variable" && name === part.name)?.id ??
          add(part.name, { kind: "variable" })
        );
      case "op": {
        const inputs = part.inputs.map(visit);
        return add(`v${++ops}`, { kind: "op", op: part.op }, inputs);
      }
    }
  };
  visit(expression);
  return nodes;
}

/** The variables of a graph, in the order in which they appear. */
export function variablesOf(graph: TapeGraph): readonly string[] {
  return graph.filter(({ source }) => source.kind === "variable").map(({ name }) => name);
}

/** How a node comes about, in the names of its inputs: `v1 · x`. */
export function formulaOf({ name, source, inputs }: TapeNode, graph: TapeGraph): string {
  if (source.kind !== "op") return name;
  const names = inputs.map((input) => graph[input].name);
  const symbol = symbolOf(source.op);
  if (names.length === 2) return names.join(symbol === "^" ? "^" : ` ${symbol} `);
  return source.op === "neg" ? `−${names[0]}` : `${symbol}(${names[0]})`;
}
