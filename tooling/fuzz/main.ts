// Changes files in every way it knows, and says which changes end badly: pnpm fuzz:files [--mutants n] [--seed n] [--only name]
import { parseArgs } from "node:util";
import { watched } from "./watched.ts";

const { values } = parseArgs({
  options: {
    mutants: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    mutant: { type: "string" },
  },
});

function count(option: "mutants" | "seed" | "mutant", text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`--${option} must be a whole number, 0 or more, not ${text}`);
}

const seed = count("seed", values.seed);
const tallies = await watched({
  mutants: count("mutants", values.mutants),
  seed,
  ...(values.only !== undefined && { only: values.only }),
  ...(values.mutant !== undefined && { mutant: count("mutant", values.mutant) }),
});
if (tallies.length === 0) throw new Error(`--only ${values.only}: there is no such target`);

let bad = 0;
for (const { name, mutants, read, refused, bad: found } of tallies) {
  console.log(`${name}: ${mutants} mutants, ${read} read, ${refused} refused, ${found.length} bad`);
  for (const { mutant, why } of found.slice(0, 5)) {
    console.log(`  --seed ${seed} --only "${name}" --mutant ${mutant}: ${why.slice(0, 300)}`);
  }
  bad += found.length;
}
const all = tallies.reduce((sum, { mutants }) => sum + mutants, 0);
console.log(`${all} mutants, ${bad} bad`);
process.exitCode = bad > 0 ? 1 : 0;
