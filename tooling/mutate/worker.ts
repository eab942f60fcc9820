import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Breaking } from "./breakable.ts";
import { type CollectedTest, collect, tests } from "./collector.ts";
import { GENERATED, WRITTEN } from "./gradient-tests.ts";
import "../property-seed.ts";

/* Runs the tests of the copy on one mutant after another, as told by its parent, in one process. */

/** What to break, and the ops whose tests should notice. */
export interface Order {
  readonly number: number;
  readonly mutant: number | null;
  readonly breaking: Breaking | null;
  readonly ops: readonly string[];
}

/** The first test of each kind that failed. */
export interface Verdict {
  readonly number: number;
  readonly killers: readonly { readonly test: string; readonly message: string }[];
}

declare global {
  var mutant: number | null;
}

globalThis.mutant = null;
globalThis.breaking = null;

const ABOUT_GRADIENTS = /^has (gradients|adjoint|the same gradients)/;

function isOf(op: string, { path: [file, group, ...rest] }: CollectedTest): boolean {
  if (file === "golden.test.ts") return rest[0].startsWith(`${op}:`);
  return group === op && ABOUT_GRADIENTS.test(rest[rest.length - 1]);
}

async function firstFailure(candidates: readonly CollectedTest[]): Promise<Verdict["killers"]> {
  for (const { path, run } of candidates) {
    try {
      await run();
    } catch (error) {
      const [message] = (error instanceof Error ? error.message : String(error)).split("\n");
      return [{ test: path.join(" > "), message }];
    }
  }
  return [];
}

async function judge({ number, mutant, breaking, ops }: Order): Promise<Verdict> {
  globalThis.mutant = mutant;
  globalThis.breaking = breaking;
  try {
    const generated = tests.filter(({ path: [file] }) => GENERATED.includes(file));
    const killers: Verdict["killers"][number][] = [];
    for (const file of GENERATED) {
      const inFile = generated.filter(({ path }) => path[0] === file);
      killers.push(...(await firstFailure(ops.flatMap((op) => inFile.filter((test) => isOf(op, test))))));
    }
    if (killers.length === 0) {
      killers.push(...(await firstFailure(tests.filter(({ path: [file] }) => WRITTEN.includes(file)))));
    }
    return { number, killers };
  } finally {
    globalThis.mutant = null;
    globalThis.breaking = null;
  }
}

const folder = process.argv[2];
for (const file of [...GENERATED, ...WRITTEN]) {
  await collect(file, () => import(pathToFileURL(join(folder, file)).href));
}
process.on("message", (order: Order) => {
  judge(order).then((verdict) => process.send?.(verdict));
});
process.send?.("ready");
