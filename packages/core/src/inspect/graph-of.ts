import { type Check, mapOf } from "../arguments/check.ts";
import { declareOptions, optionsOf } from "../arguments/options.ts";
import type { DType } from "../dtype.ts";
import { type TensorLike, toTensor } from "../operand.ts";
import type { Shape } from "../shape.ts";
import { Input, Leaf, type Node } from "../tape.ts";
import { Tensor } from "../tensor.ts";
import { Variable } from "../variable.ts";

/** One step of a {@link Graph}. */
export interface GraphNode {
  /** Its place in `nodes`. */
  readonly id: number;
  /** The name of the op, or `variable` or `input` for nodes of these kinds. */
  readonly op: string;
  /** `variable` for a trainable Variable, `input` for an input of `grad` or a similar function, `op` otherwise. */
  readonly kind: "op" | "variable" | "input";
  /** The name of its value, if `names` has one; else null. */
  readonly name: string | null;
  /** The shape of its value. */
  readonly shape: Shape;
  /** The dtype of its value. */
  readonly dtype: DType;
  /** The ids of what it was made from, smaller than its own; null for a constant. */
  readonly inputs: readonly (number | null)[];
}

/** What is recorded behind a tensor, as plain data. */
export interface Graph {
  /** Oldest first; each node once, however often it is used. */
  readonly nodes: readonly GraphNode[];
  /** The id of the tensor's own node; null if it is a constant. */
  readonly output: number | null;
}

/** Options of {@link graphOf}. */
export interface GraphOptions {
  /** Variables by name, as `model.parameters()` gives them, and tensors computed from them. Default: none has a name. */
  readonly names?: ReadonlyMap<string, Variable | Tensor>;
}

/** What `names` of functions that give graphs must be. */
export const someNames: Check<NonNullable<GraphOptions["names"]>> = /* @__PURE__ */ mapOf(
  "Variables and tensors by name",
  (value) => value instanceof Variable || value instanceof Tensor,
);

const GRAPH = /* @__PURE__ */ declareOptions<GraphOptions>({ names: someNames });

/**
 * What the tape remembers behind a tensor: which ops made it, and from what. The result is a copy in plain data, for
 * figures and exporters. It has no values, keeps none alive, and nothing of the tape can be changed through it. A graph
 * that `backward` has freed has lost its gradients, but still has its nodes.
 *
 * @returns the nodes from which the tensor was computed. Constants, and what was computed inside `noGrad`, have none.
 * @throws TypeError if `x` is no tensor, Variable or number.
 * @example
 * const w = new Variable(tensor([1, 2]));
 * const { nodes } = graphOf(w.square().sum(), { names: new Map([["w", w]]) });
 * nodes.map(({ op, inputs }) => [op, inputs]); // [["variable", []], ["square", [0]], ["sum", [1]], ["reshape", [2]]]
 */
export function graphOf(x: TensorLike, options?: GraphOptions): Graph {
  const { names } = optionsOf("graphOf", options, GRAPH);
  const order = behind(toTensor("graphOf", x).node);
  return { nodes: describedNodes(order, names), output: order.length === 0 ? null : order.length - 1 };
}

/** Nodes as plain data. */
export function describedNodes(
  order: readonly Node[],
  names: GraphOptions["names"] = new Map(),
): GraphNode[] {
  const ids = new Map(order.map((node, id) => [node, id]));
  const named = new Map<Node | null, string>([...names].map(([name, { node }]) => [node, name]));
  return order.map((node, id): GraphNode => {
    const { op, shape, dtype, parents } = node;
    return {
      id,
      op,
      kind: node instanceof Leaf ? "variable" : node instanceof Input ? "input" : "op",
      name: named.get(node) ?? null,
      shape: [...shape],
      dtype,
      inputs: parents.map((parent) => parent && (ids.get(parent) as number)),
    };
  });
}

/** A node and all that it was made from, oldest first: also what no gradient flows to. Nothing is behind a constant. */
export function behind(root: Node | null): Node[] {
  if (root === null) return [];
  // A set grows while it is walked, and has each node once.
  const found = new Set([root]);
  for (const { parents } of found) {
    for (const parent of parents) if (parent !== null) found.add(parent);
  }
  return [...found].sort((a, b) => a.id - b.id);
}
