import ts from "typescript";
import { isExported, type Place, type Sources, visit } from "./sources.ts";

/*
 * Ways to break a gradient, found in the syntax trees of pullbacks. All of them go into one copy of the sources,
 * behind a switch: `(globalThis.mutant === 7 ? broken : right)`. So one process tries them all.
 */

/** A gradient broken in one place. */
export interface Mutant {
  readonly id: number;
  readonly place: Place;
  readonly line: number;
  /** What was done: "sign flipped". */
  readonly kind: string;
  readonly original: string;
  readonly mutated: string;
}

interface Variant {
  readonly kind: string;
  readonly text: string;
}

/** Methods without which something else is computed: functions, sums, orders of elements. */
const FUNCTIONS = new Set(
  (
    "neg abs sign square sqrt rsqrt cbrt reciprocal exp expm1 log log1p log2 log10 sin cos tan asin acos atan sinh cosh " +
    "tanh asinh acosh atanh sigmoid erf erfc lgamma digamma polygamma transpose flip sum cumsum not tril triu"
  ).split(" "),
);

const OPPOSITES: Readonly<Record<string, string>> = {
  lt: "ge",
  ge: "lt",
  gt: "le",
  le: "gt",
  eq: "ne",
  ne: "eq",
};

/** Of a contraction. */
const OTHER_SIDES: Readonly<Record<string, string>> = { gradientA: "gradientB", gradientB: "gradientA" };

const OPERATORS: Readonly<Record<string, string>> = { "+": "-", "-": "+", "*": "/", "/": "*" };

/** Mutants of all gradients, and the text of each file that has some, with switches. */
export function findMutants(sources: Sources): { mutants: Mutant[]; texts: Map<string, string> } {
  const regions = gradientRegions(sources);
  const mutants: Mutant[] = [];
  const texts = new Map<string, string>();
  for (const { file, tree, declarations } of sources.files.values()) {
    const inFile = regions.filter((region) => region.getSourceFile() === tree);
    if (inFile.length === 0) continue;
    const nameOf = (node: ts.Node) => {
      const found = [...declarations].find(([, d]) => d.pos <= node.pos && node.end <= d.end);
      return found?.[0] ?? "?";
    };
    const rewrite = (node: ts.Node, inside: boolean): string => {
      const within = inside || inFile.includes(node);
      const text = rewriteChildren(node, (child) => rewrite(child, within));
      const variants = within ? variantsOf(node, (name) => sources.resolve(file, name) !== null) : [];
      return variants.reduceRight((rest, { kind, text: broken }) => {
        const id = mutants.length + 1;
        const line = tree.getLineAndCharacterOfPosition(node.getStart()).line + 1;
        const original = oneLine(node.getText());
        mutants.push({
          id,
          place: `${file}#${nameOf(node)}`,
          line,
          kind,
          original,
          mutated: oneLine(broken),
        });
        return `(globalThis.mutant === ${id} ? (${broken}) : ${rest})`;
      }, text);
    };
    texts.set(file, rewrite(tree, false));
  }
  return { mutants, texts };
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").replace(/ (?=[.)])|(?<=\() /g, "");
}

/** The text of a node with its children's replaced. */
function rewriteChildren(node: ts.Node, rewrite: (child: ts.Node) => string): string {
  const source = node.getSourceFile().text;
  const start = ts.isSourceFile(node) ? 0 : node.getStart();
  let text = "";
  let at = start;
  node.forEachChild((child) => {
    if (child.getStart() < at) return;
    text += source.slice(at, child.getStart()) + rewrite(child);
    at = child.end;
  });
  return text + source.slice(at, node.end);
}

// Where gradients are

/** Functions that gradients are computed in: pullbacks with what prepares them, and what these call. */
export function gradientRegions(sources: Sources): ts.Node[] {
  const regions = new Set<ts.Node>();
  const pending: { readonly file: string; readonly region: ts.Node }[] = [];
  const add = (file: string, region: ts.Node) => {
    if (regions.has(region)) return;
    regions.add(region);
    pending.push({ file, region });
  };
  for (const { file, tree } of sources.files.values()) {
    visit(tree, (node) => {
      if (isPullback(node)) add(file, wholeGradient(node));
    });
  }
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { file, region } = next;
    visit(region, (node) => {
      if (!ts.isIdentifier(node)) return;
      const place = sources.resolve(file, node.text);
      if (place === null || sources.isOp(place)) return;
      const [home, name] = place.split("#");
      const declaration = sources.files.get(home)?.declarations.get(name);
      if (declaration === undefined) return;
      const helper = ts.isVariableDeclaration(declaration) ? declaration.initializer : declaration;
      const isFunction =
        helper !== undefined && (ts.isArrowFunction(helper) || ts.isFunctionDeclaration(helper));
      // What gives nothing checks something.
      if (isFunction && helper.type?.kind !== ts.SyntaxKind.VoidKeyword) add(home, helper);
    });
  }
  // A region inside of another is a part of it.
  return [...regions].filter((region) => {
    for (let at = region.parent; at !== undefined; at = at.parent) if (regions.has(at)) return false;
    return true;
  });
}

