// Measures the gradients of all ops and writes docs/gradients.md: pnpm gradients (after pnpm mutate)
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { OpName } from "../../packages/core/test/samples/index.ts";
import { samples } from "../../packages/core/test/samples/index.ts";
import type { Outcome } from "../mutate/outcome.ts";
import { readSources } from "../mutate/sources.ts";
import { accuracyNote, accuracyTable } from "./accuracy.ts";
import { type Measured, measure } from "./measure.ts";
import { type Column, table } from "./table.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const outcomesFile = join(root, "out/mutation.json");
if (!existsSync(outcomesFile)) throw new Error("out/mutation.json is missing: run pnpm mutate first");
const outcomes = JSON.parse(readFileSync(outcomesFile, "utf8")) as Outcome[];
const names = (Object.keys(samples) as OpName[]).sort((a, b) => a.localeCompare(b, "en"));
const measured = new Map(names.map((name) => [name, measure(name)]));

/** An error as one digit and a power of ten; a dash where nothing was measured. */
function small(error: number | null): string {
  if (error === null) return "-";
  return error === 0 ? "0" : error.toExponential(0);
}

const sources = readSources(join(root, "packages/core/src"));
const fileOf = (name: string) =>
  [...sources.files.values()].find(({ file }) => sources.isOp(`${file}#${name}`))?.file.replace(".ts", "") ??
  "";

function opsTable(): string {
  const columns: Column[] = [
    { title: "op" },
    { title: "file" },
    { title: "order", align: "right" },
    { title: "closed forms", align: "right" },
    { title: "finite differences", align: "right" },
    { title: "PyTorch cases", align: "right" },
    { title: "values", align: "right" },
    { title: "gradients", align: "right" },
    { title: "mutants", align: "right" },
  ];
  const rows = names.map((name) => {
    const { order, rows, differences, golden } = measured.get(name) as Measured;
    const mutants = outcomes.filter(({ op }) => op === name);
    const survived = mutants.filter(({ killers }) => killers.length === 0).length;
    return [
      `\`${name}\``,
      fileOf(name),
      order === 0 ? "-" : String(order),
      String(rows),
      small(differences),
      golden.cases === 0 ? "-" : String(golden.cases),
      small(golden.values),
      small(golden.gradients),
      mutants.length === 0
        ? "-"
        : survived === 0
          ? String(mutants.length)
          : `${mutants.length}, ${survived} survived`,
    ];
  });
  return table(columns, rows);
}

const KILLERS: Readonly<Record<string, string>> = {
  "ops.test.ts": "finite differences, adjointness",
  "golden.test.ts": "PyTorch",
};

function mutantsTable(): string {
  const kinds = [...new Set(outcomes.map(({ kind }) => family(kind)))].sort();
  const columns: Column[] = [
    { title: "mutation" },
    ...["mutants", "killed", ...Object.values(KILLERS), "tests by hand alone"].map(
      (title) => ({ title, align: "right" }) as const,
    ),
  ];
  const row = (title: string, of: readonly Outcome[]) => {
    const byFile = (file: string) =>
      of.filter(({ killers }) => killers.some(({ test }) => test.startsWith(file))).length;
    const killed = of.filter(({ killers }) => killers.length > 0);
    const byHand = killed.filter(({ killers }) =>
      killers.every(({ test }) => !Object.keys(KILLERS).some((file) => test.startsWith(file))),
    );
    return [title, of.length, killed.length, ...Object.keys(KILLERS).map(byFile), byHand.length].map(String);
  };
  const rows = kinds.map((kind) =>
    row(
      kind,
      outcomes.filter((outcome) => family(outcome.kind) === kind),
    ),
  );
  return table(columns, [...rows, row("all", outcomes)]);
}

/** `sin dropped` and its like as one, and whichever input has no gradient. */
function family(kind: string): string {
  if (kind.endsWith(" dropped") && !["factor dropped", "term dropped", "power dropped"].includes(kind)) {
    return "function dropped";
  }
  return kind.replace(/tensor \d+/, "one input");
}

const survivors = outcomes.filter(({ killers }) => killers.length === 0);
const total = (of: (measured: Measured) => number) =>
  [...measured.values()].reduce((sum, m) => sum + of(m), 0);
const differentiable = names.filter((name) => (measured.get(name) as Measured).order > 0);
const worst = (of: (measured: Measured) => number | null) =>
  small(Math.max(...[...measured.values()].map((m) => of(m) ?? 0)));

const text = `# Gradients

Written by \`pnpm gradients\`, from a run of what the tests run; \`pnpm mutate\` first does the last part. There are ${names.length} ops, ${differentiable.length} of them with gradients; the others give integers, booleans or steps.

## Every op

- **order**: the highest derivative that is checked, each order by finite differences of the one below, along random directions in float64.
- **closed forms**: calls whose values are known in plain JavaScript or by hand: ${total(({ rows }) => rows)} in all. Each of them is also called in every layout of memory, and its gradient checked to be adjoint to its derivative and linear.
- **finite differences**: the largest error of a derivative of any order, relative to the larger of 1 and the derivative. It is that of the differences more than that of the gradients. At worst ${worst(({ differences }) => differences)}.
- **PyTorch cases**: calls whose values and gradients were worked out by PyTorch in float64: ${total(({ golden }) => golden.cases)} in all. **values** and **gradients**: the largest errors, relative to the larger of 1e-2 and the number. At worst ${worst(({ golden }) => golden.values)} and ${worst(({ golden }) => golden.gradients)}.
- **mutants**: in how many ways the gradient was broken, each of which a test noticed.

Beside these, 300 random expressions of up to 12 ops are checked to the second order in each run of the tests, on each backend.

${opsTable()}

## What the tests notice

A check that gradients are right is worth what it would say if they were not. \`pnpm mutate\` breaks each gradient in every way it knows: in the syntax trees of all pullbacks and of the functions that they call it flips signs, drops factors, terms and functions, swaps arguments, changes constants and operators; and of every op as a whole, composed ones too, it negates, doubles and drops the gradient, by each input, and makes it a constant for the second order. **${outcomes.length} mutants, ${outcomes.length - survivors.length} killed, ${survivors.length === 0 ? "none survived" : `${survivors.length} survived`}.** The tests generated from samples and from golden cases are asked first, both of them; tests by hand, random expressions among them, where these noticed nothing.

${mutantsTable()}
${survivors.length === 0 ? "" : `\nSurvivors:\n\n${survivors.map(({ op, place, kind, change }) => `- \`${op}\` (${place ?? "as a whole"}): ${kind}: \`${change}\``).join("\n")}\n`}
## How exact the functions are

${accuracyNote}

${accuracyTable()}
`;
writeFileSync(join(root, "docs/gradients.md"), text);
console.log(
  `docs/gradients.md: ${names.length} ops, ${outcomes.length} mutants, ${survivors.length} survivors`,
);
