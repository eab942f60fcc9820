import { growthGroups } from "../growth.ts";
import type { Results } from "../results.ts";
import { nameOf, STEP } from "../workloads.ts";
import { formatMegabytes, formatSeconds, significant } from "./format.ts";
import { Lookup } from "./lookup.ts";
import { nativeVerdicts } from "./native-targets.ts";
import { grown, type Verdict } from "./verdict.ts";

const OURS = "ours-wasm";

/** The targets for which this run has both sides. */
export function verdicts(results: Results): Verdict[] {
  const lookup = new Lookup(results);
  return [
    ...productVerdicts(lookup, results),
    ...stepVerdicts(lookup),
    ...operationVerdicts(lookup),
    ...memoryVerdicts(results),
    ...threadVerdicts(lookup),
    ...growthVerdicts(lookup),
    ...nativeVerdicts(lookup, results),
  ];
}

/** Ours takes at most `share` of the other's time. */
function timeShare(
  lookup: Lookup,
  workload: string,
  name: string,
  other: string,
  share: number,
  target: string,
): Verdict[] {
  const mine = lookup.seconds(workload, name, OURS);
  const theirs = lookup.seconds(workload, name, other);
  if (mine === undefined || theirs === undefined) return [];
  return [{ target, measured: significant(mine / theirs), met: mine / theirs <= share }];
}

function atMost(lookup: Lookup, workload: string, seconds: number, target: string): Verdict[] {
  const mine = lookup.seconds(workload, STEP, OURS);
  if (mine === undefined) return [];
  return [{ target, measured: formatSeconds(mine), met: mine <= seconds }];
}

const square = (size: number, transposed: "none" | "left" | "right" = "none"): string =>
  nameOf({ kind: "product", m: size, k: size, n: size, transposed });

const LARGE = [128, 256, 512, 1024];
/** Since when V8 has the fused multiply-add of relaxed SIMD. */
const FUSED_SINCE = 24;

function productVerdicts(lookup: Lookup, { machine }: Results): Verdict[] {
  const fused = Number.parseInt(machine.node, 10) >= FUSED_SINCE;
  const [share, aim] = fused
    ? [1 / 1.4, "≤ 1/1.4 of tfjs-wasm's time (fused multiply-add)"]
    : [1, "≤ tfjs-wasm's time"];
  return LARGE.flatMap((size) => [
    ...timeShare(lookup, "w1", square(size), "tfjs-wasm", share, `W1 ${size}²: ${aim}`),
    ...(["left", "right"] as const).flatMap((side) => {
      const plain = lookup.seconds("w1", square(size), OURS);
      const transposed = lookup.seconds("w1", square(size, side), OURS);
      if (plain === undefined || transposed === undefined) return [];
      const ratio = transposed / plain;
      return [
        {
          target: `W1 ${size}², ${side} transposed: ≤ 1.1 of plain`,
          measured: significant(ratio),
          met: ratio <= 1.1,
        },
      ];
    }),
  ]);
}

function stepVerdicts(lookup: Lookup): Verdict[] {
  const against = (id: string, other: string, share: number, aim: string) =>
    timeShare(lookup, id, STEP, other, share, `${id.toUpperCase()}: ${aim}`);
  return [
    ...against("w2", "tfjs-wasm", 0.3, "≤ 0.30 of tfjs-wasm's time"),
    ...against("w2", "jax-js", 1, "< jax-js with jit (stretch)"),
    ...against("w3", "tfjs-wasm", 1 / 3, "≤ 1/3 of tfjs-wasm's time"),
    ...against("w4", "tfjs-wasm", 1 / 5, "≤ 1/5 of tfjs-wasm's time"),
    ...atMost(lookup, "w5", 45e-6, "W5: ≤ 45 µs"),
    ...against("w5", "numpy", 1, "below hand-written NumPy"),
    ...atMost(lookup, "w6", 40e-3, "W6: ≤ 40 ms"),
    ...against("w9", "torch", 2.5, "≤ 2.5 of torch's time"),
    ...against("w10", "torch", 2, "≤ 2 of torch's time"),
    ...against("w11", "torch", 2.2, "≤ 2.2 of torch's time"),
  ];
}

function operationVerdicts(lookup: Lookup): Verdict[] {
  const against = (name: string, other: string, share: number, aim: string) =>
    timeShare(lookup, "w7", name, other, share, `W7 ${name}: ${aim}`);
  return [
    ...against("exp", "tfjs-wasm", 1 / 3, "≤ 1/3 of tfjs-wasm's time"),
    ...against("softmax", "numpy", 1, "≤ NumPy's time"),
    ...["add a row", "sum over axis 0", "sum over axis 1"].flatMap((name) =>
      against(name, "tfjs-wasm", 1, "≤ tfjs-wasm's time"),
    ),
  ];
}

const ALLOWED_GROWTH = 16 * 2 ** 20;

function memoryVerdicts(results: Results): Verdict[] {
  return grown(results, OURS).map(({ id, settled, growth }) => ({
    target: `${id.toUpperCase()}: grows by ≤ 16 MB after the first ${settled} steps`,
    measured: formatMegabytes(growth),
    met: growth <= ALLOWED_GROWTH,
  }));
}

/** On WASM, what PyTorch does by kernels of its own. */
function growthVerdicts(lookup: Lookup): Verdict[] {
  const cases = growthGroups("full").flat();
  const aims: readonly (readonly [curve: string, size: number, most: number])[] = [
    ["Solve, one side", 256, 10],
    ["Sort", 1000, 3],
    ["Sort", 100_000, 3],
    ["Sort", 1_000_000, 3],
    ["Concat of pieces of 64 x 64", 100, 3],
    ["Running sum", 1_000_000, 3],
    ["Embedding in 1,000 x 64", 1024, 3],
  ];
  return aims.flatMap(([curve, size, most]) => {
    const found = cases.find(({ growth }) => growth?.curve === curve && growth.size === size);
    if (found === undefined) throw new Error(`W12 has no case of ${curve} with ${size}`);
    const target = `W12 ${found.name}: ≤ ${most} of torch's time`;
    return timeShare(lookup, "w12", found.name, "torch", most, target);
  });
}

function threadVerdicts(lookup: Lookup): Verdict[] {
  return [512, 1024].flatMap((size) => {
    const one = lookup.seconds("w1", square(size), OURS);
    const two = lookup.seconds("w1", square(size), "ours-wasm-2");
    if (one === undefined || two === undefined) return [];
    const ratio = one / two;
    return [
      {
        target: `W1 ${size}²: two threads ≥ 1.7 times as fast as one`,
        measured: significant(ratio),
        met: ratio >= 1.7,
      },
    ];
  });
}
