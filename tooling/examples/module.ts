import ts from "typescript";

/* An example as a module: with what it uses imported, and the values that it tells checked. */

/** What a name can be imported from, and whether it is a type alone. */
export interface Origin {
  readonly from: string;
  readonly isType: boolean;
}

/** The names that an example may use without an import. */
export type Names = ReadonlyMap<string, Origin>;

/** Where `is` comes from, which compares. */
const check = "../../tooling/examples/is.ts";

/**
 * The text of the module. Its first line is ours, and then it goes on line by line as the example does.
 *
 * @param names - What is imported for it; nothing where the example has imports.
 * @throws Error for a remark that looks like a value and is none.
 */
export function toModule(code: string, names: Names): string {
  const lines = [`import { is as __is } from ${JSON.stringify(check)};`, ...missingImports(code, names)];
  return `${lines.join(" ")}\n${withChecks(parse(code))}\n`;
}

/** The imports that an example without imports needs: one statement for each package. */
export function missingImports(code: string, names: Names): string[] {
  const declared = new Set<string>();
  const used = new Set<string>();
  let imports = false;
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) imports = true;
    if (ts.isIdentifier(node)) (isDeclared(node) ? declared : isName(node) ? used : new Set()).add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(parse(code));
  if (imports) return [];
  const packages = new Map<string, string[]>();
  for (const name of [...used].filter((one) => !declared.has(one)).sort(asInImports)) {
    const origin = names.get(name);
    if (origin === undefined) continue;
    const found = packages.get(origin.from) ?? [];
    packages.set(origin.from, [...found, `${origin.isType ? "type " : ""}${name}`]);
  }
  return [...packages]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([from, found]) => `import { ${found.join(", ")} } from ${JSON.stringify(from)};`);
}

const asInImports = (a: string, b: string) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1);

const parse = (code: string) => ts.createSourceFile("example.ts", code, ts.ScriptTarget.Latest, true);

/** Whether an identifier makes a name known. */
function isDeclared(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isVariableDeclaration(parent) ||
      ts.isBindingElement(parent) ||
      ts.isParameter(parent) ||
      ts.isFunctionDeclaration(parent) ||
      ts.isClassDeclaration(parent) ||
      ts.isImportSpecifier(parent) ||
      ts.isImportClause(parent) ||
      ts.isNamespaceImport(parent)) &&
    parent.name === node
  );
}

/** Whether an identifier stands for a thing by its name, and is not a property or a label. */
function isName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent)) return parent.left === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  const isMember =
    ts.isPropertyAssignment(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isPropertySignature(parent);
  return !(isMember && parent.name === node);
}

/** The code, with each expression that has its value behind it, `f(x); // [1, 2]`, compared with that value. */
function withChecks(source: ts.SourceFile): string {
  const code = source.text;
  let result = "";
  let done = 0;
  for (const statement of source.statements) {
    if (!ts.isExpressionStatement(statement)) continue;
    const [comment] = ts.getTrailingCommentRanges(code, statement.end) ?? [];
    if (comment?.kind !== ts.SyntaxKind.SingleLineCommentTrivia) continue;
    const told = code.slice(comment.pos + 2, comment.end).trim();
    if (!/^([-\d["'{]|(true|false|null|NaN|Infinity)\b)/.test(told)) continue;
    if (!isLiteral(told)) {
      throw new Error(`"${told}" is no value; begin remarks with a word`);
    }
    result += `${code.slice(done, statement.getStart())}__is([${valuesOf(statement.expression)}], [${told}]);`;
    done = statement.end;
  }
  return result + code.slice(done);
}

/** What is compared: the expression, or what it prints. */
function valuesOf(expression: ts.Expression): string {
  const isPrinted = ts.isCallExpression(expression) && expression.expression.getText() === "console.log";
  return isPrinted ? expression.arguments.map((one) => one.getText()).join(", ") : expression.getText();
}

/** Whether a text is one value, or several with commas between them, all written out. */
function isLiteral(text: string): boolean {
  const source = ts.createSourceFile("value.ts", `[${text}]`, ts.ScriptTarget.Latest, true);
  const { parseDiagnostics } = source as unknown as { parseDiagnostics: readonly unknown[] };
  const [statement] = source.statements;
  if (parseDiagnostics.length > 0 || source.statements.length !== 1 || !ts.isExpressionStatement(statement)) return false; // biome-ignore format: one thing
  const isPlain = (node: ts.Node): boolean =>
    ts.isNumericLiteral(node) ||
    ts.isStringLiteral(node) ||
    /^(true|false|null|NaN|Infinity)$/.test(node.getText()) ||
    (ts.isPrefixUnaryExpression(node) && isPlain(node.operand)) ||
    (ts.isArrayLiteralExpression(node) && node.elements.every(isPlain)) ||
    (ts.isObjectLiteralExpression(node) &&
      node.properties.every((one) => ts.isPropertyAssignment(one) && isPlain(one.initializer)));
  return isPlain(statement.expression);
}
