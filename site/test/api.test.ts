import { readFileSync } from "node:fs";
import ts from "typescript";
import { expect, test } from "vitest";
import { programOf } from "../../tooling/program.ts";
import { pageOf } from "../src/api/addresses.ts";
import { entries } from "../src/api/model.ts";
import { assembled, root } from "../src/places.ts";

/* The pages of the API reference, as `pnpm site` has written them. */

const page = (name: string) => readFileSync(`${assembled}/api/${name}.md`, "utf8");

/** The names in the tables of a text, with the mark of what can be left out. */
const namesIn = (text: string) => [...text.matchAll(/^\| (?:<a id="\w+"><\/a>)?`([^`]+)` \|/gm)].map(([, name]) => name);

/** The names in the table of the options of a page. */
const optionsIn = (name: string) => namesIn(page(name).split("In `options`:")[1].split(/\*\*|##/)[0]);

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
  for (const name of ["data", "epochs", "validation?", "loss?", "step?", "metrics?"]) expect(given).toContain(name);
  // What is bound by a generic type, beside what `Partial` makes optional.
  expect(optionsIn("optim/class/Adam")).toEqual(expect.arrayContaining(["amsgrad?", "beta1?", "learningRate?"]));
  // What `Omit` leaves.
  const grid = namesIn(page("plot/type/ImageGridOptions"));
  expect(grid).toContain("legend?");
  expect(namesIn(page("plot/type/FiltersOptions"))).toEqual(
    grid.filter((name) => !["colours?", "range?", "legend?", "captions?", "correct?"].includes(name)),
  );
});

test("what a function can be called without has its question mark, as the compiler sees it", () => {
  const program = programOf(entries.map(({ source }) => root + source));
  const checker = program.getTypeChecker();
  const wrong: string[] = [];
  let functions = 0;
  for (const entry of entries) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(root + entry.source) as ts.SourceFile);
    for (const symbol of module === undefined ? [] : checker.getExportsOfModule(module)) {
      const name = `${pageOf(entry).slice("api/".length)}/function/${symbol.name}`;
      let text: string;
      try {
        text = page(name);
      } catch {
        continue;
      }
      functions++;
      const target = (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
      const blocks = text.match(/```ts\n[\s\S]*?\n```/g) ?? [];
      const calls = checker.getTypeOfSymbol(target).getCallSignatures();
      calls.forEach((signature, i) => {
        const optional = signature.parameters.filter((one) => {
          const declaration = one.valueDeclaration;
          return declaration !== undefined && ts.isParameter(declaration) && declaration.dotDotDotToken === undefined && checker.isOptionalParameter(declaration);
        }).length;
        wrong.push(`${name} ${i} ${optional} ${blocks[i]}`);
      });
    }
  }
  console.log(functions, wrong.slice(0, 20).join("\n"));
  require("node:fs").writeFileSync("/tmp/site-close-opt.txt", wrong.join("\n@@\n"));
});
