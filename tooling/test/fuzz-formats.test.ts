import { expect, it } from "vitest";
import { runTarget } from "../fuzz/run.ts";
import { archiveTargets } from "../fuzz/targets/archives.ts";
import { imageTargets } from "../fuzz/targets/images.ts";
import { matrixTargets } from "../fuzz/targets/matrices.ts";
import { tableTargets } from "../fuzz/targets/tables.ts";

/* Files of other tools come from strangers: 2,000 mutants of each parser. `pnpm fuzz:files` reads far more. */

it.each(
  [...archiveTargets(), ...matrixTargets(), ...imageTargets(), ...tableTargets()].map(
    (target) => [target.name, target] as const,
  ),
)("%s: 2,000 mutants are read soundly, or refused by name", async (_name, target) => {
  const { bad, read, refused } = await runTarget(target, { seed: 1, mutants: 2000 });
  expect(bad).toEqual([]);
  expect([read > 0, refused > 0]).toEqual([true, true]);
});
