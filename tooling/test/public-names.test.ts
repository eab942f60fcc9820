import ts from "typescript";
import { expect, test } from "vitest";
import { type Entry, entries } from "../entries.ts";
import { silentOf, textsOf } from "../packages/documentation.ts";
import { original, programOf } from "../program.ts";

const program = programOf(entries.map(({ file }) => file));
const checker = program.getTypeChecker();

function moduleOf({ file }: Entry): ts.Symbol {
  return checker.getSymbolAtLocation(program.getSourceFile(file) as ts.SourceFile) as ts.Symbol;
}

/** What each name of an entry stands for. */
function namesOf(entry: Entry): Map<string, ts.Symbol> {
  return new Map(
    checker.getExportsOfModule(moduleOf(entry)).map((symbol) => [symbol.name, original(checker, symbol)]),
  );
}

/** Values first, types after them, each in the order of the alphabet. */
async function listed(entry: Entry): Promise<string> {
  const names = [...namesOf(entry).keys()];
  // What exports nothing acts when it is imported.
  const values = names.length === 0 ? [] : Object.keys(await import(entry.file));
  const types = names.filter((name) => !values.includes(name));
  const lines = [...values.sort(), ...types.sort().map((name) => `type ${name}`)];
  return `${entry.name}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

test("the public names are those in public-names.txt: change it with them, by `vitest run tooling/test -u`", async () => {
  const lists = await Promise.all(entries.map(listed));
  await expect(lists.join("\n")).toMatchFileSnapshot("public-names.txt");
});

test("there are all entries, those for browsers too", () => {
  expect(entries.map(({ name }) => name)).toEqual([
    "@gradiente/core",
    "@gradiente/core/arguments",
    "@gradiente/core/backend",
    "@gradiente/core/distributions",
    "@gradiente/core/elements",
    "@gradiente/core/fft",
    "@gradiente/nn",
    "@gradiente/optim",
    "@gradiente/formats",
    "@gradiente/formats/csv",
    "@gradiente/formats/files",
    "@gradiente/formats/image",
    "@gradiente/formats/mat",
    "@gradiente/formats/npz",
    "@gradiente/formats/parquet",
    "@gradiente/formats/pytorch",
    "@gradiente/formats/safetensors",
    "@gradiente/formats/tfjs",
    "@gradiente/datasets",
    "@gradiente/datasets (browser)",
    "@gradiente/train",
    "@gradiente/train/node",
    "@gradiente/plot",
    "@gradiente/plot (browser)",
    "@gradiente/testing",
    "@gradiente/cli",
    "@gradiente/cli/program",
    "@gradiente/native",
    "@gradiente/native/register",
  ]);
});

// `check:packages` asks this of the packed declarations again, and of constructors.
test("every public name and every member has a text", () => {
  const silent = entries.flatMap((entry) =>
    silentOf(textsOf(moduleOf(entry), checker)).map((name) => `${entry.name}: ${name}`),
  );
  expect(silent).toEqual([]);
});

test("no name stands for two things in two packages", () => {
  const found = new Map<string, Map<ts.Symbol, string[]>>();
  for (const entry of entries) {
    for (const [name, symbol] of namesOf(entry)) {
      const meanings = found.get(name) ?? new Map<ts.Symbol, string[]>();
      found.set(name, meanings.set(symbol, [...(meanings.get(symbol) ?? []), entry.name]));
    }
  }
  const clashes = [...found].filter(([, meanings]) => meanings.size > 1);
  expect(clashes.map(([name, meanings]) => `${name}: ${[...meanings.values()].join(" and ")}`)).toEqual([]);
});

test("one name is one kind of thing in methods too: a stateDict is tensors by path", () => {
  const wrong: string[] = [];
  for (const entry of entries) {
    for (const [name, symbol] of namesOf(entry)) {
      if (!(symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface))) continue;
      const method = checker.getDeclaredTypeOfSymbol(symbol).getProperty("stateDict");
      if (method === undefined) continue;
      const type = checker.getNonNullableType(checker.getTypeOfSymbol(method));
      const given = checker.typeToString(type.getCallSignatures()[0].getReturnType());
      if (!/^(StateDict|(Readonly)?Map<string, Tensor>)$/.test(given)) wrong.push(`${name}: ${given}`);
    }
  }
  expect(wrong).toEqual([]);
});
