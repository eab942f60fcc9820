import { stat } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Tensor } from "@gradiente/core";
import { PackageCopy } from "@gradiente/core/arguments";
import type { AnyModule } from "@gradiente/nn";
import { UsageError } from "../program.ts";
import { ModelError, withUsersCode } from "./model-error.ts";

/** What a file exports: the model, and what else is of use. */
export interface LoadedModule {
  /** Its path, as the user has given it. */
  readonly file: string;
  readonly model: AnyModule;
  /** All that it exports. */
  readonly exports: Readonly<Record<string, unknown>>;
}

/** The names that are looked for if none is given. */
const USUAL = ["default", "model"] as const;

const ENDINGS = [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"];

/**
 * Loads a file of JavaScript or TypeScript, and takes the model that it exports: a module, a class of modules, or a
 * function that gives one or a promise of one.
 *
 * @param name the name of the export. Default: `default`, then `model`, then the only one that can be a model.
 */
export async function loadModule(file: string, name: string | undefined): Promise<LoadedModule> {
  const exports = await importFile(file);
  const chosen = choose(file, exports, name);
  const made = typeof chosen === "function" ? await withUsersCode(file, "making the model", () => make(chosen as () => unknown)) : chosen; // biome-ignore format: a line
  if (!isModule(made)) {
    const what =
      typeof chosen === "function" ? "the function that it exports gives no module" : "it exports no module";
    throw new ModelError(`${file}: ${what}, but ${told(made)}; a model is a Module of @gradiente/nn`);
  }
  await withUsersCode(file, "making the model", () => checkCopy(made));
  return { file, model: made, exports };
}

async function importFile(file: string): Promise<Readonly<Record<string, unknown>>> {
  if (!ENDINGS.includes(extname(file)))
    throw new UsageError(`${file} is no module: its name must end in ${ENDINGS.join(", ")}`);
  const stats = await stat(file).catch(() => undefined);
  if (stats === undefined) throw new ModelError(`${file}: there is no such file`);
  if (!stats.isFile()) throw new ModelError(`${file}: it is no file`);
  try {
    return (await import(/* @vite-ignore */ pathToFileURL(resolve(file)).href)) as Record<string, unknown>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException | null)?.code === "ERR_UNKNOWN_FILE_EXTENSION") {
      throw new ModelError(
        `${file}: this Node (${process.versions.node}) reads no TypeScript; Node 22.18 or later does, or set ` +
          'NODE_OPTIONS="--import tsx" where tsx is installed',
      );
    }
    return withUsersCode(file, "loading it", () => {
      throw error;
    });
  }
}

/** @throws TypeError if the model is made of the tensors of another copy of core, which nothing here could work with. */
function checkCopy(model: AnyModule): void {
  for (const value of model.stateDict().values()) PackageCopy.of(Tensor).check("gradiente", value);
}

/** Calls a function or constructs a class. */
function make(chosen: (...args: readonly unknown[]) => unknown): unknown {
  const isClass = /^class\b/.test(Function.prototype.toString.call(chosen));
  return isClass ? Reflect.construct(chosen, []) : chosen();
}

function choose(file: string, exports: Readonly<Record<string, unknown>>, name: string | undefined): unknown {
  const names = Object.keys(exports);
  const listed = names.length === 0 ? "nothing" : names.join(", ");
  if (name !== undefined) {
    if (name in exports) return exports[name];
    throw new UsageError(`--export ${name}: ${file} exports ${listed}`);
  }
  // `module.exports = model` in CommonJS is the default export; so is what it holds under that name.
  const usual = USUAL.find((each) => canBeModel(exports[each]));
  if (usual !== undefined) return exports[usual];
  const possible = names.filter((each) => canBeModel(exports[each]));
  if (possible.length === 1) return exports[possible[0]];
  throw new UsageError(
    possible.length === 0
      ? `${file} exports no model, but ${listed}: export a module, or a function that makes one`
      : `${file} exports ${possible.join(", ")}: say which one is the model, as in --export ${possible[0]}`,
  );
}

const canBeModel = (value: unknown): boolean => typeof value === "function" || isModule(value);

/** As `@gradiente/train` tells models: by what they have, since a program may hold two copies of a class. */
function isModule(value: unknown): value is AnyModule {
  return (
    typeof value === "object" &&
    value !== null &&
    ["forward", "stateDict", "loadStateDict", "modules"].every(
      (name) => typeof (value as Record<string, unknown>)[name] === "function",
    )
  );
}

function told(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return `an object of ${Object.keys(value).join(", ") || "nothing"}`;
}
