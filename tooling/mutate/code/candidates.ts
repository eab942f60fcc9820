import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import ts from "typescript";
import { gradientRegions, isInMessage, oneLine } from "../mutants.ts";
import { readSources, visit } from "../sources.ts";

/* Small changes of meaning at any place of the sources, but for gradients, which `pnpm mutate` breaks one and all. */

/** A change of one place. */
export interface Mutant {
  /** Its path in the repository. */
  readonly file: string;
  readonly line: number;
  /** What was done: "condition negated". */
  readonly kind: string;
  /** Where the text begins and ends that is replaced. */
  readonly start: number;
  readonly end: number;
  readonly original: string;
  readonly mutated: string;
  /** The smallest whole expression or statement around it. */
  readonly host: { readonly start: number; readonly end: number };
  readonly form: Form;
}

/**
 * How a mutant is put behind a switch: as one of two statements, as a condition that counts for nothing, as one of two
 * values that can be compared since they have no effects, or as one of two expressions.
 */
export type Form = "statement" | "condition" | "value" | "expression";

interface Variant {
  readonly kind: string;
  readonly node: ts.Node;
  readonly text: string;
}

/** All mutants of some source files, in their order. */
export function findCandidates(root: string, files: readonly string[]): Mutant[] {
  const core = "packages/core/src";
  const ranges = new Map<string, ts.TextRange[]>();
  for (const region of gradientRegions(readSources(join(root, core)))) {
    const file = posix.join(core, region.getSourceFile().fileName);
    ranges.set(file, [...(ranges.get(file) ?? []), region]);
  }
  return files.flatMap((file) =>
    mutantsOf(file, readFileSync(join(root, file), "utf8"), ranges.get(file) ?? []),
  );
}

/** All mutants of a text, but for those inside some ranges. */
export function mutantsOf(file: string, text: string, without: readonly ts.TextRange[] = []): Mutant[] {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const mutants: Mutant[] = [];
  visit(tree, (node) => {
    if (isInMessage(node) || without.some(({ pos, end }) => pos <= node.pos && node.end <= end)) return;
    for (const { kind, node: place, text: mutated } of variantsOf(node)) {
      const start = place.getStart();
      const line = tree.getLineAndCharacterOfPosition(start).line + 1;
      const host = hostOf(place);
      mutants.push({
        ...{ file, line, kind, start, end: place.end, original: place.getText(), mutated },
        ...{ host: { start: host.getStart(), end: host.end }, form: formOf(kind, host) },
      });
    }
  });
  return mutants;
}

/** A mutant as two lines of a difference. */
export function difference({ file, line, kind, original, mutated }: Mutant): string {
  return `${file}:${line}: ${kind}\n  - ${oneLine(original)}\n  + ${oneLine(mutated)}`;
}

const OPERATORS: ReadonlyMap<string, string> = new Map([
  ["+", "-"],
  ["-", "+"],
  ["*", "/"],
  ["/", "*"],
  ["%", "*"],
  ["**", "*"],
  ["<<", ">>"],
  [">>", "<<"],
  [">>>", "<<"],
  ["&", "|"],
  ["|", "&"],
  ["&&", "||"],
  ["||", "&&"],
  ["<", "<="],
  ["<=", "<"],
  [">", ">="],
  [">=", ">"],
  ["===", "!=="],
  ["!==", "==="],
  ["+=", "-="],
  ["-=", "+="],
  ["*=", "/="],
]);

const METHODS: ReadonlyMap<string, string> = new Map([
  ["every", "some"],
  ["some", "every"],
  ["min", "max"],
  ["max", "min"],
  ["floor", "ceil"],
  ["ceil", "floor"],
]);

function variantsOf(node: ts.Node): Variant[] {
  if (ts.isBinaryExpression(node)) return operatorVariants(node);
  if (ts.isNumericLiteral(node) && !isName(node)) {
    return [{ kind: "another constant", node, text: `(${node.getText()} + 1)` }];
  }
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [{ kind: "another constant", node, text: "false" }];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [{ kind: "another constant", node, text: "true" }];
  if (ts.isIfStatement(node)) return [negated(node.expression), ...removedIf(node)];
  if (ts.isConditionalExpression(node)) return [negated(node.condition)];
  if (ts.isPrefixUnaryExpression(node)) return prefixVariants(node);
  if (ts.isExpressionStatement(node) && !isSuper(node.expression)) {
    return [{ kind: "statement removed", node, text: ";" }];
  }
  if (ts.isPropertyAccessExpression(node) && ts.isCallExpression(node.parent)) {
    const other = METHODS.get(node.name.text);
    return other === undefined ? [] : [{ kind: "another method", node: node.name, text: other }];
  }
  return [];
}

