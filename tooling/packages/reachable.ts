import ts from "typescript";

/* Of all declarations of a package, those that its public names lead to. */

/** What of a file of declarations is published. */
export interface Reached {
  readonly file: string;
  /** The text, in which relative imports have other names. */
  readonly write: (rename: (name: string) => string) => string;
}

/**
 * What the public names of some files lead to.
 *
 * @param program - A program of declarations.
 * @param entries - Its files whose names are public.
 * @param own - All its files that are of the package.
 */
export function reachable(
  program: ts.Program,
  entries: readonly string[],
  own: ReadonlySet<string>,
): Reached[] {
  const checker = program.getTypeChecker();
  const moduleOf = (file: string) => program.getSourceFile(file) as ts.SourceFile;
  const isKept = reach(checker, entries.map(moduleOf), own);
  const files = new Set(entries);
  for (const file of files) {
    for (const specifier of specifiersIn(moduleOf(file), isKept)) {
      const imported = checker.getSymbolAtLocation(specifier)?.valueDeclaration?.getSourceFile().fileName;
      if (imported !== undefined && own.has(imported)) files.add(imported);
    }
  }
  return [...files].map((file) => {
    // A method takes its comment from the name that its module exports; a name that is passed on has none of its own.
    const comment = entries.includes(file) ? () => "" : (name: ts.Node) => commentOf(checker, name);
    return { file, write: (rename) => written(moduleOf(file), isKept, rename, comment) };
  });
}

/** The comment of what a name passes on, with a space behind it. */
function commentOf(checker: ts.TypeChecker, name: ts.Node): string {
  if (!ts.isExportSpecifier(name)) return "";
  const symbol = checker.getSymbolAtLocation(name.name) as ts.Symbol;
  const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
  const [declaration] = (isAlias ? checker.getAliasedSymbol(symbol) : symbol).declarations ?? [];
  if (declaration === undefined) return "";
  const { text } = declaration.getSourceFile();
  const comments = ts.getLeadingCommentRanges(text, statementOf(declaration).pos) ?? [];
  const last = comments.map(({ pos, end }) => text.slice(pos, end)).pop() ?? "";
  return last.startsWith("/**") ? `${last} ` : "";
}

/** Which statements, and which names of imports and exports, the names of some modules lead to. */
function reach(
  checker: ts.TypeChecker,
  entries: readonly ts.SourceFile[],
  own: ReadonlySet<string>,
): (node: ts.Node) => boolean {
  const kept = new Set<ts.Node>();
  const visit = (symbol: ts.Symbol | undefined): void => {
    for (const declaration of symbol?.declarations ?? []) {
      const isAlias = ((symbol as ts.Symbol).flags & ts.SymbolFlags.Alias) !== 0;
      const node = isAlias || ts.isSourceFile(declaration) ? declaration : statementOf(declaration);
      if (kept.has(node) || !own.has(node.getSourceFile().fileName)) continue;
      kept.add(node);
      if (isAlias) visit(checker.getImmediateAliasedSymbol(symbol as ts.Symbol));
      else if (ts.isSourceFile(node))
        for (const one of checker.getExportsOfModule(symbol as ts.Symbol)) visit(one);
      else visitNamesIn(node);
    }
  };
  const visitNamesIn = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) visit(checker.getSymbolAtLocation(node));
    ts.forEachChild(node, visitNamesIn);
  };
  for (const entry of entries) visit(checker.getSymbolAtLocation(entry));
  return (node) => kept.has(node) || isAddition(node);
}

/** What a package adds to the types of another, as `declare module "@gradiente/core"`: no name leads there. */
function isAddition(node: ts.Node): boolean {
  return ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name);
}

/** The statement of its file that a declaration stands in. */
function statementOf(declaration: ts.Node): ts.Node {
  let node = declaration;
  while (!ts.isSourceFile(node.parent)) node = node.parent;
  return node;
}

