import ts from "typescript";
import { entries } from "../entries.ts";
import { original, programOf } from "../program.ts";

/** The sections of `docs/modules.md`, each with the public names that belong there. */
export interface Section {
  readonly title: string;
  readonly names: readonly string[];
}

/** The title of a room's section. */
const TITLES: Readonly<Record<string, string>> = {
  layers: "Layers",
  losses: "Losses",
  initializers: "Initialisers",
};

/** Rooms of nn and of optim whose public names are compared with something, and the titles of their sections. */
function titleOf(file: string): string | undefined {
  const room = /packages\/nn\/src\/(layers\/[\w-]+\/|layers\/|losses)/.exec(file)?.[1];
  if (room === undefined) return /packages\/optim\/src\//.test(file) ? "Optimisers" : undefined;
  const inner = /^layers\/([\w-]+)\/$/.exec(room)?.[1];
  if (inner === undefined) return TITLES[room.replace("/", "")];
  return `${inner[0].toUpperCase()}${inner.slice(1).replaceAll("-", " ")}`;
}

/** Whether a symbol is a class that extends another one of a given name, or one of its heirs. */
function extendsClass(checker: ts.TypeChecker, symbol: ts.Symbol, base: string): boolean {
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  if (!type.isClass()) return false;
  return checker.getBaseTypes(type).some((parent) => {
    const above = parent.getSymbol();
    return above !== undefined && (above.name === base || extendsClass(checker, above, base));
  });
}

/** Every module, loss and optimiser that is public, by section. */
export function sections(): readonly Section[] {
  const program = programOf(entries.map(({ file }) => file));
  const checker = program.getTypeChecker();
  const found = new Map<string, Set<string>>();
  for (const { name: entry, file } of entries) {
    if (!/^@gradiente\/(nn|optim)/.test(entry)) continue;
    const module = checker.getSymbolAtLocation(program.getSourceFile(file) as ts.SourceFile) as ts.Symbol;
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol = original(checker, exported);
      const title = titleOf(symbol.declarations?.[0].getSourceFile().fileName ?? "");
      const isListed =
        extendsClass(checker, symbol, "Module") ||
        ["Optimizer", "ClosureOptimizer", "WeightAverage"].some((base) =>
          extendsClass(checker, symbol, base),
        ) ||
        (symbol.flags & ts.SymbolFlags.Function && title !== "Optimisers");
      if (title === undefined || !isListed) continue;
      found.set(title, (found.get(title) ?? new Set()).add(exported.name));
    }
  }
  return [...found].map(([title, names]) => ({ title, names: [...names].sort() }));
}
