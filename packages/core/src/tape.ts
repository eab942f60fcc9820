import type { Tensor } from "./tensor.ts";

/** Carries the gradient of an op's output back to one of its inputs; written in tensor ops, so it can be differentiated. */
export type Pullback = (dy: Tensor) => Tensor;

/** Looks on while ops compute, for debugging: see `detectAnomaly`. */
export interface Observer {
  /** An op has computed a result with a kernel. */
  made(op: string, inputs: readonly Tensor[], result: Tensor): void;
  /** A node has been put on the tape. */
  recorded(node: Node): void;
  /** A sweep wants a pullback called: the gradient that it gives for one input of the node's op. */
  pull(node: Node, input: number, pullback: Pullback, dy: Tensor): Tensor;
}

/** Null unless somebody looks on: all that it costs otherwise is to see that. */
export let observer: Observer | null = null;

/** Runs `f` while `watching` looks on. */
export function observed<T>(watching: Observer, f: () => T): T {
  const before = observer;
  observer = watching;
  try {
    return synchronous(f());
  } finally {
    observer = before;
  }
}

let nodes = 0;

/** How many nodes there have been: those made from now on have this number, and larger ones. */
export function countNodes(): number {
  return nodes;
}

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
    if (observer !== null) observer.recorded(this);
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
    return synchronous(f());
  } finally {
    recording = before;
  }
}

/** What a function gave that ran in a mode of its own, which ends when it returns. */
export function synchronous<T>(result: T): T {
  if (result instanceof Promise) {
    result.catch(() => {});
    throw new TypeError(
      "the function is async, and recording is switched for synchronous code only; await outside of it",
    );
  }
  return result;
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

/** Pullbacks for several inputs that share one computation, which runs once for each gradient that comes back. */
export function jointPullbacks(count: number, pull: (dy: Tensor) => readonly Tensor[]): Pullback[] {
  // Weak: a graph that is kept does not keep the gradients that it gave.
  const pulled = new WeakMap<Tensor, { readonly gradients: readonly Tensor[]; readonly recorded: boolean }>();
  return Array.from({ length: count }, (_, input) => (dy: Tensor) => {
    const known = pulled.get(dy);
    if (known?.recorded === recording) return known.gradients[input];
    const gradients = pull(dy);
    pulled.set(dy, { gradients, recorded: recording });
    return gradients[input];
  });
}

/** All nodes that gradients of `root` flow to, itself included, oldest first; what lies before an end is left out. */
export function ancestry(root: Node, isEnd: (node: Node) => boolean = () => false): Node[] {
  const seen = new Set<Node>([root]);
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (isEnd(node)) continue;
    const { parents, pullbacks } = node;
    for (let input = 0; input < parents.length; input++) {
      const parent = parents[input];
      if (parent === null || pullbacks?.[input] === null || seen.has(parent)) continue;
      seen.add(parent);
      stack.push(parent);
    }
  }
  return [...seen].sort((a, b) => a.id - b.id);
}

/**
 * What a sweep leaves behind: `free` drops each pullback as soon as it has been called, and with it whatever it
 * held; `keep` leaves the graph as it was; `record` does too, and is itself recorded.
 */
export type SweepMode = "free" | "keep" | "record";

/**
 * The reverse sweep. Walks `order` (an ancestry) from its last node, whose gradient is `dy`, down to the targets,
 * calling only the pullbacks on a path to one. Iterative: depth costs no stack.
 *
 * @throws GradientError if an earlier sweep has consumed a node on the way.
 */
export function sweep(
  order: readonly Node[],
  dy: Tensor,
  targets: ReadonlySet<Node>,
  mode: SweepMode,
): Map<Node, Tensor> {
  return withRecording(mode === "record", () => {
    // The places of the nodes that lead to a target, and the gradients that have come to each place so far.
    const places = new Map<Node, number>();
    for (let place = 0; place < order.length; place++) {
      const node = order[place];
      if (targets.has(node) || leads(node, places)) places.set(node, place);
    }
    const gradients = new Array<Tensor | undefined>(order.length).fill(undefined);
    if (places.has(order[order.length - 1])) gradients[order.length - 1] = dy;

    const found = new Map<Node, Tensor>();
    for (let place = order.length - 1; place >= 0; place--) {
      const gradient = gradients[place];
      if (gradient === undefined) continue;
      gradients[place] = undefined;
      const node = order[place];
      if (targets.has(node)) {
        found.set(node, gradient);
        continue;
      }
      const { parents, pullbacks } = node;
      if (pullbacks === null) throw consumed(node);
      if (mode === "free") node.pullbacks = null;
      for (let input = 0; input < parents.length; input++) {
        const parent = parents[input];
        const pullback = pullbacks[input];
        const to = parent === null || pullback === null ? undefined : places.get(parent);
        if (pullback === null || to === undefined) continue;
        const sofar = gradients[to];
        const share = observer === null ? pullback(gradient) : observer.pull(node, input, pullback, gradient);
        gradients[to] = sofar === undefined ? share : sofar.add(share);
      }
    }
    return found;
  });
}

/** Whether one of the parents does. */
function leads({ parents }: Node, places: ReadonlyMap<Node, number>): boolean {
  for (let input = 0; input < parents.length; input++) {
    const parent = parents[input];
    if (parent !== null && places.has(parent)) return true;
  }
  return false;
}

function consumed(node: Node): GradientError {
  return new GradientError(
    `backward: the graph through '${node.op}' was consumed by an earlier backward, which frees it as it goes; ` +
      "add the losses and call backward once, or call the earlier one with { createGraph: true }",
  );
}
