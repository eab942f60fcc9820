import type { Tensor } from "./tensor.ts";

/** Carries the gradient of an op's output back to one of its inputs; written in tensor ops, so it can be differentiated. */
export type Pullback = (dy: Tensor) => Tensor;

let nodes = 0;

/** One recorded step: which op made a tensor, from what, and how gradients flow back. Lives as long as that tensor. */
export class Node {
  /** Counts up: parents always have smaller numbers than the nodes made from them. */
  readonly id = nodes++;
  readonly op: string;
  /** The nodes of the op's inputs; null for an input that is a constant. */
  readonly parents: readonly (Node | null)[];
  /** One for each parent; null where the parent is. Null as a whole once a sweep has consumed them. */
  pullbacks: readonly (Pullback | null)[] | null;

  constructor(op: string, parents: readonly (Node | null)[], pullbacks: readonly (Pullback | null)[]) {
    this.op = op;
    this.parents = parents;
    this.pullbacks = pullbacks;
  }
}

/** The node of a Variable: where `backward` ends. It outlives the values the Variable takes. */
export class Leaf extends Node {
  constructor() {
    super("variable", [], []);
  }
}

/**
 * The node of an input of `grad` and its kin: where their sweep ends. Its parent, if any, is where the input came
 * from, so that an enclosing sweep goes on beyond.
 */
export class Input extends Node {
  constructor(origin: Node | null) {
    super("input", [origin], [origin && ((dy) => dy)]);
  }
}

/** Thrown where a gradient is asked for that does not exist. */
export class GradientError extends Error {
  override readonly name = "GradientError";
}

let recording = true;

/** Whether ops put nodes on their results at the moment. */
export function isRecording(): boolean {
  return recording;
}

function withRecording<T>(on: boolean, f: () => T): T {
  const before = recording;
  recording = on;
  try {
    const result = f();
    if (result instanceof Promise) {
      result.catch(() => {});
      throw new TypeError(
        "the function is async, and recording is switched for synchronous code only; await outside of it",
      );
    }
    return result;
  } finally {
    recording = before;
  }
}

/**
 * Runs `f` without recording: results have no gradient and keep nothing alive.
 *
 * @throws TypeError if `f` is async.
 */
export function noGrad<T>(f: () => T): T {
  return withRecording(false, f);
}

/** Runs `f` with recording on, whatever it was: a gradient is asked for inside. */
export function recorded<T>(f: () => T): T {
  return withRecording(true, f);
}

/** All nodes that `root` was made from, itself included, oldest first; those before the `ends` are left out. */
export function ancestry(root: Node, ends: ReadonlySet<Node> = new Set()): Node[] {
  const seen = new Set<Node>([root]);
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (ends.has(node)) continue;
    for (const parent of node.parents) {
      if (parent !== null && !seen.has(parent)) {
        seen.add(parent);
        stack.push(parent);
      }
    }
  }
  return [...seen].sort((a, b) => a.id - b.id);
}

/**
 * The reverse sweep. Walks `order` (an ancestry) from its last node, whose gradient is `dy`, down to the targets,
 * calling only the pullbacks on a path to one. Iterative: depth costs no stack.
 *
 * With `keep` the sweep is itself recorded and the graph stays usable; without, each pullback is dropped as soon
 * as it has been called, and with it whatever it held.
 *
 * @throws GradientError if an earlier sweep has consumed a node on the way.
 */
export function sweep(
  order: readonly Node[],
  dy: Tensor,
  targets: ReadonlySet<Node>,
  keep: boolean,
): Map<Node, Tensor> {
  return withRecording(keep, () => {
    const leading = new Set<Node>();
    for (const node of order) {
      if (targets.has(node) || node.parents.some((parent) => parent !== null && leading.has(parent))) {
        leading.add(node);
      }
    }

    const gradients = new Map<Node, Tensor>([[order[order.length - 1], dy]]);
    for (let position = order.length - 1; position >= 0; position--) {
      const node = order[position];
      if (targets.has(node) || !leading.has(node)) continue;
      const gradient = gradients.get(node);
      if (gradient === undefined) continue;
      gradients.delete(node);
      const { parents, pullbacks } = node;
      if (pullbacks === null) throw consumed(node);
      if (!keep) node.pullbacks = null;
      for (let input = 0; input < parents.length; input++) {
        const parent = parents[input];
        const pullback = pullbacks[input];
        if (parent === null || pullback === null || !leading.has(parent)) continue;
        const sofar = gradients.get(parent);
        const share = pullback(gradient);
        gradients.set(parent, sofar === undefined ? share : sofar.add(share));
      }
    }
    return gradients;
  });
}

function consumed(node: Node): GradientError {
  return new GradientError(
    `backward: the graph through '${node.op}' was consumed by an earlier backward, which frees it as it goes; ` +
      "add the losses and call backward once, or call the earlier one with { createGraph: true }",
  );
}
