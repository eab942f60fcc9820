import { join } from "node:path";
import ts from "typescript";
import { original } from "../program.ts";

/* What an editor shows of published packages: it is asked as a user's program asks it. */

/** What an editor was asked about, and what it had nothing to say about. */
export interface Documentation {
  readonly asked: number;
  readonly silent: readonly string[];
}

/** A program in an installation of packages, as an editor has it open. */
export class Editor {
  readonly #file: string;
  readonly #service: ts.LanguageService;
  #text = "";
  #version = 0;

  /** @param folder - Where `node_modules` is. */
  constructor(folder: string) {
    this.#file = join(folder, "program.mts");
    const options: ts.CompilerOptions = {
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      lib: ["lib.es2022.d.ts"],
      strict: true,
      types: [],
    };
    this.#service = ts.createLanguageService({
      fileExists: ts.sys.fileExists,
      readFile: ts.sys.readFile,
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
      getCurrentDirectory: () => folder,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      getCompilationSettings: () => options,
      getScriptFileNames: () => [this.#file],
      getScriptVersion: (file) => (file === this.#file ? String(this.#version) : "0"),
      getScriptSnapshot: (file) => {
        const text = file === this.#file ? this.#text : ts.sys.readFile(file);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
    });
  }

  /** What is offered at the end of a program, each with whether there is a text. */
  completions(program: string): Documentation {
    this.#set(program);
    const at = program.length;
    const { entries } = this.#service.getCompletionsAtPosition(this.#file, at, {}) ?? { entries: [] };
    const silent = entries
      .map(({ name }) => name)
      .filter((name) => {
        const details = this.#service.getCompletionEntryDetails(
          this.#file,
          at,
          name,
          {},
          undefined,
          {},
          undefined,
        );
        return !details?.documentation?.length;
      });
    return { asked: entries.length, silent };
  }

  /** Every name of a package, every member of its classes and interfaces, and every constructor that a user may call. */
  names(entry: string): Documentation {
    this.#set(`import * as entry from "${entry}";\nentry;`);
    const checker = this.#service.getProgram()?.getTypeChecker() as ts.TypeChecker;
    const file = this.#service.getProgram()?.getSourceFile(this.#file) as ts.SourceFile;
    const [statement] = file.statements as unknown as [ts.ImportDeclaration];
    const module = checker.getSymbolAtLocation(statement.moduleSpecifier);
    if (module === undefined) throw new Error(`${entry} is not found in ${this.#file}`);
    const texts = textsOf(module, checker);
    const constructors = checker
      .getExportsOfModule(module)
      .filter((exported) => isMade(original(checker, exported), checker))
      .map(({ name }) => name);
    this.#set(
      `import * as entry from "${entry}";\n${constructors.map((name) => `new entry.${name};`).join("\n")}`,
    );
    for (const name of constructors) {
      const at = this.#text.indexOf(`new entry.${name};`) + "new entry.".length;
      const { documentation, displayParts } = this.#service.getQuickInfoAtPosition(this.#file, at) ?? {};
      if (displayParts === undefined) throw new Error(`${this.#file}: nothing is known of ${name}`);
      texts.set(`new ${name}`, ts.displayPartsToString(documentation));
    }
    return { asked: texts.size, silent: silentOf(texts) };
  }

  #set(text: string): void {
    this.#text = text;
    this.#version++;
  }
}

/** The text of every name of a module, and of every member of its classes and interfaces. Empty where there is none. */
export function textsOf(module: ts.Symbol, checker: ts.TypeChecker): Map<string, string> {
  const texts = new Map<string, string>();
  for (const exported of checker.getExportsOfModule(module)) {
    const symbol = original(checker, exported);
    texts.set(exported.name, textOf(exported, checker) || textOf(symbol, checker));
    if (!(symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface))) continue;
    for (const member of symbol.members?.values() ?? []) {
      if (isMember(member) && !isNameOfError(exported, member))
        texts.set(`${exported.name}.${member.name}`, isInternal(member) ? "" : textOf(member, checker));
    }
  }
  return texts;
}

/** The names that have no text. */
export function silentOf(texts: ReadonlyMap<string, string>): string[] {
  return [...texts].filter(([, text]) => text === "").map(([name]) => name);
}

function textOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker));
}

/**
 * Whether a user can read a member: neither private, nor a constructor, a parameter of a type, or a prototype. Declarations
 * lack what is `@internal`.
 */
function isMember(symbol: ts.Symbol): boolean {
  const kinds = ts.SymbolFlags.Property | ts.SymbolFlags.Method | ts.SymbolFlags.Accessor;
  // In declarations, one member `#private` stands for all that a class keeps to itself.
  if (!(symbol.flags & kinds) || symbol.name.includes("#")) return false;
  if (isInternal(symbol) && symbol.declarations?.every(isMarkedInternal)) return false;
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return !symbol.declarations?.some((declaration) => ts.getCombinedModifierFlags(declaration) & hidden);
}

/** Whether a getter or a setter, or both, are left out of the declarations. One alone leaves the other there without its text. */
function isInternal({ declarations = [] }: ts.Symbol): boolean {
  return declarations.some(isMarkedInternal);
}

function isMarkedInternal(declaration: ts.Declaration): boolean {
  return ts.getJSDocTags(declaration).some(({ tagName }) => tagName.text === "internal");
}

/** Whether a member is the `name` that every error has. */
function isNameOfError(owner: ts.Symbol, member: ts.Symbol): boolean {
  return owner.name.endsWith("Error") && member.name === "name";
}

/** Whether users make objects of a class. */
function isMade(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const { valueDeclaration } = symbol;
  if (valueDeclaration === undefined || !ts.isClassDeclaration(valueDeclaration)) return false;
  if (ts.getCombinedModifierFlags(valueDeclaration) & ts.ModifierFlags.Abstract) return false;
  const [made] = checker.getTypeOfSymbol(symbol).getConstructSignatures();
  const { declaration } = made;
  return (
    declaration === undefined ||
    !(ts.getCombinedModifierFlags(declaration as ts.Declaration) & ts.ModifierFlags.Private)
  );
}

/**
 * Asks an editor about packages that are installed in a folder.
 *
 * @throws Error if a name, a member, a constructor or more than 2 % of the methods of a tensor have no text.
 */
export function checkDocumentation(folder: string, names: readonly string[]): void {
  const editor = new Editor(folder);
  const methods = editor.completions('import { tensor } from "@gradiente/core";\nconst x = tensor(1);\nx.');
  const share = 1 - methods.silent.length / methods.asked;
  console.log(`methods of a tensor with a text: ${(100 * share).toFixed(1)} % of ${methods.asked}`);
  if (!(share >= 0.98)) throw new Error(`without a text: ${methods.silent.join(", ")}`);
  const without: string[] = [];
  for (const name of names) {
    const { asked, silent } = editor.names(name);
    console.log(`${name}: ${asked - silent.length} of ${asked} names, members and constructors have a text`);
    if (silent.length > 0) without.push(`${name}: ${silent.join(", ")}`);
  }
  if (without.length > 0) throw new Error(`without a text: ${without.join("; ")}`);
}
