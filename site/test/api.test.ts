import { existsSync, readFileSync } from "node:fs";
import ts from "typescript";
import { expect, test } from "vitest";
import { original, programOf } from "../../tooling/program.ts";
import { pageOf } from "../src/api/addresses.ts";
import { entries } from "../src/api/model.ts";
import { assembled, root } from "../src/places.ts";

/* The pages of the API reference, as `pnpm site` has written them. */

const page = (name: string) => readFileSync(`${assembled}/api/${name}.md`, "utf8");

/** The names in the tables of a text, with the mark of what can be left out. */
const namesIn = (text: string) =>
  [...text.matchAll(/^\| (?:<a id="\w+"><\/a>)?`([^`]+)` \|/gm)].map(([, name]) => name);

/** The names in the table of the options of a page. */
const optionsIn = (name: string) =>
  namesIn(
    page(name)
      .split("In `options`:")[1]
      .split(/\*\*|##/)[0],
  );

test("options have all of their members, however their types are put together", () => {
  // An alias of what is not exported.
  expect(namesIn(page("nn/type/DenseOptions"))).toEqual([
    "generator?",
    "bias?",
    "dtype?",
    "weightInitializer?",
    "biasInitializer?",
  ]);
  expect(optionsIn("nn/class/Dense")).toEqual(namesIn(page("nn/type/DenseOptions")));
  // Parts that extend one another, and an object with a loss or with a step.
  const given = optionsIn("train/function/fit");
  for (const name of ["data", "epochs", "validation?", "loss?", "step?", "metrics?"])
    expect(given).toContain(name);
  // A type that TypeDoc leaves as a text.
  expect(optionsIn("train/function/evaluate")).toEqual(namesIn(page("train/type/EvaluateOptions")));
  // What is bound by a generic type, beside what `Partial` makes optional.
  expect(optionsIn("optim/class/Adam")).toEqual(
    expect.arrayContaining(["amsgrad?", "beta1?", "learningRate?"]),
  );
  // What `Omit` leaves.
  const grid = namesIn(page("plot/type/ImageGridOptions"));
  expect(grid).toContain("legend?");
  expect(namesIn(page("plot/type/FiltersOptions"))).toEqual(
    grid.filter((name) => !["colours?", "range?", "legend?", "captions?", "correct?"].includes(name)),
  );
});

test("examples have the imports that a reader needs who copies them", () => {
  expect(page("core/function/kron")).toContain(
    '```ts\nimport { eye, kron, tensor } from "@gradiente/core";\n\nkron(',
  );
  // One that has its own.
  expect(page("train/function/fit").match(/import \{.*\bfit\b.*\} from/g)).toHaveLength(1);
});

/** Which parameters of a signature can be left out, and which take the rest: `["", "?", "..."]`. */
function marksOf(signature: string): string[] {
  const source = ts.createSourceFile("signature.ts", `function f${signature};`, ts.ScriptTarget.Latest);
  const [declared] = source.statements;
  if (!ts.isFunctionDeclaration(declared)) throw new Error(`${signature} is no signature`);
  return declared.parameters.map(({ dotDotDotToken, questionToken }) =>
    dotDotDotToken !== undefined ? "..." : questionToken !== undefined ? "?" : "",
  );
}

/** The signatures that a text shows, without their names. Examples are calls, too. */
function signaturesIn(text: string, head: string): string[] {
  return [...text.replace(/\*\*Example\*\*\s+```[\s\S]*?^```/gm, "").matchAll(/^```ts\n([\s\S]*?)\n```/gm)]
    .map(([, code]) => code)
    .filter((code) => code.startsWith(`${head}(`) || code.startsWith(`${head}<`))
    .map((code) => code.slice(head.length));
}

test("what can be left out of a call has its question mark, as the compiler sees it", () => {
  const program = programOf(entries.map(({ source }) => root + source));
  const checker = program.getTypeChecker();
  const wrong: string[] = [];
  let compared = 0;
  const compare = (head: string, text: string, signatures: readonly ts.Signature[]) => {
    const shown = signaturesIn(text, head);
    signatures.forEach((signature, i) => {
      const told = checker.signatureToString(signature, undefined, ts.TypeFormatFlags.NoTruncation);
      compared++;
      if (shown[i] === undefined || String(marksOf(shown[i])) !== String(marksOf(told)))
        wrong.push(`${head}${shown[i]} is ${told}`);
    });
  };
  for (const entry of entries) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(root + entry.source) as ts.SourceFile);
    for (const symbol of module === undefined ? [] : checker.getExportsOfModule(module)) {
      const target = original(checker, symbol);
      const file = `${assembled}/${pageOf(entry)}/function/${symbol.name}.md`;
      if (existsSync(file)) {
        compare(symbol.name, readFileSync(file, "utf8"), checker.getTypeOfSymbol(target).getCallSignatures());
      } else if (symbol.name === "Tensor") {
        const ops = page("core/class/Tensor").split("## Ops")[1];
        for (const method of checker.getDeclaredTypeOfSymbol(target).getProperties()) {
          if (!ops.includes(`### ${method.name} {`)) continue;
          compare(`x.${method.name}`, ops, checker.getTypeOfSymbol(method).getCallSignatures());
        }
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(compared).toBeGreaterThan(500);
});
