import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { compilerOptions, formatDiagnostic } from "../program.ts";
import { readManifest, targetsOf } from "./manifest.ts";
import { reachable } from "./reachable.ts";

/*
 * The declarations of a package, one file for each source, as `tsc` writes them: bundlers of declarations lose the
 * comments of methods. What is marked `@internal` is left out, and so is what no public name leads to.
 */

/** How declarations end, and the JavaScript that they speak of. */
interface Kind {
  readonly types: string;
  readonly code: string;
}

const modules: Kind = { types: ".d.ts", code: ".js" };
const commonjs: Kind = { types: ".d.cts", code: ".cjs" };

/**
 * Writes the declarations of the package in `folder` to its `dist/types`: for ES modules, and beside them for CommonJS
 * if the package has it. The packages that it depends on must have theirs.
 *
 * @throws Error if an import is not found, or if a public type cannot be written down.
 */
export function writeDeclarations(folder: string): void {
  const { exports } = readManifest(folder);
  const sources = targetsOf(exports, "@gradiente/source");
  const entries = sources.map((source) => join(folder, source as string));
  const [rootDir, outDir] = [join(folder, "src"), join(folder, "dist/types")];
  const program = ts.createProgram(entries, {
    ...compilerOptions(),
    // Other packages are known by their declarations, as users have them.
    customConditions: [],
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
    rootDir,
    outDir,
  });
  checkImports(program, rootDir);
  const declarations = declare(program);
  const own = new Set(checkImports(declarations, outDir));
  const declared = (source: string) => source.replace(rootDir, outDir).replace(/\.ts$/, modules.types);
  const published = reachable(declarations, entries.map(declared), own);
  rmSync(outDir, { recursive: true, force: true });
  const hasCommonJS = targetsOf(exports, "require").length > 0;
  for (const { types, code } of hasCommonJS ? [modules, commonjs] : [modules]) {
    for (const { file, write } of published) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(
        file.replace(modules.types, types),
        write((name) => name.replace(/\.ts$/, code)),
      );
    }
  }
}

/** All declarations of the sources of a program, as a program. Its files are not on the disk. */
function declare(program: ts.Program): ts.Program {
  const texts = new Map<string, string>();
  const { diagnostics } = program.emit(
    undefined,
    (file, text, _mark, _onError, [source] = []) =>
      texts.set(file, withPrivateConstructors(text, program.getSourceFile(source.fileName))),
    undefined,
    true,
  );
  if (diagnostics.length > 0) throw new Error(diagnostics.map(formatDiagnostic).join("\n"));
  const options = program.getCompilerOptions();
  const host = ts.createCompilerHost(options);
  return ts.createProgram([...texts.keys()], options, {
    ...host,
    // Nor are its folders.
    directoryExists: () => true,
    fileExists: (file) => texts.has(file) || host.fileExists(file),
    getSourceFile: (file, version, ...rest) => {
      const text = texts.get(file);
      if (text === undefined)
        return program.getSourceFile(file) ?? host.getSourceFile(file, version, ...rest);
      return ts.createSourceFile(file, text, version, true);
    },
  });
}

/** A class whose constructor is internal would seem to have one without parameters: it gets a private one. */
function withPrivateConstructors(text: string, source: ts.SourceFile | undefined): string {
  let result = text;
  for (const statement of source?.statements ?? []) {
    if (!ts.isClassDeclaration(statement) || statement.name === undefined) continue;
    const made = statement.members.find(ts.isConstructorDeclaration);
    if (
      made === undefined ||
      !/@internal\b/.test(made.getFullText(source).slice(0, made.getLeadingTriviaWidth(source)))
    )
      continue;
    const opening = new RegExp(`^export declare class ${statement.name.text}\\b.*\\{$`, "m");
    result = result.replace(opening, (line) => `${line}\n    private constructor();`);
  }
  return result;
}

/** The files of a program below a folder. An import in them that is not found would stand for `any`, without a word. */
function checkImports(program: ts.Program, folder: string): string[] {
  const checker = program.getTypeChecker();
  const files = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(`${folder}/`));
  for (const file of files) {
    for (const statement of file.statements) {
      if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
      const name = statement.moduleSpecifier;
      if (name !== undefined && checker.getSymbolAtLocation(name) === undefined) {
        throw new Error(
          `${file.fileName}: ${name.getText()} is not found; build the packages in their order`,
        );
      }
    }
  }
  return files.map(({ fileName }) => fileName);
}
