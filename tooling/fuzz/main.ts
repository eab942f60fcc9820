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

const tallies = await watched({
  mutants: Number(values.mutants),
  seed: Number(values.seed),
  ...(values.only !== undefined && { only: values.only }),
  ...(values.mutant !== undefined && { mutant: Number(values.mutant) }),
});

let bad = 0;
for (const { name, mutants, read, refused, bad: found } of tallies) {
  console.log(`${name}: ${mutants} mutants, ${read} read, ${refused} refused, ${found.length} bad`);
  for (const { mutant, why } of found.slice(0, 5)) {
    console.log(`  --only "${name}" --mutant ${mutant}: ${why.slice(0, 300)}`);
  }
  bad += found.length;
}
const all = tallies.reduce((sum, { mutants }) => sum + mutants, 0);
console.log(`${all} mutants, ${bad} bad`);
process.exitCode = bad > 0 ? 1 : 0;
