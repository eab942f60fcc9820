/*
 * Writes trajectories.json, from the optimisers as they are:
 *
 *   node --import tsx --conditions=@gradiente/source packages/optim/test/golden/trajectories.ts
 *
 * The file was written before rules became transforms. No change of how updates are computed may alter it: a training
 * that goes on from a checkpoint would end elsewhere.
 */
import { writeFileSync } from "node:fs";
import { trajectories } from "../trajectories.ts";

writeFileSync(
  new URL("trajectories.json", import.meta.url),
  `${JSON.stringify(trajectories(), null, 2)}\n`,
);
