import { formatShape } from "../shape.ts";
import type { Span } from "./spans.ts";
import { ROOT } from "./table.ts";

/** One complete event of the Chrome trace event format. Times are in microseconds since the profile began. */
export interface ChromeTraceEvent {
  /** The op, `gradient of` an op, `backward` for a sweep, or the path of a module. */
  readonly name: string;
  /** The pass that it is part of. */
  readonly cat: "forward" | "backward";
  /** `X`, an event with a begin and a duration. */
  readonly ph: "X";
  /** When it began, in microseconds. */
  readonly ts: number;
  /** How long it took, in microseconds. */
  readonly dur: number;
  /** The process: always 1. */
  readonly pid: number;
  /** The thread: always 1. */
  readonly tid: number;
  /** What is known of it besides. */
  readonly args: {
    readonly kind: "op" | "gradient" | "sweep" | "module";
    /** The op whose gradient is computed; absent where none is. */
    readonly gradientOf?: string;
    /** The path of the module that it belongs to; absent outside of modules. */
    readonly module?: string;
    /** The shapes of the inputs of an op. */
    readonly inputs?: string;
    /** The bytes that an op wrote. */
    readonly written?: number;
    /** The bytes that an op read. */
    readonly read?: number;
    /** What was left to the plain loops, and how often; absent if nothing was. */
    readonly plainLoops?: Readonly<Record<string, number>>;
  };
}

/** What `chrome://tracing` and Perfetto read, as JSON. */
export interface ChromeTrace {
  /** The events, outer ones before those in them. */
  readonly traceEvents: readonly ChromeTraceEvent[];
  /** The unit in which a viewer shows times. */
  readonly displayTimeUnit: "ms";
}

/** An event for each span, outer ones before those in them. */
export function chromeTraceOf(spans: readonly Span[]): ChromeTrace {
  const traceEvents = spans.map((span): ChromeTraceEvent => {
    const { kind, name, scope, backward, begin, end, shapes, read, written, fallbacks } = span;
    return {
      name: kind === "gradient" ? `gradient of ${name}` : name || ROOT,
      cat: backward ? "backward" : "forward",
      ph: "X",
      ts: nanoseconds(begin) / 1000,
      dur: (nanoseconds(end) - nanoseconds(begin)) / 1000,
      pid: 1,
      tid: 1,
      args: {
        kind,
        gradientOf: gradientOf(span),
        module: scope?.path,
        ...(kind === "op" && { inputs: shapes.map(formatShape).join(" "), written, read }),
        ...(fallbacks.size > 0 && { plainLoops: Object.fromEntries(fallbacks) }),
      },
    };
  });
  // Spans come in the order in which they end.
  traceEvents.sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  return { traceEvents, displayTimeUnit: "ms" };
}

/** Whole ones, so that rounding lets no span stick out of the one around it. */
function nanoseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1e6);
}

function gradientOf(span: Span): string | undefined {
  for (let at: Span | null = span; at !== null; at = at.parent) if (at.kind === "gradient") return at.name;
  return undefined;
}
