import ts from "typescript";
import { expect, test } from "vitest";
import { entries } from "../entries.ts";
import { original, programOf, root } from "../program.ts";

/* What is alike is called alike, in all packages: parameters of public functions, constructors and methods, and options. */

const program = programOf(entries.map(({ file }) => file));
const checker = program.getTypeChecker();

/** How others call `axes`, `keepDims`, `learningRate` and `dtype`. */
const foreign = /^(dims?|keep_?dims?|lr|learningrate|learning_rate|d_?type)$/i;
const ours = new Set(["keepDims", "dtype", "learningRate"]);

interface Call {
  readonly name: string;
  readonly signature: ts.Signature;
}

const isOwn = (node: ts.Node | undefined) =>
  node?.getSourceFile().fileName.startsWith(`${root}packages/`) === true;

const isHidden = (symbol: ts.Symbol) =>
  symbol.valueDeclaration !== undefined &&
  (ts.getCombinedModifierFlags(symbol.valueDeclaration as ts.Declaration) &
    (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !==
    0;

/** The public symbols that a package declares itself, by name; each once. */
const symbols = new Map<ts.Symbol, string>();
for (const { file } of entries) {
  const module = checker.getSymbolAtLocation(program.getSourceFile(file) as ts.SourceFile) as ts.Symbol;
  for (const symbol of checker.getExportsOfModule(module)) {
    const found = original(checker, symbol);
    const inner = found.flags & ts.SymbolFlags.Module ? checker.getExportsOfModule(found) : [found];
    for (const one of inner) symbols.set(original(checker, one), one === found ? symbol.name : one.name);
  }
}

function callsOf(symbol: ts.Symbol, name: string): Call[] {
  if (!(symbol.flags & ts.SymbolFlags.Value)) return [];
  const type = checker.getTypeOfSymbol(symbol);
  const calls = [...type.getCallSignatures(), ...type.getConstructSignatures()].map((signature) => ({ name, signature })); // biome-ignore format: one thing
  if (!(symbol.flags & ts.SymbolFlags.Class)) return calls;
  const methods = checker.getDeclaredTypeOfSymbol(symbol).getProperties();
  return [
    ...calls,
    ...methods
      .filter((method) => isOwn(method.valueDeclaration) && !isHidden(method))
      .flatMap(
        (method) =>
        checker.getTypeOfSymbol(method).getCallSignatures().map((signature) => ({ name: `${name}.${method.name}`, signature })), // biome-ignore format: one thing
      ),
  ];
}

const calls = [...symbols].flatMap(([symbol, name]) => callsOf(symbol, name));
const own = calls.filter(({ signature }) => isOwn(signature.declaration));

/** The type of a parameter, as its declaration writes it. */
function written(parameter: ts.Symbol): string {
  const declaration = parameter.valueDeclaration;
  return declaration !== undefined && ts.isParameter(declaration) ? (declaration.type?.getText() ?? "") : "";
}

test("options come last", () => {
  const wrong = own
    .filter(({ signature: { parameters } }) =>
      parameters.slice(0, -1).some((parameter) => /Options(<.*>)?$/.test(written(parameter))),
    )
    .map(({ name }) => name);
  expect(wrong).toEqual([]);
});

test("yes or no is an option by name, but for the only argument of a method", () => {
  const wrong = own
    .filter(({ signature: { parameters } }) =>
      parameters.length > 1 ? parameters.some((parameter) => written(parameter) === "boolean") : false,
    )
    .map(({ name }) => name);
  expect(wrong).toEqual([]);
});

test("axes, keepDims, dtype and learningRate are called so everywhere", () => {
  const isForeign = (name: string) => foreign.test(name) && !ours.has(name);
  const wrong = own.flatMap(({ name, signature }) =>
    signature.parameters.filter((parameter) => isForeign(parameter.name)).map((p) => `${name}(${p.name})`),
  );
  for (const [symbol, name] of symbols) {
    if (!(symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class))) continue;
    for (const property of checker.getDeclaredTypeOfSymbol(symbol).getProperties()) {
      if (isOwn(property.valueDeclaration) && isForeign(property.name))
        wrong.push(`${name}.${property.name}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("there are calls to look at", () => {
  expect(own.length).toBeGreaterThan(300);
  expect(own.map(({ name }) => name)).toEqual(expect.arrayContaining(["sum", "fit", "Dense", "cosine"]));
});
