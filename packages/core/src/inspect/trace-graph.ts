import { aBoolean, aFunction, checkArgument } from "../arguments/check.ts";
import { declareOptions, optionsOf } from "../arguments/options.ts";
import { type TensorLike, toTensor } from "../operand.ts";
import { ancestry, Leaf, type Node, type Observer, observed, type Pullback } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { checkScalar, detach, onesOf } from "../transforms/grad.ts";
import { sweep } from "../transforms/sweep.ts";
import type { Variable } from "../variable.ts";
import { behind, describedNodes, type GraphNode, type GraphOptions, someNames } from "./graph-of.ts";

/** One step of a {@link TracedGraph}. Its tensors are constants. */
export interface TracedNode extends GraphNode {
  /** What the op computed. Null for a view that no op has read, such as the first of two views in a row. */
  readonly value: Tensor | null;
  /** The gradient of the result by this value, of its shape. Null if none flows to it, or none was asked for. */
  readonly gradient: Tensor | null;
  /** For each of `inputs`: the value if it is a constant, else null. Empty for a view and for what is no op. */
  readonly constants: readonly (Tensor | null)[];
}

/** What a function recorded, with values and gradients. */
export interface TracedGraph {
  /** Oldest first; each node once, however often it is used. */
  readonly nodes: readonly TracedNode[];
  /** The id of the result's node; null if it is a constant. */
  readonly output: number | null;
}

/** Options of {@link traceGraph}. */
export interface TraceOptions extends GraphOptions {
  /** Whether to compute the gradient of the result by each node. Default: whether the result has one element. */
  readonly gradients?: boolean;
}

const TRACE = /* @__PURE__ */ declareOptions<TraceOptions>({ names: someNames, gradients: aBoolean });

/**
 * Runs a function and gives the graph of its result, as {@link graphOf} does, with the value of each step and the gradient
 * by it. It keeps all of these, so it is for small computations: figures, lessons, a search for an error.
 *
 * @param f a function that gives a tensor. `names` is read after it has run, so it may add what it computes there.
 * @throws ShapeError if `gradients` is true and the result has several elements; TypeError if `f` is async, or gives no
 * tensor; GradientError if gradients are computed, and `f` has called `backward` on its result; Error inside of
 * `profile` or `detectAnomaly`.
 * @example
 * ```ts
 * import { tensor, traceGraph, Variable } from "@gradiente/core";
 *
 * const x = new Variable(tensor(2));
 * const { nodes } = traceGraph(() => x.mul(3).square());
 * nodes.map(({ op, value, gradient }) => [op, value?.item(), gradient?.item()]);
 * // [["variable", 2, 36], ["mul", 6, 12], ["square", 36, 1]]
 * ```
 */
export function traceGraph(f: () => TensorLike, options?: TraceOptions): TracedGraph {
  const given = optionsOf("traceGraph", options, TRACE);
  checkArgument("traceGraph", "f", f, aFunction());
  const watch = new ForwardWatch();
  const y = toTensor("traceGraph", observed(watch, f));
  const wanted = given.gradients ?? y.size === 1;
  if (wanted) checkScalar("traceGraph", y);
  const order = behind(y.node);
  const values = watch.values();
  const operands = watch.operands();
  if (y.node !== null) values.set(y.node, y);
  const gradients = y.node !== null && wanted ? gradientsOf(y, y.node) : new Map<Node, Tensor>();
  const nodes = describedNodes(order, given.names).map((described, id): TracedNode => {
    const node = order[id];
    const inputs = operands.get(node) ?? [];
    return {
      ...described,
      value: constant(
        values.get(node) ?? (node instanceof Leaf ? (node.owner as Variable).value : undefined),
      ),
      gradient: constant(gradients.get(node)),
      constants: inputs.map((x) => (x.node === null ? x : null)),
    };
  });
  return { nodes, output: order.length === 0 ? null : order.length - 1 };
}

const constant = (x: Tensor | undefined) => (x === undefined ? null : detach(x));

/** Keeps what ops read and write. */
class ForwardWatch implements Observer {
  readonly name = "traceGraph";
  readonly #calls: { readonly inputs: readonly Tensor[]; readonly outputs: readonly Tensor[] }[] = [];

  compute(_op: string, inputs: readonly Tensor[], outputs: readonly Tensor[], run: () => void): void {
    run();
    // A fused function is first written down, on tensors without storage.
    if (outputs.some(({ size, buffer }) => size > 0 && buffer.byteLength === 0)) return;
    this.#calls.push({ inputs, outputs });
  }

  recorded(): void {}

  pull(_node: Node, _input: number, pullback: Pullback, dy: Tensor): Tensor {
    return pullback(dy);
  }

  sweep<T>(walk: () => T): T {
    return walk();
  }

  /** The tensors that ops read or wrote, by their nodes. */
  values(): Map<Node, Tensor> {
    const values = new Map<Node, Tensor>();
    for (const { inputs, outputs } of this.#calls) {
      for (const x of [...inputs, ...outputs])
        if (x.node !== null && !values.has(x.node)) values.set(x.node, x);
    }
    return values;
  }

  /** What ops read, by the nodes of their results. */
  operands(): Map<Node, readonly Tensor[]> {
    return new Map(
      this.#calls.flatMap(({ inputs, outputs }) =>
        outputs.flatMap(({ node }) => (node === null ? [] : [[node, inputs] as const])),
      ),
    );
  }
}

/** The gradients of a scalar by all nodes behind it. The graph is kept. */
function gradientsOf(y: Tensor, root: Node): Map<Node, Tensor> {
  const order = ancestry(root);
  const dy = onesOf(y);
  const gradients = new Map([[root, dy]]);
  const watch: Observer = {
    name: "traceGraph",
    compute: (_op, _inputs, _outputs, run) => run(),
    recorded: () => {},
    pull: (node, _input, pullback, share) => {
      gradients.set(node, share);
      return pullback(share);
    },
    sweep: (walk) => walk(),
  };
  const ends = new Set(order.filter(({ parents }) => parents.every((parent) => parent === null)));
  for (const [node, gradient] of observed(watch, () => sweep(order, dy, ends, "keep"))) {
    gradients.set(node, gradient);
  }
  // The gradients of parts of one tensor are put together without their pullbacks, so they have not been seen.
  for (const node of order) {
    if (node.part === null) continue;
    const gradient = sweep(order, dy, new Set([node]), "keep").get(node);
    if (gradient !== undefined) gradients.set(node, gradient);
  }
  return gradients;
}
