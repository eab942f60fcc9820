import { dirname, relative } from "node:path";
import ts from "typescript";
import { original, root } from "../program.ts";

/*
 * Methods are installed by index.ts, so a call of one leads upwards without an import that a linter could see. What
 * stands below the ops calls none: it works alone, and would call what it is made of.
 */

export const core = `${root}packages/core/src/`;

const lower =
  /^((dtype|shape|layout|viewing|functions|backend|registry|tape|tensor|variable|operand|create|print)\.ts|(backends|primitives|special)\/)/;

/** Whether a file stands below the ops. */
export function isLower(file: string): boolean {
  return file.startsWith(core) && lower.test(file.slice(core.length));
}

/** What does the work of an op down there. */
const beneath: Readonly<Record<string, string>> = {
  cast: "inDType from primitives/cast.ts",
  expand: "inShape from primitives/broadcast.ts",
  reshape: "reshaped from primitives/reshape.ts",
  sum: "sum from primitives/broadcast.ts",
  to: "moved from primitives/transfer.ts",
};

/** A message for each place where a lower file calls an op as a method: `file:line: ...`. */
export function upwardCalls(program: ts.Program): string[] {
  const checker = program.getTypeChecker();
  const exported = (file: string) => {
    const module = program.getSourceFile(core + file);
    if (module === undefined) throw new Error(`the program lacks ${file}`);
    return checker.getExportsOfModule(checker.getSymbolAtLocation(module) as ts.Symbol);
  };
  const methods = new Map(exported("methods.ts").map((symbol) => [symbol.name, original(checker, symbol)]));
  const holders = ["tensor.ts#Tensor", "variable.ts#Variable"].map((place) => {
    const [file, name] = place.split("#");
    return exported(file).find((symbol) => symbol.name === name);
  });

  const hasMethods = (type: ts.Type): boolean => {
    const known = checker.getBaseConstraintOfType(type) ?? type;
    if (known.isUnionOrIntersection()) return known.types.some(hasMethods);
    if (holders.includes(known.getSymbol())) return true;
    return known.isClassOrInterface() && checker.getBaseTypes(known).some(hasMethods);
  };

  const messages: string[] = [];
  const report = (node: ts.Node, name: string, receiver: ts.Node) => {
    const op = methods.get(name);
    if (op === undefined || !hasMethods(checker.getTypeAtLocation(receiver))) return;
    const source = node.getSourceFile();
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    const home = (op.declarations as ts.Declaration[])[0].getSourceFile().fileName;
    const instead = beneath[name] ?? `a kernel's function from primitives/, as ${relative(core, home)} does`;
    const from = relative(dirname(core), home);
    messages.push(
      `${relative(root, source.fileName)}:${line + 1}: .${name} is an op of ${from}, a room above; import ${instead}`,
    );
  };
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) {
      report(node.name, node.name.text, node.expression);
    } else if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) {
      const { argumentExpression, expression } = node;
      report(argumentExpression, argumentExpression.text, expression);
    } else if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
      const name = node.propertyName ?? node.name;
      if (ts.isIdentifier(name)) report(name, name.text, node.parent);
    }
    ts.forEachChild(node, visit);
  };
  for (const source of program.getSourceFiles()) if (isLower(source.fileName)) visit(source);
  return messages;
}
