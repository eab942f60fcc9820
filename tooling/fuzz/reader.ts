import { rmSync } from "node:fs";
import { setBackend } from "@gradiente/core";
import { runMutant, runTarget, type Tally } from "./run.ts";
import { makeSample } from "./sample.ts";
import { allTargets } from "./targets/index.ts";
import type { Order, Report } from "./watched.ts";

const { mutants, seed, only, mutant } = JSON.parse(process.argv[2]) as Order;
const tell = (report: Report) => process.send?.(report);

/** How often the watching process hears of a mutant. */
const OFTEN = 50;

setBackend("reference");
const sample = await makeSample();
try {
  for (const target of allTargets(sample)) {
    if (only !== undefined && target.name !== only) continue;
    if (mutant !== undefined) {
      const tally: Tally = { name: target.name, mutants: 0, read: 0, refused: 0, bad: [] };
      await runMutant(target, seed, mutant, tally);
      tell({ tally });
      continue;
    }
    const onMutant = (at: number) => at % OFTEN === 0 && tell({ target: target.name, mutant: at });
    tell({ tally: await runTarget(target, { seed, mutants, onMutant }) });
  }
} finally {
  rmSync(sample.folder, { recursive: true, force: true });
}