function operatorVariants(whole: ts.BinaryExpression): Variant[] {
  const { operatorToken: node, left, right } = whole;
  const operator = node.getText();
  // Of texts there is no difference.
  if (operator === "+" && [left, right].some(ts.isStringLiteralLike)) return [];
  const other = OPERATORS.get(operator);
  if (other !== undefined) {
    const kind = /^(<|>|[<>=!]==?)$/.test(operator) ? "another comparison" : "another operator";
    return [{ kind, node, text: other }];
  }
  return operator === "??" ? [{ kind: "only the default", node: whole, text: `(${right.getText()})` }] : [];
}

function negated(condition: ts.Expression): Variant {
  return { kind: "condition negated", node: condition, text: `!(${condition.getText()})` };
}

/** A condition that leaves early, or refuses something, without which all goes on. */
function removedIf(node: ts.IfStatement): Variant[] {
  if (node.elseStatement !== undefined) return [];
  const throws = /\bthrow\b/.test(node.thenStatement.getText());
  return [{ kind: throws ? "check removed" : "condition never met", node: node.expression, text: "false" }];
}

function prefixVariants(node: ts.PrefixUnaryExpression): Variant[] {
  const text = node.operand.getText();
  if (node.operator === ts.SyntaxKind.ExclamationToken) return [{ kind: "condition negated", node, text }];
  if (node.operator === ts.SyntaxKind.MinusToken) return [{ kind: "sign flipped", node, text: `(${text})` }];
  return [];
}

// Where a switch can stand

/** A token stands in an expression, and the name of a method in a chain of calls. `?.` may leave out the rest of the chain. */
function hostOf(place: ts.Node): ts.Node {
  let host = place;
  if (ts.isToken(place) && ts.isBinaryExpression(place.parent) && place.parent.operatorToken === place) {
    host = place.parent;
  } else if (ts.isPropertyAccessExpression(place.parent) && place.parent.name === place) {
    host = place.parent;
  }
  for (let { parent } = host; isChain(parent) && parent.expression === host; { parent } = host) host = parent;
  return host;
}

function isChain(node: ts.Node): node is ts.Node & { readonly expression: ts.Node } {
  return (
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isCallExpression(node) ||
    ts.isNonNullExpression(node)
  );
}

/** Kinds that often give what the code as it is gives. */
const COMPARED: ReadonlySet<string> = new Set([
  "another operator",
  "another comparison",
  "another method",
  "only the default",
]);

function formOf(kind: string, host: ts.Node): Form {
  if (ts.isExpressionStatement(host)) return "statement";
  if (kind === "check removed" || kind === "condition never met") return "condition";
  return COMPARED.has(kind) && hasNoEffects(host) ? "value" : "expression";
}

/** Whether an expression only reads and computes. */
function hasNoEffects(node: ts.Node): boolean {
  if (ts.isIdentifier(node) || ts.isLiteralExpression(node) || ts.isToken(node)) return true;
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) return false;
  if (ts.isPrefixUnaryExpression(node)) {
    const { PlusPlusToken, MinusMinusToken } = ts.SyntaxKind;
    if (node.operator === PlusPlusToken || node.operator === MinusMinusToken) return false;
  }
  const computes =
    ts.isBinaryExpression(node) ||
    ts.isPrefixUnaryExpression(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isConditionalExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeOfExpression(node) ||
    (ts.isCallExpression(node) && /^Math\.\w+$/.test(node.expression.getText()));
  return computes && (ts.forEachChild(node, (child) => !hasNoEffects(child)) ?? false) === false;
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return ts.SyntaxKind.FirstAssignment <= kind && kind <= ts.SyntaxKind.LastAssignment;
}

/** Whether a number is the name of a member, in an object or in a pattern that takes one apart. */
function isName(node: ts.NumericLiteral): boolean {
  const { parent } = node;
  return ts.isBindingElement(parent)
    ? parent.propertyName === node
    : ts.isPropertyAssignment(parent) && parent.name === node;
}

function isSuper(node: ts.Expression): boolean {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword;
}
