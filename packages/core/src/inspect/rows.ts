import { countUp } from "../fallbacks.ts";
import type { Span } from "./spans.ts";

/** What an op, the gradient of an op, or a module took, over all of its calls. Times are in milliseconds. */
export interface ProfileRow {
  /** The op, the op whose gradient it is, or the path of the module. */
  readonly name: string;
  /** The number of calls that returned. */
  readonly calls: number;
  /** From beginning to end, other rows that ran inside included. */
  readonly total: number;
  /** Without other rows of the same list that ran inside: each moment counts in one row at most. */
  readonly self: number;
  /** The part of `self` that was spent in backward sweeps. */
  readonly backward: number;
  /** The bytes that ops wrote in that time. */
  readonly written: number;
  /** The bytes that ops read in that time. An element that broadcasting repeats counts once. */
  readonly read: number;
  /** How many products matrix products, convolutions and other contractions added up in that time. */
  readonly multiplyAdds: number;
  /** What backends left to the plain loops in that time, and how often: see `watchFallbacks`. */
  readonly fallbacks: ReadonlyMap<string, number>;
}

/** The kinds of span that are listed, and the names of the rows that a span belongs to, innermost first. */
const belongs: Readonly<Record<Exclude<Span["kind"], "sweep">, (span: Span) => string[]>> = {
  op: (span) => namesAround(span, "op"),
  gradient: (span) => namesAround(span, "gradient"),
  module: ({ scope }) => {
    const paths = [];
    for (let at = scope; at !== null; at = at.parent) paths.push(at.path);
    return paths;
  },
};

function namesAround(span: Span, kind: Span["kind"]): string[] {
  const names = [];
  for (let at: Span | null = span; at !== null; at = at.parent) if (at.kind === kind) names.push(at.name);
  return names;
}

/** The rows of one kind, those that took the longest themselves first. */
export function rowsOf(spans: readonly Span[], kind: keyof typeof belongs): ProfileRow[] {
  const rows = new Map<string, ReturnType<typeof emptyRow>>();
  const rowOf = (name: string) => {
    const row = rows.get(name) ?? emptyRow(name);
    rows.set(name, row);
    return row;
  };
  for (const span of spans) {
    const names = belongs[kind](span);
    if (names.length === 0) continue;
    const own = span.end - span.begin - span.inner;
    for (const name of new Set(names)) rowOf(name).total += own;
    const row = rowOf(names[0]);
    if (span.kind === kind) row.calls++;
    row.self += own;
    if (span.backward) row.backward += own;
    row.written += span.written;
    row.read += span.read;
    row.multiplyAdds += span.multiplyAdds;
    for (const [name, count] of span.fallbacks) countUp(row.fallbacks, name, count);
  }
  return [...rows.values()].sort((a, b) => b.self - a.self);
}

function emptyRow(name: string) {
  return {
    name,
    calls: 0,
    total: 0,
    self: 0,
    backward: 0,
    written: 0,
    read: 0,
    multiplyAdds: 0,
    fallbacks: new Map<string, number>(),
  };
}
