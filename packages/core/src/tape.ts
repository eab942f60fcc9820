import { aFunction, checkArgument } from "./arguments/check.ts";
import { isPromise } from "./arguments/promise.ts";
import type { DType } from "./dtype.ts";
import { hold, type Loan, noteResult, type Reuse, reusing, settle } from "./reuse.ts";
import type { Shape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";
import type { Slice } from "./viewing.ts";

/** Carries the gradient of an op's output back to one of its inputs; written in tensor ops, so it can be differentiated. */
export type Pullback = (dy: Tensor) => Tensor;

/** Watches ops as they compute: see `detectAnomaly` and `profile`. */
export interface Observer {
  /** The name of the watching function, for errors. */
  readonly name: string;
  /** Called for each op. `run` calls its kernel, which writes the outputs. The parameters are those of its primitive. */
  compute(
    op: string,
    inputs: readonly Tensor[],
    outputs: readonly Tensor[],
    run: () => void,
    parameters: unknown,
  ): void;
  /** Called when a node has been put on the tape. */
  recorded(node: Node): void;
  /** Called where a sweep needs the gradient for one input of the node's op, which the pullback computes. */
  pull(node: Node, input: number, pullback: Pullback, dy: Tensor): Tensor;
  /** Called when a sweep starts. `walk` calls pullbacks, and adds up gradients that meet. */
  sweep<T>(walk: () => T): T;
}

/** The current observer, or null. Without one, the cost is a comparison with null. */
export let observer: Observer | null = null;

/**
 * Runs `f` with an observer.
 *
 * @throws Error if there is an observer already.
 * @throws TypeError if `f` is async.
 */
export function observed<T>(watching: Observer, f: () => T): T {
  if (observer !== null) {
    throw new Error(
      `${watching.name}: this call is inside of ${observer.name}, and only one function can watch at a time; ` +
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

/** The number of nodes so far. Nodes that are made later have this id or a larger one. */
export function countNodes(): number {
  return nodes;
}

/** One recorded step: which op made a tensor, from what, and how gradients flow back. It lives as long as the tensor. */
export class Node {
  /** Counts up: parents always have smaller numbers than the nodes made from them. */
  readonly id = nodes++;
  readonly op: string;
  /** The nodes of the op's inputs; null for an input that is a constant. */
  readonly parents: readonly (Node | null)[];
  /** One for each parent; null where the parent is. Null as a whole once a sweep has consumed them. */
  pullbacks: readonly (Pullback | null)[] | null;
  /** The shape and dtype of the result. */
  readonly shape: Shape;
  readonly dtype: DType;
  /**
   * Which part, if the op takes a part of a tensor: the gradients of many parts are put together at once. Null for
   * other ops.
   */
  readonly part: Slice | null;
  /** Whether the pullbacks are not core's own: they may keep the gradients that they get and give. */
  isForeign = false;
  /** What goes back when the node is done, as no pullback needs it then: see {@link giveBackLater} and {@link lending}. */
  own: (Tensor | Loan)[] | null = null;
  /** The last pass over the graph that came by, and the node's place in its order: fields are faster than sets and maps. */
  pass = 0;
  place = 0;

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
  /** The Variable. */
  readonly owner: object;

  constructor(shape: Shape, dtype: DType, owner: object) {
    super("variable", [], [], shape, dtype);
    this.owner = owner;
  }
}

/**
 * The node of an input of `grad` and similar functions, where their sweep ends. Its parent, if any, is the node of the
 * tensor that was passed in, so that an enclosing sweep continues there.
 */
export class Input extends Node {
  constructor(origin: Node | null, shape: Shape, dtype: DType) {
    super("input", [origin], [origin && ((dy) => dy)], shape, dtype);
  }
}

/**
 * Thrown where a gradient is requested that does not exist.
 *
 * @example
 * ```ts
 * const wrong = defineOp({ name: "wrong", forward: (x: Tensor) => x.square(), gradient: () => (dy) => dy });
 * let found: unknown;
 * try {
 *   checkGradients((x: Tensor) => wrong(x), [tensor(3, { dtype: "float64" })]);
 * } catch (error) {
 *   found = error;
 * }
 * found instanceof GradientError; // true
 * ```
 */
export class GradientError extends Error {
  override readonly name = "GradientError";
}

let recording = true;

/** Whether ops record nodes at the moment. */
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

/** The result of a function that ran in a special mode. The mode ends when the function returns, so it must not be async. */
export function synchronous<T>(result: T): T {
  if (isPromise(result)) {
    result.then(undefined, () => {});
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
 * @example
 * ```ts
 * const w = new Variable(tensor([1, 2]));
 * const loss = noGrad(() => w.square().sum()); // nothing is recorded
 * loss; // 5
 * ```
 */
export function noGrad<T>(f: () => T): T {
  checkArgument("noGrad", "f", f, aFunction());
  return withRecording(false, f);
}

/** Runs `f` with recording on, also inside of `noGrad`: a gradient is computed inside. */
export function recorded<T>(f: () => T): T {
  return withRecording(true, f);
}

/** Pullbacks for several inputs that share one computation, which runs once for each gradient that comes back. */
export function jointPullbacks(count: number, pull: (dy: Tensor) => readonly Tensor[]): Pullback[] {
  // A WeakMap, so that a graph that is kept does not keep the gradients that were computed from it.
  const pulled = new WeakMap<Tensor, { readonly gradients: readonly Tensor[]; readonly recorded: boolean }>();
  return Array.from({ length: count }, (_, input) => (dy: Tensor) => {
    const known = pulled.get(dy);
    if (known?.recorded === recording) return known.gradients[input];
    const gradients = pull(dy);
    pulled.set(dy, { gradients, recorded: recording });
    return gradients[input];
  });
}

let passes = 0;

/**
 * All nodes that gradients of `root` flow to, itself included. Every node comes after its parents, and nodes without
 * parents come first; otherwise older ones do. The search does not go beyond an end.
 */
export function ancestry(root: Node, isEnd: (node: Node) => boolean = () => false): Node[] {
  const pass = ++passes;
  // Apart from the others, which are found nearly in order: sorting them costs little.
  const origins: Node[] = [];
  const made: Node[] = [];
  const stack = [root];
  root.pass = pass;
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const { parents, pullbacks } = node;
    (parents.length === 0 ? origins : made).push(node);
    if (isEnd(node)) continue;
    for (let input = 0; input < parents.length; input++) {
      const parent = parents[input];
      if (parent === null || pullbacks?.[input] === null || parent.pass === pass) continue;
      parent.pass = pass;
      stack.push(parent);
    }
  }
  return byAge(origins).concat(byAge(made));
}

/** Sorts nodes. In a chain of ops, they are found from the last one to the first. */
function byAge(nodes: Node[]): Node[] {
  let known = 1;
  while (known < nodes.length && nodes[known].id < nodes[known - 1].id) known++;
  return known < nodes.length ? nodes.sort((a, b) => a.id - b.id) : nodes.reverse();
}

/**
 * What a sweep does to the graph. `free` drops each pullback as soon as it has been called, with everything that it
 * holds. `keep` leaves the graph as it was. `record` does too, and the sweep itself is recorded.
 */
export type SweepMode = "free" | "keep" | "record";

/** The gradient from one use of a node: of the whole, or of a part of it. */
export interface Share {
  readonly gradient: Tensor;
  readonly part: Slice | null;
  /** Gives the gradient of the whole from that of the part. */
  readonly pullback: Pullback | null;
}

/** How gradients add up. The tape does not know tensor ops, so they come from outside. */
export interface Summation {
  add(a: Tensor, b: Tensor): Tensor;
  /** The sum of shares, some of them of parts, in the order of their arrival. It has the shape of the node. */
  join(shares: readonly Share[], node: Node): Tensor;
}

/**
 * The reverse sweep, with a way to add up gradients. It walks `order`, an ancestry, from its last node, whose gradient
 * is `dy`, down to the targets, and calls only the pullbacks on a path to one. It is iterative: depth costs no stack.
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
  const walk = (reuse: Reuse | null) => {
    const found = new Map<Node, Tensor>();
    const routes = routesOf(order, targets);
    if (routes === null) return found;
    /** The end of the routes of the node's inputs. */
    let end = routes.length;
    const gradients = new Array<Tensor | undefined>(order.length).fill(undefined);
    gradients[order.length - 1] = dy;
    // What is recorded now may need everything later.
    if (mode === "record") for (const node of order) node.own = null;
    // All shares of a node, once one of a part has arrived: to expand each part to the whole would take quadratic time.
    const shares = new Map<number, Share[]>();

    for (let place = order.length - 1; place >= 0; place--) {
      const node = order[place];
      end -= node.parents.length;
      const parts = shares.size > 0 ? shares.get(place) : undefined;
      const gradient = parts === undefined ? gradients[place] : join(parts, node);
      if (gradient === undefined) continue;
      gradients[place] = undefined;
      if (parts !== undefined) {
        shares.delete(place);
        hold(reuse, gradient);
      }
      // Given back when the pullbacks are done, which may pass on what they get. Most sweeps follow nothing.
      const done: Tensor[] | null = reuse?.size ? (parts?.map((share) => share.gradient) ?? []) : null;
      if (targets.has(node)) {
        // It stays held: it is a result.
        found.set(node, gradient);
        if (done !== null) for (const each of done) hold(reuse, each, -1);
        continue;
      }
      const { parents, pullbacks, part } = node;
      if (pullbacks === null) throw consumed(node);
      if (mode === "free") node.pullbacks = null;
      for (let input = 0; input < parents.length; input++) {
        const pullback = pullbacks[input];
        const to = routes[end + input];
        if (pullback === null || to === NOWHERE) continue;
        const others = shares.size > 0 ? shares.get(to) : undefined;
        if (part !== null || others !== undefined) {
          const sofar = gradients[to];
          const list =
            others ?? (sofar === undefined ? [] : [{ gradient: sofar, part: null, pullback: null }]);
          const share = part === null ? pulled(node, input, pullback, gradient) : gradient;
          hold(reuse, share);
          list.push({ gradient: share, part, pullback: part === null ? null : shown(node, input, pullback) });
          shares.set(to, list);
          continue;
        }
        const sofar = gradients[to];
        const share = pulled(node, input, pullback, gradient);
        hold(reuse, share);
        if (sofar === undefined) {
          gradients[to] = share;
          continue;
        }
        const sum = add(sofar, share);
        gradients[to] = sum;
        hold(reuse, sum);
        done?.push(sofar, share);
      }
      settle(reuse, node);
      done?.push(gradient);
      if (done !== null) for (const each of done) hold(reuse, each, -1);
    }
    for (const gradient of found.values()) noteResult(reuse, gradient);
    return found;
  };
  return withRecording(mode === "record", () => {
    if (observer !== null) return observer.sweep(() => walk(null));
    return mode === "free" ? reusing(walk) : walk(null);
  });
}

function pulled(node: Node, input: number, pullback: Pullback, dy: Tensor): Tensor {
  if (observer !== null) return observer.pull(node, input, pullback, dy);
  return pullback(dy);
}

/** A pullback that is called later, outside of the steps of the sweep. The present observer is told then. */
function shown(node: Node, input: number, pullback: Pullback): Pullback {
  const watching = observer;
  return watching === null ? pullback : (dy) => watching.pull(node, input, pullback, dy);
}

const NOWHERE = -1;

/**
 * For each input of each node in turn: the place to which the gradient goes from there, if a target lies that way. All is
 * worked out before the first pullback is called, because a pullback may contain a sweep. Null if no way leads from the
 * last node to a target.
 */
function routesOf(order: readonly Node[], targets: ReadonlySet<Node>): readonly number[] | null {
  const pass = ++passes;
  const routes: number[] = [];
  for (let place = 0; place < order.length; place++) {
    const node = order[place];
    const { parents, pullbacks } = node;
    let leads = targets.has(node);
    for (let input = 0; input < parents.length; input++) {
      const parent = parents[input];
      const isOpen = parent !== null && pullbacks?.[input] !== null && parent.pass === pass;
      routes.push(isOpen ? parent.place : NOWHERE);
      leads ||= isOpen;
    }
    if (!leads) continue;
    node.pass = pass;
    node.place = place;
  }
  return order[order.length - 1].pass === pass ? routes : null;
}

function consumed(node: Node): GradientError {
  return new GradientError(
    `backward: the graph through '${node.op}' was consumed by an earlier backward; ` +
      "add the losses and call backward once, or call the earlier one with { createGraph: true }",
  );
}
