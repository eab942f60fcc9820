import { aFunction, checkArgument } from "./arguments/check.ts";
import type { DType } from "./dtype.ts";
import type { Shape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";
import type { Slice } from "./viewing.ts";

/** Carries the gradient of an op's output back to one of its inputs; written in tensor ops, so it can be differentiated. */
export type Pullback = (dy: Tensor) => Tensor;

/** Looks on while ops compute: see `detectAnomaly` and `profile`. */
export interface Observer {
  /** The function that looks on, as errors call it. */
  readonly name: string;
  /** An op computes: `run` calls its kernel, which writes the outputs. */
  compute(op: string, inputs: readonly Tensor[], outputs: readonly Tensor[], run: () => void): void;
  /** A node has been put on the tape. */
  recorded(node: Node): void;
  /** A sweep wants a pullback called: the gradient that it gives for one input of the node's op. */
  pull(node: Node, input: number, pullback: Pullback, dy: Tensor): Tensor;
  /** A sweep starts: `walk` calls pullbacks, and adds up gradients that meet. */
  sweep<T>(walk: () => T): T;
}

/** Null unless somebody looks on: all that it costs otherwise is to see that. */
export let observer: Observer | null = null;

/**
 * Runs `f` while `watching` looks on.
 *
 * @throws Error if somebody looks on already; TypeError if `f` is async.
 */
export function observed<T>(watching: Observer, f: () => T): T {
  if (observer !== null) {
    throw new Error(
      `${watching.name}: this call is inside of ${observer.name}, and only one function can look on at a time; ` +
        "call one after the other",
    );
  }
  observer = watching;
  try {
    return synchronous(f());
  } finally {
    observer = null;
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
  /** Of what the op made. */
  readonly shape: Shape;
  readonly dtype: DType;
  /**
   * For a part of a tensor, which one: gradients of many parts are put together at once. Null for other ops.
   */
  readonly part: Slice | null;

  constructor(
    op: string,
    parents: readonly (Node | null)[],
    pullbacks: readonly (Pullback | null)[],
    shape: Shape,
    dtype: DType,
    part: Slice | null = null,
  ) {
    this.op = op;
    this.parents = parents;
    this.pullbacks = pullbacks;
    this.shape = shape;
    this.dtype = dtype;
    this.part = part;
    if (observer !== null) observer.recorded(this);
  }
}

/** The node of a Variable: where `backward` ends. It outlives the values the Variable takes. */
export class Leaf extends Node {
  constructor(shape: Shape, dtype: DType) {
    super("variable", [], [], shape, dtype);
  }
}

/**
 * The node of an input of `grad` and its kin: where their sweep ends. Its parent, if any, is where the input came
 * from, so that an enclosing sweep goes on beyond.
 */
export class Input extends Node {
  constructor(origin: Node | null, shape: Shape, dtype: DType) {
    super("input", [origin], [origin && ((dy) => dy)], shape, dtype);
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
  checkArgument("noGrad", "f", f, aFunction());
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

/** What came to a node by one of its uses: a gradient of it, or of a part of it. */
export interface Share {
  readonly gradient: Tensor;
  readonly part: Slice | null;
  /** Makes a gradient of the whole from that of a part. */
  readonly pullback: Pullback | null;
}

/** How gradients add up: tensor ops, which the tape does not know. */
export interface Summation {
  add(a: Tensor, b: Tensor): Tensor;
  /** Of shares in the order in which they came, parts among them, of a node's shape. */
  join(shares: readonly Share[], node: Node): Tensor;
}

/**
 * The reverse sweep, with a way to add up gradients. Walks `order` (an ancestry) from its last node, whose gradient is `dy`, down to the targets,
 * calling only the pullbacks on a path to one. Iterative: depth costs no stack.
 *
 * @throws GradientError if an earlier sweep has consumed a node on the way.
 */
export function sweepWith(
  { add, join }: Summation,
  order: readonly Node[],
  dy: Tensor,
  targets: ReadonlySet<Node>,
  mode: SweepMode,
): Map<Node, Tensor> {
  const walk = () => {
    // The places of the nodes that lead to a target, and the gradients that have come to each place so far.
    const places = new Map<Node, number>();
    for (let place = 0; place < order.length; place++) {
      const node = order[place];
      if (targets.has(node) || leads(node, places)) places.set(node, place);
    }
    const gradients = new Array<Tensor | undefined>(order.length).fill(undefined);
    if (places.has(order[order.length - 1])) gradients[order.length - 1] = dy;
    // Where gradients of parts have come, all that has come: a whole made of each would cost the square of their number.
    const shares = new Map<number, Share[]>();

    const found = new Map<Node, Tensor>();
    for (let place = order.length - 1; place >= 0; place--) {
      const node = order[place];
      const parts = shares.get(place);
      const gradient = parts === undefined ? gradients[place] : join(parts, node);
      if (gradient === undefined) continue;
      gradients[place] = undefined;
      if (parts !== undefined) shares.delete(place);
      if (targets.has(node)) {
        found.set(node, gradient);
        continue;
      }
      const { parents, pullbacks, part } = node;
      if (pullbacks === null) throw consumed(node);
      if (mode === "free") node.pullbacks = null;
      for (let input = 0; input < parents.length; input++) {
        const parent = parents[input];
        const pullback = pullbacks[input];
        const to = parent === null || pullback === null ? undefined : places.get(parent);
        if (pullback === null || to === undefined) continue;
        const others = shares.get(to);
        if (part !== null || others !== undefined) {
          const sofar = gradients[to];
          const list =
            others ?? (sofar === undefined ? [] : [{ gradient: sofar, part: null, pullback: null }]);
          const share = part === null ? pulled(node, input, pullback, gradient) : gradient;
          list.push({ gradient: share, part, pullback: part === null ? null : shown(node, input, pullback) });
          shares.set(to, list);
          continue;
        }
        const sofar = gradients[to];
        const share = pulled(node, input, pullback, gradient);
        gradients[to] = sofar === undefined ? share : add(sofar, share);
      }
    }
    return found;
  };
  return withRecording(mode === "record", () => (observer === null ? walk() : observer.sweep(walk)));
}

function pulled(node: Node, input: number, pullback: Pullback, dy: Tensor): Tensor {
  return observer === null ? pullback(dy) : observer.pull(node, input, pullback, dy);
}

/** A pullback that is called later, outside of the sweep's own steps: whoever looks on now sees it. */
function shown(node: Node, input: number, pullback: Pullback): Pullback {
  const watching = observer;
  return watching === null ? pullback : (dy) => watching.pull(node, input, pullback, dy);
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
