import { bytesPerElement } from "../dtype.ts";
import { watchFallbacks } from "../fallbacks.ts";
import { Contraction } from "../primitives/contraction.ts";
import type { Shape } from "../shape.ts";
import type { Node, Observer, Pullback } from "../tape.ts";
import type { Tensor } from "../tensor.ts";

/** A module at work, and the module whose `forward` called it. */
export interface Scope {
  readonly path: string;
  readonly parent: Scope | null;
}

/** Something that ran: from when to when, and inside of what. Times are in milliseconds since the profile began. */
export interface Span {
  readonly kind: "op" | "gradient" | "sweep" | "module";
  /** The op, the op whose gradient this is, or the path of the module. */
  readonly name: string;
  readonly parent: Span | null;
  /** The innermost module that it belongs to. */
  readonly scope: Scope | null;
  /** Whether a sweep asked for it. */
  readonly backward: boolean;
  readonly begin: number;
  readonly end: number;
  /** How much of that time other spans took, directly inside of this one. */
  readonly inner: number;
  /** Of the inputs of an op; what follows is of ops alone, too. */
  readonly shapes: readonly Shape[];
  /** Bytes. */
  readonly read: number;
  readonly written: number;
  /** How many products were added up. */
  readonly multiplyAdds: number;
  /** What kernels left to the plain loops. */
  readonly fallbacks: ReadonlyMap<string, number>;
}

/** A span that is still open. */
type Open = { -readonly [Key in keyof Span]: Span[Key] };

/** What only ops do. */
type Work = Pick<Span, "shapes" | "read" | "written" | "multiplyAdds">;

const none: Work = { shapes: [], read: 0, written: 0, multiplyAdds: 0 };
const noFallbacks: ReadonlyMap<string, number> = new Map();

/** Writes down what ops, sweeps and modules do, and when. */
export class Recorder implements Observer {
  readonly name = "profile";
  /** In the order in which they ended. */
  readonly spans: Span[] = [];
  readonly #start = now();
  /** The module in whose `forward` each node was recorded: its gradient belongs there. */
  readonly #scopes = new WeakMap<Node, Scope | null>();
  #current: Open | null = null;
  #scope: Scope | null = null;

  /** Milliseconds since the profile began. */
  get time(): number {
    return now() - this.#start;
  }

  compute(
    op: string,
    inputs: readonly Tensor[],
    outputs: readonly Tensor[],
    run: () => void,
    parameters: unknown,
  ): void {
    // A fused function is first written down, on tensors without storage: nothing is computed yet.
    if (outputs.some(({ size, buffer }) => size > 0 && buffer.byteLength === 0)) {
      run();
      return;
    }
    const work = {
      shapes: inputs.map(({ shape }) => shape),
      read: bytesOf(inputs),
      written: bytesOf(outputs),
      multiplyAdds: parameters instanceof Contraction ? productsOf(parameters, inputs) : 0,
    };
    this.#run("op", op, this.#scope, work, (span) => {
      const found = watchFallbacks(run);
      if (found.size > 0) span.fallbacks = found;
    });
  }

  recorded(node: Node): void {
    this.#scopes.set(node, this.#scope);
  }

  pull(node: Node, _input: number, pullback: Pullback, dy: Tensor): Tensor {
    return this.#run("gradient", node.op, this.#scopes.get(node) ?? null, none, () => pullback(dy));
  }

  sweep<T>(walk: () => T): T {
    return this.#run("sweep", "backward", this.#scope, none, walk);
  }

  module(path: string, call: () => unknown): unknown {
    return this.#run("module", path, { path, parent: this.#scope }, none, call);
  }

  #run<T>(kind: Span["kind"], name: string, scope: Scope | null, work: Work, f: (span: Open) => T): T {
    const parent = this.#current;
    const scopeBefore = this.#scope;
    const backward = kind === "sweep" || parent?.backward === true;
    const span: Open = { kind, name, parent, scope, backward, begin: this.time, end: 0, inner: 0, fallbacks: noFallbacks, ...work }; // biome-ignore format: a row
    this.#current = span;
    this.#scope = scope;
    // What throws is no call; but what was called inside of it is.
    let taken = () => span.inner;
    try {
      const result = f(span);
      span.end = this.time;
      taken = () => span.end - span.begin;
      this.spans.push(span);
      return result;
    } finally {
      this.#current = parent;
      this.#scope = scopeBefore;
      if (parent !== null) parent.inner += taken();
    }
  }
}

/** As far as it is used; core needs no types of a platform. */
interface Clock {
  readonly performance: { now(): number };
}

function now(): number {
  return (globalThis as unknown as Clock).performance.now();
}

/** How many products a contraction adds up: the product of the sizes of all labels. */
function productsOf(axes: Contraction, [x, y]: readonly Tensor[]): number {
  const [left, right] = axes.layouts(x, y);
  return axes.b.labels.reduce<number>(
    (product, label, axis) => (axes.a.labels.includes(label) ? product : product * right.shape[axis]),
    left.size,
  );
}

/** What a kernel reads or writes. An element that broadcasting repeats counts once. */
function bytesOf(tensors: readonly Tensor[]): number {
  return tensors.reduce((total, { layout: { shape, strides }, dtype, buffer }) => {
    const elements = shape.reduce(
      (size, n, axis) => (strides[axis] === 0 ? Math.min(size, size * n) : size * n),
      1,
    );
    return total + Math.min(elements * bytesPerElement(dtype), buffer.byteLength);
  }, 0);
}
