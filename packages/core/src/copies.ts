/*
 * A program can load a package twice: once by import and once by require, in two versions, or anew for each test. The
 * copies share no class and no state (what is recorded, which backend is in use), so a tensor of one is no tensor of
 * another. Each object says which copy made it, so that an error can tell this from a wrong argument.
 */

/** What the build puts here: the version of the package, and the format of the file. */
declare const GRADIENTE_VERSION: string | undefined;
declare const GRADIENTE_FORMAT: string;

/** Under this key the prototype of a class says which copy it belongs to. All versions must agree on what is there. */
const KEY = Symbol.for("@gradiente/copy");

/** The packages that build on this copy of core, and core itself. */
const packages = new Map<string, PackageCopy>();

/**
 * One copy of a package: it marks its classes, and knows the objects of other copies of the same package.
 *
 * @example
 * ```ts
 * import { PackageCopy } from "@gradiente/core/arguments";
 *
 * class Ruler {}
 * const copy = new PackageCopy("@me/rulers");
 * copy.mark(Ruler);
 * copy.check("draw", new Ruler()); // one of another copy would be an error
 * ```
 */
export class PackageCopy {
  /** The name of the package. */
  readonly name: string;
  /** The version of the package. */
  readonly version: string;
  /** How this copy was loaded. */
  readonly format: string;

  /**
   * A copy of the package of this name.
   *
   * @param build The version and the format, which the build of a package puts into its files. Default: those of a
   * program that runs from the sources.
   */
  constructor(name: string, build: { readonly version: string; readonly format: string } = ofSources) {
    this.name = name;
    packages.set(name, this);
    this.version = build.version;
    this.format = build.format;
  }

  /** As {@link check}, for a value that may be of any package. */
  static check(op: string, value: unknown): void {
    packages.get(copyOf(value)?.name ?? "")?.check(op, value);
  }

  /** The copy that marked a class: `PackageCopy.of(Tensor).check("fit", x)`. */
  static of({ prototype }: { readonly prototype: object }): PackageCopy {
    return copyOf(prototype) as PackageCopy;
  }

  /** Marks the objects of these classes, and of classes derived from them, as objects of this copy. */
  mark(...classes: readonly { readonly prototype: object }[]): void {
    for (const { prototype } of classes) Object.defineProperty(prototype, KEY, { value: this });
  }

  /**
   * Refuses an object that another copy of this package made. Call it where a value is not what it has to be, or would
   * be taken for something else.
   *
   * @param op what was called, for the error.
   * @throws TypeError which says how each copy was loaded, why there are two, and how to get one.
   */
  check(op: string, value: unknown): void {
    const other = copyOf(value);
    if (other === undefined || other === this || other.name !== this.name) return;
    throw new TypeError(
      `${op}: this ${nameOf(value)} is from another copy of ${this.name}: there are ${shown(this)} and ` +
        `${shown(other)}; ${wayOut(this, other)}`,
    );
  }
}

const ofSources = { version: "", format: "sources" };

function copyOf(value: unknown): PackageCopy | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as { readonly [KEY]?: PackageCopy })[KEY];
}

function nameOf(value: unknown): string {
  return (value as object).constructor.name;
}

function shown({ version, format }: PackageCopy): string {
  return version === "" ? `its ${format}` : `version ${version} as ${format}`;
}

function wayOut({ name, version, format }: PackageCopy, other: PackageCopy): string {
  if (version !== other.version)
    return `two versions are installed: ask for one everywhere; \`npm ls ${name}\` shows who asks`;
  if (format !== other.format) {
    return "one was loaded by import and one by require: bundlers and test runners must load all packages in one way";
  }
  return (
    `one file was loaded twice: it is installed twice (\`npm ls ${name}\`, \`npm dedupe\`), or a test reset some modules ` +
    "(jest.resetModules)"
  );
}

/** This copy of core. */
export const coreCopy = new PackageCopy(
  "@gradiente/core",
  typeof GRADIENTE_VERSION === "undefined"
    ? undefined
    : { version: GRADIENTE_VERSION, format: GRADIENTE_FORMAT },
);
