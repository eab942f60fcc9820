import ts from "typescript";
import { expect, test } from "vitest";
import { entries } from "../entries.ts";
import { original, programOf, root } from "../program.ts";

/* The API reference shows an example of every function, class and value. `examples.test.ts` runs them. */

const sources = [...entries, { name: "@gradiente/files", file: `${root}packages/files/src/index.ts` }];
const program = programOf(sources.map(({ file }) => file));
const checker = program.getTypeChecker();

/** What a module exports that there is when a program runs, with the members of namespaces in their place. */
function namesOf(module: ts.Symbol, prefix: string): [name: string, symbol: ts.Symbol][] {
  return checker.getExportsOfModule(module).flatMap((symbol): [string, ts.Symbol][] => {
    const target = original(checker, symbol);
    const name = prefix + symbol.name;
    if ((target.flags & ts.SymbolFlags.ValueModule) !== 0) return namesOf(target, `${name}.`);
    return (target.flags & ts.SymbolFlags.Value) === 0 ? [] : [[name, target]];
  });
}

test.each(sources)("everything in $name that runs has an example", ({ file, name }) => {
  const module = checker.getSymbolAtLocation(program.getSourceFile(file) as ts.SourceFile);
  // An entry that only registers something exports nothing.
  const names = module === undefined ? [] : namesOf(module, "");
  if (!name.endsWith("/register")) expect(names.length).toBeGreaterThan(0);
  const without = names.filter(([, symbol]) => {
    const tags = symbol.getJsDocTags(checker).map((tag) => tag.name);
    return !tags.includes("example");
  });
  expect(without.map(([found]) => found)).toEqual([]);
});
