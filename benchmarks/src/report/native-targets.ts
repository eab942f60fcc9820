import { growthGroups } from "../growth.ts";
import type { Results } from "../results.ts";
import { nameOf, STEP } from "../workloads.ts";
import { formatMegabytes, formatSeconds, significant } from "./format.ts";
import type { Lookup } from "./lookup.ts";
import { grown, type Verdict } from "./verdict.ts";

/* What the native backend aims at: the speed of PyTorch and NumPy on the CPU, with the machine's BLAS. */

const OURS = "ours-native";
const SHARED = "ours-native-2";

const square = (size: number) => nameOf({ kind: "product", m: size, k: size, n: size, transposed: "none" });

/** At most so many times PyTorch's time, or that of the better of several. */
function against(
  lookup: Lookup,
  workload: string,
  name: string,
  most: number,
  peers: readonly string[] = ["torch"],
): Verdict[] {
  const mine = lookup.seconds(workload, name, OURS);
  const theirs = peers
    .map((peer) => lookup.seconds(workload, name, peer))
    .filter((seconds) => seconds !== undefined);
  if (mine === undefined || theirs.length === 0) return [];
  const ratio = mine / Math.min(...theirs);
  const what = name === STEP ? workload.toUpperCase() : `${workload.toUpperCase()} ${name}`;
  return [
    {
      target: `native, ${what}: ≤ ${significant(most)} of ${peers.join("'s or ")}'s time`,
      measured: significant(ratio),
      met: ratio <= most,
    },
  ];
}

/** Times of whole steps over PyTorch's. */
const steps = { w2: 1, w3: 1, w4: 1.1, w6: 1, w9: 1.2, w10: 1.2, w11: 1.2 };

/** What is solved takes longer: in float64, as on every backend. */
const mostOf = (name: string) => (name.startsWith("Solve") ? 3 : 1.3);

function stepsOf(lookup: Lookup): Verdict[] {
  const xor = lookup.seconds("w5", STEP, OURS);
  return [
    ...Object.entries(steps).flatMap(([workload, most]) => against(lookup, workload, STEP, most)),
    ...(xor === undefined
      ? []
      : [{ target: "native, W5: ≤ 15 µs", measured: formatSeconds(xor), met: xor <= 15e-6 }]),
  ];
}

function sharedBetweenTwo(lookup: Lookup): Verdict[] {
  const cases = [
    ...[256, 512, 1024].map((size) => ["w1", square(size)] as const),
    ...["w4", "w6", "w9"].map((workload) => [workload, STEP] as const),
  ];
  return cases.flatMap(([workload, name]) => {
    const [one, two] = [OURS, SHARED].map((contender) => lookup.seconds(workload, name, contender));
    const between = lookup.roundTrip(workload, name, SHARED);
    if (one === undefined || two === undefined) return [];
    const what = name === STEP ? workload.toUpperCase() : `${workload.toUpperCase()} ${name}`;
    const distance = between === undefined ? "" : `; from core to core and back ${formatSeconds(between)}`;
    const target = `native, ${what}: two threads ≥ 1.7 times as fast as one${distance}`;
    return [{ target, measured: significant(one / two), met: one / two >= 1.7 }];
  });
}

const ALLOWED_GROWTH = 8 * 2 ** 20;

/** The targets for which this run has both sides. */
export function nativeVerdicts(lookup: Lookup, results: Results): Verdict[] {
  return [
    ...against(lookup, "w1", square(64), 1 / 0.6),
    ...[128, 256, 512, 1024].flatMap((size) => against(lookup, "w1", square(size), 1 / 0.9)),
    ...stepsOf(lookup),
    ...["exp", "add a row", "sum over axis 0", "sum over axis 1", "softmax"].flatMap((name) =>
      against(lookup, "w7", name, 1.2, ["torch", "numpy"]),
    ),
    ...grown(results, OURS).map(({ id, settled, growth }) => ({
      target: `native, ${id.toUpperCase()}: grows by ≤ 8 MB after the first ${settled} steps`,
      measured: formatMegabytes(growth),
      met: growth <= ALLOWED_GROWTH,
    })),
    ...growthGroups("full")
      .flat()
      .flatMap(({ name }) => against(lookup, "w12", name, mostOf(name))),
    ...sharedBetweenTwo(lookup),
  ];
}