type Kept = (node: ts.Node) => boolean;

/** The names that an import or an export lists, or else what stands for all of them; nothing for `export *`. */
function namesOf(statement: ts.ImportDeclaration | ts.ExportDeclaration): readonly ts.Node[] | undefined {
  const clause = ts.isExportDeclaration(statement) ? statement.exportClause : statement.importClause;
  if (clause === undefined) return undefined;
  if (ts.isNamedExports(clause)) return clause.elements;
  if (!ts.isImportClause(clause) || clause.namedBindings === undefined) return [clause];
  return ts.isNamedImports(clause.namedBindings) ? clause.namedBindings.elements : [clause.namedBindings];
}

function isPassing(statement: ts.Statement): statement is ts.ImportDeclaration | ts.ExportDeclaration {
  return ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
}

function isPublished(statement: ts.Statement, isKept: Kept): boolean {
  if (!isPassing(statement)) return isKept(statement);
  const names = namesOf(statement);
  // An empty list says that the file is a module, and that what is not exported stays inside.
  return names === undefined || names.length === 0 || names.some(isKept);
}

/** The names of other modules that the published part of a file has. */
function specifiersIn(file: ts.SourceFile, isKept: Kept): ts.StringLiteral[] {
  const found: ts.StringLiteral[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      found.push(node.argument.literal as ts.StringLiteral);
    }
    ts.forEachChild(node, visit);
  };
  for (const statement of file.statements) {
    if (!isPublished(statement, isKept)) continue;
    if (!isPassing(statement)) visit(statement);
    else if (statement.moduleSpecifier !== undefined)
      found.push(statement.moduleSpecifier as ts.StringLiteral);
  }
  return found;
}

/** Names for parameters that are taken apart: an editor would show `rest_0` for the options of a method. */
function nameParameters(statement: ts.Statement): Edit[] {
  const edits: Edit[] = [];
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    if (!ts.isParameter(node) || !ts.isObjectBindingPattern(node.name)) return;
    const type = node.type?.getText() ?? "";
    const [, first, rest] = /^([A-Z])(\w*)$/.exec(type) ?? [];
    const name = /Options\b/.test(type) ? "options" : first === undefined ? "" : first.toLowerCase() + rest;
    const isTaken = node.parent.parameters.some((other) => other.name.getText() === name);
    if (name !== "" && !isTaken) edits.push({ from: node.name.getStart(), to: node.name.end, text: name });
  };
  visit(statement);
  return edits;
}

/** A part of a text, and what stands there instead. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

function written(
  file: ts.SourceFile,
  isKept: Kept,
  rename: (name: string) => string,
  comment: (name: ts.Node) => string,
): string {
  const edits: Edit[] = [];
  for (const specifier of specifiersIn(file, isKept)) {
    if (!specifier.text.startsWith(".")) continue;
    edits.push({
      from: specifier.getStart(),
      to: specifier.end,
      text: JSON.stringify(rename(specifier.text)),
    });
  }
  for (const statement of file.statements) {
    if (!isPublished(statement, isKept)) {
      edits.push({ from: statement.pos, to: statement.end, text: "" });
    } else if (!isPassing(statement)) {
      edits.push(...nameParameters(statement));
    } else {
      const names = namesOf(statement) ?? [];
      if (names.length === 0) continue;
      const left = names.filter(isKept).map((name) => {
        const said = comment(name);
        return said === "" ? name.getFullText().trim() : said + name.getText();
      });
      edits.push({ from: names[0].pos, to: names[names.length - 1].end, text: ` ${left.join(", ")}` });
    }
  }
  let text = file.text;
  for (const edit of edits.sort((a, b) => b.from - a.from)) {
    text = text.slice(0, edit.from) + edit.text + text.slice(edit.to);
  }
  text = `${text.trim()}\n`;
  return /^(export|import) /m.test(text) ? text : `${text}export {};\n`;
}
