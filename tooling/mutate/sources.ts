import { readdirSync, readFileSync } from "node:fs";
import { join, posix, sep } from "node:path";
import ts from "typescript";

/* The files of ops and primitives as syntax trees: what is declared where, what refers to what, and which names are ops. */

export interface Source {
  /** Its path in the sources of core: `ops/elementwise/exponential.ts`. */
  readonly file: string;
  readonly tree: ts.SourceFile;
  /** What is declared at the top: variables and functions. */
  readonly declarations: ReadonlyMap<string, ts.VariableDeclaration | ts.FunctionDeclaration>;
  /** Names from other files, with their path. */
  readonly imports: ReadonlyMap<string, string>;
}

/** A declaration at the top of a file: `ops/elementwise/exponential.ts#exp`. */
export type Place = `${string}#${string}`;

export interface Sources {
  readonly files: ReadonlyMap<string, Source>;
  /** Whether a declaration is an op: a public function, and a method or what joins tensors. */
  isOp(place: Place): boolean;
  /** The declaration that a name stands for in a file. */
  resolve(file: string, name: string): Place | null;
  /** The ops that need a declaration, the op itself first. */
  opsOver(place: Place): string[];
}

/** Reads the sources of core. */
export function readSources(core: string): Sources {
  const files = new Map<string, Source>();
  for (const room of ["ops", "primitives"]) {
    for (const name of readdirSync(join(core, room), { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith(".ts")) continue;
      const file = posix.join(room, ...name.split(sep));
      files.set(file, parse(file, readFileSync(join(core, file), "utf8")));
    }
  }
  // Ops that take a tensor first are exported by these two, others by the package alone.
  const lists = ["ops/index.ts", "ops/functions.ts"].map((file) => {
    const list = files.get(file);
    if (list === undefined) throw new Error(`there is no ${file} in ${core}`);
    return list;
  });
  const exporting = new Set([
    ...lists.flatMap(exportedFiles),
    ...["index.ts", "fft-index.ts"].flatMap((name) =>
      exportedFiles(parse(name, readFileSync(join(core, name), "utf8"))).filter((file) => files.has(file)),
    ),
  ]);

  const isOp = (place: Place) => {
    const [file, name] = place.split("#");
    const declaration = files.get(file)?.declarations.get(name);
    return exporting.has(file) && declaration !== undefined && isExported(declaration);
  };
  const resolve = (file: string, name: string): Place | null => {
    const source = files.get(file);
    if (source?.declarations.has(name)) return `${file}#${name}`;
    const from = source?.imports.get(name);
    return from !== undefined && files.get(from)?.declarations.has(name) ? `${from}#${name}` : null;
  };

  const uses = new Map<Place, Set<Place>>();
  for (const { file, declarations } of files.values()) {
    for (const [name, declaration] of declarations) {
      const found = new Set<Place>();
      visit(declaration, (node) => {
        if (ts.isIdentifier(node) && !isMemberName(node)) {
          const place = resolve(file, node.text);
          if (place !== null) found.add(place);
        }
      });
      uses.set(`${file}#${name}`, found);
    }
  }
  const opsOver = (place: Place): string[] => {
    const reached = new Set<Place>([place]);
    for (const at of reached) for (const [user, used] of uses) if (used.has(at)) reached.add(user);
    return [...reached].filter(isOp).map((at) => at.split("#")[1]);
  };
  return { files, isOp, resolve, opsOver };
}

export function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  node.forEachChild((child) => visit(child, see));
}

export function isExported(declaration: ts.VariableDeclaration | ts.FunctionDeclaration): boolean {
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

function isMemberName(node: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
}

function parse(file: string, text: string): Source {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const declarations = new Map<string, ts.VariableDeclaration | ts.FunctionDeclaration>();
  const imports = new Map<string, string>();
  for (const statement of tree.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) {
        if (ts.isIdentifier(declaration.name)) declarations.set(declaration.name.text, declaration);
      }
    } else if (ts.isFunctionDeclaration(statement) && statement.name !== undefined) {
      declarations.set(statement.name.text, statement);
    } else if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
      const names = statement.importClause?.namedBindings;
      const from = statement.moduleSpecifier.text;
      if (from.startsWith(".") && names !== undefined && ts.isNamedImports(names)) {
        for (const { name } of names.elements) imports.set(name.text, posix.join(posix.dirname(file), from));
      }
    }
  }
  return { file, tree, declarations, imports };
}

/** The files from which an index exports values. */
function exportedFiles({ file, tree }: Source): string[] {
  return tree.statements.flatMap((statement) =>
    ts.isExportDeclaration(statement) &&
    !statement.isTypeOnly &&
    statement.moduleSpecifier !== undefined &&
    ts.isStringLiteral(statement.moduleSpecifier)
      ? [posix.join(posix.dirname(file), statement.moduleSpecifier.text)]
      : [],
  );
}
