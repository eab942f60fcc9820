// Breaks the gradient of every op in every way it knows, and says which tests notice: pnpm mutate [op ...]
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { waysToBreak } from "./arguments.ts";
import type { Breaking } from "./breakable.ts";
import { makeCopy } from "./copy.ts";
import { findMutants } from "./mutants.ts";
import type { Outcome } from "./outcome.ts";
import { judgeAll, NO_END } from "./pool.ts";
import { readSources } from "./sources.ts";
import type { Order } from "./worker.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const copy = join(root, "out/mutate");
const sources = readSources(join(root, "packages/core/src"));
const { mutants, texts } = findMutants(sources);

const folder = makeCopy(root, copy, texts);

interface Job extends Omit<Outcome, "killers"> {
  readonly order: Order;
}

const jobs: Job[] = [];
function add(outcome: Omit<Outcome, "killers">, order: Omit<Order, "number">): void {
  jobs.push({ ...outcome, order: { ...order, number: jobs.length } });
}
for (const { id, place, line, kind, original, mutated } of mutants) {
  const ops = sources.opsOver(place);
  const [file] = place.split("#");
  const change = `${original} → ${mutated}`;
  add({ op: ops[0] ?? place, place: `${file}:${line}`, kind, change }, { mutant: id, breaking: null, ops });
}
const ways = waysToBreak();
for (const [op, some] of ways) {
  for (const how of some) {
    const kind = typeof how === "number" ? `no gradient by tensor ${how}` : how;
    const breaking: Breaking = { op, how };
    add({ op, place: null, kind, change: `${op} as a whole` }, { mutant: null, breaking, ops: [op] });
  }
}

// A test that fails as it is would kill any mutant.
const everything: Order = { number: 0, mutant: null, breaking: null, ops: [...ways.keys()] };
await judgeAll([everything], folder, 1, ({ killers: [failed] }) => {
  if (failed !== undefined) throw new Error(`without any mutant, ${failed.test} fails: ${failed.message}`);
});

const wanted = new Set(process.argv.slice(2));
const chosen = jobs.filter(
  ({ order, op }) => wanted.size === 0 || wanted.has(op) || order.ops.some((name) => wanted.has(name)),
);
const outcomes: Outcome[] = [];
let done = 0;
const orders = chosen.map(({ order }) => order);
await judgeAll(orders, folder, availableParallelism(), ({ number, killers }) => {
  const { order: _, ...outcome } = jobs[number];
  outcomes.push({ ...outcome, killers });
  done++;
  if (killers.length === 0) console.log(`survived: ${where(outcome)}: ${outcome.kind}: ${outcome.change}`);
  if (done % 100 === 0) console.log(`${done} of ${orders.length}`);
});

function where({ op, place }: Pick<Outcome, "op" | "place">): string {
  return place === null ? op : `${op} (${place})`;
}

const survivors = outcomes.filter(({ killers }) => killers.length === 0);
// On a busy machine these may not be endless, only late.
const late = outcomes.filter(({ killers }) => killers.some(({ message }) => message === NO_END)).length;
console.log(
  `${outcomes.length} mutants, ${outcomes.length - survivors.length} killed${late === 0 ? "" : ` (${late} without end)`}, ${survivors.length} survived`,
);
if (wanted.size === 0) {
  mkdirSync(join(root, "out"), { recursive: true });
  writeFileSync(join(root, "out/mutation.json"), `${JSON.stringify(outcomes, null, 1)}\n`);
} else {
  for (const outcome of outcomes) {
    const killers = outcome.killers.map(({ test, message }) => `\n    ${test}: ${message}`).join("");
    console.log(`${where(outcome)}: ${outcome.kind}: ${outcome.change}${killers}`);
  }
}
process.exitCode = survivors.length === 0 ? 0 : 1;
