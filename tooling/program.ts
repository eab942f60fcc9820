import { fileURLToPath } from "node:url";
import ts from "typescript";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** The options of the repository's `tsconfig.json`: packages are read from their sources. */
export function compilerOptions(): ts.CompilerOptions {
  const file = `${root}tsconfig.json`;
  const { config, error } = ts.readConfigFile(file, ts.sys.readFile);
  if (error !== undefined) throw new Error(formatDiagnostic(error));
  return ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root, {}, file).options;
}

/** Files of the repository, with all that they import, as TypeScript sees them. */
export function programOf(files: readonly string[]): ts.Program {
  return ts.createProgram(files, compilerOptions());
}

/** A symbol itself, where a module only passes it on, perhaps under another name. */
export function original(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

export function formatDiagnostic({ messageText }: ts.Diagnostic): string {
  return ts.flattenDiagnosticMessageText(messageText, "\n");
}
