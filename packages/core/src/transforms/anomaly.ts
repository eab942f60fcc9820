import { isFloat } from "../dtype.ts";
import { formatShape } from "../shape.ts";
import { type Node, type Observer, observed, type Pullback } from "../tape.ts";
import { type Tensor, valuesOf } from "../tensor.ts";

export interface AnomalyOptions {
  /** Look for infinities too, not for NaN alone. Default: true. */
  readonly infinities?: boolean;
}

/** Thrown by {@link detectAnomaly} where an op first makes a number that is not finite. */
export class AnomalyError extends Error {
  override readonly name = "AnomalyError";
  /** The op that made it. */
  readonly op: string;
  /** Whether its value or its gradient. */
  readonly phase: "forward" | "backward";

  /** @internal */
  constructor(message: string, op: string, phase: "forward" | "backward") {
    super(message);
    this.op = op;
    this.phase = phase;
  }
}

/**
 * Runs `f`, and throws where an op first makes a NaN or an infinity of numbers that had none: at forward in the
 * very line that called the op; at backward naming the op whose gradient it was, and the line that had called it.
 * An infinity that was given (a mask of -Infinity) is no anomaly, a NaN made of it is. For debugging: every result
 * is read, which makes everything slow; outside of `f` nothing is looked at, and nothing slowed down.
 *
 * @returns what `f` gives.
 * @throws AnomalyError where it happens; TypeError if `f` is async; Error inside of `profile` or another `detectAnomaly`.
 * @example detectAnomaly(() => crossEntropyLoss(model.forward(x), y).backward());
 */
export function detectAnomaly<T>(f: () => T, { infinities = true }: AnomalyOptions = {}): T {
  return withDeepStacks(() => observed(new Detector(infinities), f));
}

type Anomaly = "NaN" | "Infinity" | "-Infinity";

class Detector implements Observer {
  readonly name = "detectAnomaly";
  readonly #infinities: boolean;
  /** Where each node's op was called. Not every one will be asked for, so the text is made later. */
  readonly #calls = new WeakMap<Node, Error>();
  /** Inside a pullback its result is what counts: what it masks on the way is its own business. */
  #pulling = false;

  constructor(infinities: boolean) {
    this.#infinities = infinities;
  }

  recorded(node: Node): void {
    this.#calls.set(node, new Error());
  }

  compute(op: string, inputs: readonly Tensor[], outputs: readonly Tensor[], run: () => void): void {
    run();
    if (this.#pulling) return;
    for (const output of outputs) this.#check(op, inputs, output);
  }

  #check(op: string, inputs: readonly Tensor[], result: Tensor): void {
    const anomaly = this.#find(result, inputs);
    if (anomaly === null) return;
    const shapes = inputs.map((x) => formatShape(x.shape)).join(" and ");
    throw new AnomalyError(
      `'${op}' of shape ${shapes} made ${anomaly}, called\n${callers(new Error())}`,
      op,
      "forward",
    );
  }

  pull(node: Node, input: number, pullback: Pullback, dy: Tensor): Tensor {
    const before = this.#pulling;
    this.#pulling = true;
    let share: Tensor;
    try {
      share = pullback(dy);
    } finally {
      this.#pulling = before;
    }
    const anomaly = this.#find(share, [dy]);
    if (anomaly === null) return share;
    const call = this.#calls.get(node);
    throw new AnomalyError(
      `the gradient of '${node.op}' by its input ${input} made ${anomaly} of a gradient that had none. The op was ` +
        `called ${call === undefined ? "before detectAnomaly: put the forward pass inside too" : `\n${callers(call)}`}`,
      node.op,
      "backward",
    );
  }

  sweep<T>(walk: () => T): T {
    return walk();
  }

  #find(result: Tensor, inputs: readonly Tensor[]): Anomaly | null {
    const found = this.#worst(result);
    if (found === null) return null;
    const given = inputs.map((x) => this.#worst(x));
    const excused = found === "NaN" ? given.includes("NaN") : given.some((anomaly) => anomaly !== null);
    return excused ? null : found;
  }

  /** NaN if there is one, else an infinity, else null. */
  #worst(x: Tensor): Anomaly | null {
    if (!isFloat(x.dtype)) return null;
    let worst: Anomaly | null = null;
    for (const value of valuesOf("detectAnomaly", x)) {
      if (Number.isNaN(value)) return "NaN";
      if (this.#infinities && !Number.isFinite(value)) worst = value > 0 ? "Infinity" : "-Infinity";
    }
    return worst;
  }
}

// Stacks

/** V8 keeps ten frames unless told otherwise, and composed ops take several. */
function withDeepStacks<T>(f: () => T): T {
  const errors = Error as { stackTraceLimit?: number };
  const before = errors.stackTraceLimit;
  if (before !== undefined) errors.stackTraceLimit = Math.max(before, 50);
  try {
    return f();
  } finally {
    if (before !== undefined) errors.stackTraceLimit = before;
  }
}

/** The folder that this library runs from, as stacks spell it; undefined where they do not say. */
const home = new Error().stack
  ?.match(/((?:file:\/\/|https?:\/\/|\/|[A-Z]:\\)[^\n()]*[/\\])[^/\\\n]*:\d+:\d+/)?.[1]
  // In the sources this file stands in a folder of its own; a bundle is one file.
  .replace(/transforms[/\\]$/, "");

/** The frames of a stack outside of this library: the lines that called it, nearest first. */
function callers({ stack = "" }: Error): string {
  const frames = stack.split("\n").filter((line) => /:\d+:\d+\)?$/.test(line));
  const outside = frames.filter((line) => home === undefined || !line.includes(home));
  return (outside.length > 0 ? outside : frames).slice(0, 6).join("\n");
}
