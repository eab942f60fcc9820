// Kills trainings at random moments, and compares what becomes of them with trainings that nobody has killed:
// pnpm kills [--kills 64] [--seed 1] [--only Adam]
import { isDeepStrictEqual, parseArgs } from "node:util";
import { killed } from "./kill.ts";
import { machines, type OptimizerName, optimizers } from "./setups.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "64" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
  },
});
const whole = (option: "kills" | "seed") => {
  if (/^\d{1,6}$/.test(values[option])) return Number(values[option]);
  throw new Error(`--${option} must be a whole number, 0 or more, not ${values[option]}`);
};
const [kills, seed] = [whole("kills"), whole("seed")];
const names = (Object.keys(optimizers) as OptimizerName[]).filter(
  (name) => values.only === undefined || name === values.only,
);
if (names.length === 0) throw new Error(`--only ${values.only}: there is no such optimiser`);

let [survived, differing] = [0, 0];
for (const [at, name] of names.entries()) {
  const share = Math.floor(((at + 1) * kills) / names.length) - Math.floor((at * kills) / names.length);
  if (share === 0) continue;
  const machine = machines[at % machines.length];
  const { kills: count, killed: after, whole: before } = await killed(name, machine, share, seed + at);
  const isSame = isDeepStrictEqual(after, before);
  console.log(
    `${name} on ${machine.backend}, threads ${machine.threads}: ${count} kills, ${isSame ? "the same bits and lines" : "DIFFERENT"}`,
  );
  survived += isSame ? count : 0;
  differing += isSame ? 0 : 1;
}
console.log(`${survived} kills survived to the same bits, ${differing} trainings different`);
process.exitCode = differing > 0 || survived < kills ? 1 : 0;
