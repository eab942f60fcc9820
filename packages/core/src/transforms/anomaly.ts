import { aBoolean, aFunction, checkArgument } from "../arguments/check.ts";
import { declareOptions, optionsOf } from "../arguments/options.ts";
import { isFloat } from "../dtype.ts";
import { formatShape } from "../shape.ts";
import { type Node, type Observer, observed, type Pullback } from "../tape.ts";
import { type Tensor, valuesOf } from "../tensor.ts";

/** Options of {@link detectAnomaly}. */
export interface AnomalyOptions {
  /** Look for infinities too, not for NaN alone. Default: true. */
  readonly infinities?: boolean;
}

const ANOMALY = /* @__PURE__ */ declareOptions<AnomalyOptions>({ infinities: aBoolean });

/**
 * Thrown by {@link detectAnomaly} when an op makes a NaN or an infinity.
 *
 * @example
 * ```ts
 * const x = new Variable(tensor(-1));
 * let op: unknown;
 * try {
 *   detectAnomaly(() => x.sqrt().backward());
 * } catch (error) {
 *   if (error instanceof AnomalyError) op = error.message.includes("sqrt");
 * }
 * op; // true
 * ```
 */
export class AnomalyError extends Error {
  override readonly name = "AnomalyError";
  /** The name of the op. */
  readonly op: string;
  /** Whether the op's value (`forward`) or its gradient (`backward`) is not finite. */
  readonly phase: "forward" | "backward";

  /** @internal */
  constructor(message: string, op: string, phase: "forward" | "backward") {
    super(message);
    this.op = op;
    this.phase = phase;
  }
}

/**
 * Runs `f`, and throws when an op makes a NaN or an infinity from numbers that had none. In the forward pass, the
 * error is thrown in the line that called the op. In the backward pass, the error names the op whose gradient it was,
 * and the line that called this op. An infinity that was given, such as a mask of -Infinity, is not an anomaly; a NaN
 * computed from it is.
 *
 * @returns what `f` gives.
 * @throws AnomalyError where it happens; TypeError if `f` is async; Error inside of `profile` or another `detectAnomaly`.
 * @example
 * const w = new Variable(tensor([1, 2]));
 * detectAnomaly(() => w.log().sum().backward()); // logarithms of 0 would throw
 */
export function detectAnomaly<T>(f: () => T, options?: AnomalyOptions): T {
  const { infinities = true } = optionsOf("detectAnomaly", options, ANOMALY);
  checkArgument("detectAnomaly", "f", f, aFunction());
  return withDeepStacks(() => observed(new Detector(infinities), f));
}

type Anomaly = "NaN" | "Infinity" | "-Infinity";

class Detector implements Observer {
  readonly name = "detectAnomaly";
  readonly #infinities: boolean;
  /** Where the op of each node was called. The text is made only when it is needed, because most of them never are. */
  readonly #calls = new WeakMap<Node, Error>();
  /** True inside a pullback. There, only the result is checked, because intermediate results may be masked. */
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
      `detectAnomaly: '${op}' with inputs of shape ${shapes} made ${anomaly}; it was called\n${callers(new Error())}`,
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
      `detectAnomaly: the gradient of '${node.op}' by its input ${input} has ${anomaly}, but the gradient of its output has none; the op was ` +
        `called ${call === undefined ? "before detectAnomaly; put the forward pass inside too" : `\n${callers(call)}`}`,
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

  /** NaN if there is one, otherwise an infinity if there is one, otherwise null. */
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

/** V8 keeps only ten frames by default, but composed ops take several each. */
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

/** The folder of this library, as stacks spell it; undefined if stacks do not show it. */
function homeFolder(): string | undefined {
  return (
    new Error().stack
      ?.match(/((?:file:\/\/|https?:\/\/|\/|[A-Z]:\\)[^\n()]*[/\\])[^/\\\n]*:\d+:\d+/)?.[1]
      // In the sources, this file is in a folder of its own. A bundle is a single file.
      .replace(/transforms[/\\]$/, "")
  );
}

/** The stack frames outside of this library: the lines that called it, nearest first. */
function callers({ stack = "" }: Error): string {
  const home = homeFolder();
  const frames = stack.split("\n").filter((line) => /:\d+:\d+\)?$/.test(line));
  const outside = frames.filter((line) => home === undefined || !line.includes(home));
  return (outside.length > 0 ? outside : frames).slice(0, 6).join("\n");
}
