// Calls everything that the packages export with a single fault, in every way it knows: pnpm abuse [package or name ...]
import { availableParallelism } from "node:os";
import { calls } from "./calls.ts";
import type { Bad } from "./outcome.ts";
import { abuseAll } from "./pool.ts";

const wanted = process.argv.slice(2);
const orders = Object.entries(calls).flatMap(([from, list]) =>
  list.flatMap(({ name }, call) => {
    const isWanted = wanted.length === 0 || wanted.includes(from) || wanted.includes(name.split(".")[0]);
    return isWanted ? [{ package: from, call }] : [];
  }),
);
let count = 0;
const bad: Bad[] = [];
await abuseAll(orders, availableParallelism(), (result) => {
  count += result.count;
  bad.push(...result.bad);
  // As they come: a run of all packages takes long.
  for (const { name, fault, kind, what } of result.bad) console.log(`${name}, ${fault}: ${kind}: ${what}`);
});
const kinds = new Map<string, number>();
for (const { kind } of bad) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
const list = [...kinds].map(([kind, number]) => `${number} ${kind}`).join(", ");
console.log(
  `${count} wrong calls of ${orders.length} valid ones: ${bad.length} bad outcomes${list && ` (${list})`}`,
);
process.exitCode = bad.length === 0 ? 0 : 1;
