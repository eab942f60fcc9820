// Compares all modules, losses, optimisers and schedules with PyTorch, and writes docs/modules.md: pnpm modules
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { schedules } from "@gradiente/optim";
import { table } from "../gradients/table.ts";
import { root } from "../program.ts";
import { absent } from "./absent.ts";
import { type Found, findAll } from "./found.ts";
import { sections } from "./listed.ts";
import { notCompared } from "./not-compared.ts";

const found = findAll();

/** An error as one digit and a power of ten. */
const small = (error: number) => (error === 0 ? "0" : error.toExponential(0));

function rowOf(name: string): string[] {
  const cases = found.filter(({ ours }) => ours === name);
  if (cases.length === 0) return [`\`${name}\``, notCompared[name] ?? "", "-", "-"];
  const theirs = [...new Set(cases.map((each) => each.theirs))];
  return [
    `\`${name}\``,
    theirs.map(named).join("; "),
    String(cases.length),
    small(Math.max(...cases.map(({ worst }) => worst))),
  ];
}

/** A name in PyTorch as code, a paper as text. */
const named = (theirs: string) => (/^[\w.]+$/.test(theirs) ? `\`${theirs}\`` : theirs);

const columns = [
  { title: "here" },
  { title: "PyTorch, or the source" },
  { title: "cases", align: "right" },
  { title: "worst difference", align: "right" },
] as const;

const all = [
  ...sections(),
  { title: "Schedules", names: Object.keys(schedules).map((name) => `schedules.${name}`) },
];
const listed = new Set(all.flatMap(({ names }) => names));
const others: readonly Found[] = found.filter(({ ours }) => !listed.has(ours));
const rest = [...new Set(others.map(({ ours }) => ours))].sort();

const text = `# Modules, losses, optimisers and schedules

Written by \`pnpm modules\` from what the tests find. Each case is a module, loss, optimiser or schedule with some options on some inputs: PyTorch 1.13 made the golden values in float64. What is compared are outputs, the gradients by all inputs and parameters, and running statistics, in training and in evaluation mode; of optimisers, 20 steps; of schedules, their rates. Where PyTorch has no such thing, the generating script works out the equations of the paper independently, and the paper is named.

**worst difference**: over all cases, relative to the larger of 0.01 and the number. The tests refuse 1e-8.

${all.map(({ title, names }) => `## ${title}\n\n${table(columns, names.map(rowOf))}`).join("\n\n")}
${rest.length === 0 ? "" : `\n## Functions and distributions of \`@gradiente/core\`\n\n${table(columns, rest.map(rowOf))}\n`}
## Not here

${table(
  [{ title: "PyTorch" }, { title: "instead" }],
  absent.map(([theirs, instead]) => [theirs, instead]),
)}
`;
writeFileSync(join(root, "docs/modules.md"), text);