/** `(dy) => ...`: by convention a gradient is called d and a letter. */
function isPullback(node: ts.Node): boolean {
  if (!ts.isArrowFunction(node) || node.parameters.length !== 1) return false;
  return /^d[a-z]$/.test(node.parameters[0].name.getText());
}

/** A pullback with the functions around it that prepare it, up to where it is handed over. */
function wholeGradient(pullback: ts.Node): ts.Node {
  let region = pullback;
  for (let at = pullback.parent; at !== undefined; at = at.parent) {
    if (ts.isFunctionDeclaration(at)) return isExported(at) ? region : at;
    if (ts.isArrowFunction(at)) region = at;
    else if (!ts.isBlock(at) && !ts.isReturnStatement(at) && !ts.isParenthesizedExpression(at)) return region;
  }
  return region;
}

// How they are broken

function variantsOf(node: ts.Node, isOwn: (name: string) => boolean): Variant[] {
  if (isInMessage(node)) return [];
  const variants: Variant[] = [];
  if (ts.isExpression(node) && isResultOfPullback(node)) {
    variants.push({ kind: "sign flipped", text: `(${node.getText()}).neg()` });
  }
  if (ts.isCallExpression(node)) variants.push(...callVariants(node, isOwn));
  if (ts.isPropertyAccessExpression(node) && node.name.text in OTHER_SIDES) {
    const text = `${node.expression.getText()}.${OTHER_SIDES[node.name.text]}`;
    variants.push({ kind: "the other side", text });
  }
  if (ts.isNumericLiteral(node) && isOperandOfOp(node)) {
    variants.push({ kind: "another constant", text: `${node.getText()} + 1` });
  }
  if (ts.isBinaryExpression(node)) {
    const operator = node.operatorToken.getText();
    if (operator in OPERATORS && !isInType(node)) {
      const [left, right] = [node.left.getText(), node.right.getText()];
      variants.push({ kind: "another operator", text: `${left} ${OPERATORS[operator]} ${right}` });
    }
  }
  return variants;
}

export function isInMessage(node: ts.Node): boolean {
  for (let at: ts.Node | undefined = node; at !== undefined; at = at.parent) {
    if (ts.isThrowStatement(at) || ts.isTemplateExpression(at) || ts.isTypeNode(at)) return true;
  }
  return false;
}

function isInType(node: ts.Node): boolean {
  return ts.isTypeNode(node.parent);
}

/** Whether an expression is what a pullback returns. */
function isResultOfPullback(node: ts.Expression): boolean {
  if (isPullback(node.parent) && (node.parent as ts.ArrowFunction).body === node) return true;
  if (!ts.isReturnStatement(node.parent)) return false;
  for (let at: ts.Node = node.parent; at !== undefined; at = at.parent) {
    if (ts.isArrowFunction(at) || ts.isFunctionDeclaration(at)) return isPullback(at);
  }
  return false;
}

function isOperandOfOp(node: ts.NumericLiteral): boolean {
  const { parent } = node;
  if (!ts.isCallExpression(parent) || !ts.isPropertyAccessExpression(parent.expression)) return false;
  return ["add", "sub", "mul", "div", "pow"].includes(parent.expression.name.text);
}

function callVariants(node: ts.CallExpression, isOwn: (name: string) => boolean): Variant[] {
  const [first, second] = node.arguments.map((argument) => argument.getText());
  if (ts.isIdentifier(node.expression)) {
    // The order of a helper's arguments.
    if (node.arguments.length !== 2 || !isOwn(node.expression.text)) return [];
    return [{ kind: "arguments swapped", text: `${node.expression.text}(${second}, ${first})` }];
  }
  if (!ts.isPropertyAccessExpression(node.expression)) return [];
  const object = node.expression.expression.getText();
  const method = node.expression.name.text;
  const whole = node.getText();
  switch (method) {
    case "mul":
      return [{ kind: "factor dropped", text: object }];
    case "div":
      return [
        { kind: "factor dropped", text: object },
        { kind: "multiplied instead", text: `${object}.mul(${first})` },
      ];
    case "add":
      return [{ kind: "term dropped", text: object }];
    case "sub":
      return [
        { kind: "term dropped", text: object },
        { kind: "arguments swapped", text: `${whole}.neg()` },
      ];
    case "pow":
      return [{ kind: "power dropped", text: object }];
    case "matmul":
      return [{ kind: "arguments swapped", text: `(${first}).matmul(${object})` }];
    case "where":
      return [{ kind: "arguments swapped", text: `${object}.where(${second}, ${first})` }];
    default:
      if (method in OPPOSITES) {
        return [{ kind: "comparison reversed", text: `${object}.${OPPOSITES[method]}(${first ?? ""})` }];
      }
      return FUNCTIONS.has(method) ? [{ kind: `${method} dropped`, text: object }] : [];
  }
}
