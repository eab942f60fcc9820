import { formatShape, sameShape, Tensor, type Variable } from "@gradiente/core";
import {
  aBoolean,
  check,
  declareOptions,
  isMap,
  isPlain,
  mapOf,
  suggestion,
} from "@gradiente/core/arguments";

/** The values of a module's Parameters and other Variables by path, such as `layers.0.weight`. */
export type StateDict = Map<string, Tensor>;

/**
 * The names of a state as paths of a module: a Map or a plain object from names to paths, or a function from a name to a
 * path. `null` leaves a tensor out; what is not there, or `undefined`, is a name that is the path already.
 */
export type Renaming =
  | ReadonlyMap<string, string | null>
  | { readonly [name: string]: string | null }
  | ((name: string) => string | null | undefined);

/** Options of {@link Module.loadStateDict}. */
export interface LoadOptions {
  /**
   * Whether missing and unknown paths are errors. Wrong shapes and dtypes are always errors, and so is a state of which
   * nothing fits. Default: true.
   */
  readonly strict?: boolean;
  /** What names of the state are called in the module. Default: the same. */
  readonly rename?: Renaming;
}

/** What {@link Module.loadStateDict} did not find; both are empty unless `strict` is false. */
export interface LoadReport {
  /** The paths of the module without a value in the state: these Variables were not changed. */
  readonly missing: readonly string[];
  /** The names of the state that are no paths of the module. */
  readonly unknown: readonly string[];
}

const aRenaming = check<Renaming>("a Map, an object or a function from names to paths", (value) => {
  if (typeof value === "function") return true;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const paths = isMap(value) ? [...value.values()] : isPlain(value) ? Object.values(value) : [0];
  return paths.every((path) => path === null || typeof path === "string");
});

export const LOADING = declareOptions<LoadOptions>({ strict: aBoolean, rename: aRenaming });

export const tensorsByPath = mapOf<StateDict>("tensors by path", (value) => value instanceof Tensor);

/**
 * Thrown when a state dict does not fit a module. Nothing has been loaded then.
 *
 * @example
 * ```ts
 * let message = "";
 * try {
 *   new Dense(3, 2).loadStateDict(new Map([["weight", ones([2, 3])]]));
 * } catch (error) {
 *   if (error instanceof StateDictError) message = error.message;
 * }
 * message.includes("bias"); // true
 * ```
 */
export class StateDictError extends Error {
  override readonly name = "StateDictError";
}

/** A tensor of a state, and its name there. */
interface Given {
  readonly name: string;
  readonly path: string;
  readonly value: Tensor;
}

/** How many names the nearest ones are looked for: each is compared with all others. */
const MOST_HINTS = 20;

/**
 * Looks how a state fits the Variables of a module.
 *
 * @param variableAt finds a Variable by any of its paths.
 * @returns the value of each Variable that has one.
 * @throws StateDictError with all that does not fit.
 */
export function matchState(
  owner: string,
  variables: ReadonlyMap<string, Variable>,
  variableAt: (path: string) => Variable | undefined,
  state: ReadonlyMap<string, Tensor>,
  { strict = true, rename = {} }: LoadOptions,
): LoadReport & { readonly values: ReadonlyMap<Variable, Tensor> } {
  const { given, problems } = renamed(state, rename);
  const givenFor = new Map<Variable, Given[]>();
  const unknown: string[] = [];
  for (const one of given) {
    const variable = variables.get(one.path) ?? variableAt(one.path);
    if (variable === undefined) unknown.push(one.path);
    else givenFor.set(variable, [...(givenFor.get(variable) ?? []), one]);
  }
  const values = new Map<Variable, Tensor>();
  const missing: string[] = [];
  for (const [path, variable] of variables) {
    const found = givenFor.get(variable);
    if (found === undefined) {
      missing.push(path);
      if (strict) problems.push(`missing: ${path} ${formatShape(variable.shape)}`);
      continue;
    }
    const wrong = found.flatMap((one) => misfit(one, variable));
    problems.push(...wrong);
    // A PyTorch file has a tied weight under each of its names.
    const other = found.find(({ value }) => wrong.length === 0 && !sameValues(value, found[0].value));
    if (other !== undefined) {
      problems.push(
        `two values: ${found[0].path} and ${other.path} are one Variable here and differ in the state`,
      );
    }
    values.set(variable, found[0].value);
  }
  if (strict) {
    unknown.forEach((path, i) => {
      const meant = i < MOST_HINTS ? nearest(path, missing) : [];
      problems.push(`unknown: ${path}${meant.length > 0 ? `; did you mean ${meant.join(" or ")}?` : ""}`);
    });
  } else if (values.size === 0 && given.length > 0) {
    problems.push(
      `unknown: all of it; paths here are such as ${missing[0]}, and there such as ${unknown[0]}`,
    );
  }
  if (problems.length > 0) {
    const advice = prefixAdvice(unknown, missing);
    const lines = advice === null ? problems : [...problems, advice];
    throw new StateDictError(`loadStateDict: the state does not fit ${owner}:\n  ${lines.join("\n  ")}`);
  }
  return { values, missing, unknown };
}

/** The tensors of a state by the paths that they are meant for. */
function renamed(
  state: ReadonlyMap<string, Tensor>,
  rename: Renaming,
): { readonly given: readonly Given[]; readonly problems: string[] } {
  const problems: string[] = [];
  const names = [...state.keys()];
  const table =
    typeof rename === "function" ? null : new Map(isMap(rename) ? rename : Object.entries(rename));
  for (const name of table?.keys() ?? []) {
    if (state.has(name)) continue;
    const meant = nearest(name, names);
    problems.push(
      `rename: the state has no ${name}${meant.length > 0 ? `; did you mean ${meant.join(" or ")}?` : ""}`,
    );
  }
  const pathOf = typeof rename === "function" ? rename : (name: string) => table?.get(name);
  const byPath = new Map<string, Given>();
  for (const [name, value] of state) {
    const path: unknown = pathOf(name);
    if (path === null) continue;
    if (path !== undefined && typeof path !== "string") {
      throw new TypeError(`loadStateDict: rename must give a text, null or undefined, not ${typeof path}`);
    }
    const one = { name, path: path ?? name, value };
    const other = byPath.get(one.path);
    if (other !== undefined) problems.push(`rename: ${other.name} and ${name} both become ${one.path}`);
    byPath.set(one.path, one);
  }
  return { given: [...byPath.values()], problems };
}

function misfit({ name, path, value }: Given, { shape, dtype }: Variable): string[] {
  const where = name === path ? "in the state" : `in the state, as ${name}`;
  if (!sameShape(value.shape, shape)) {
    return [`another shape: ${path} is ${formatShape(shape)} here and ${formatShape(value.shape)} ${where}`];
  }
  const widens = value.dtype === "float32" && dtype === "float64";
  if (value.dtype === dtype || widens) return [];
  return [`another dtype: ${path} is ${dtype} here and ${value.dtype} ${where}; cast it`];
}

function sameValues(a: Tensor, b: Tensor): boolean {
  if (a === b) return true;
  const [left, right] = [a.toTypedArray(), b.toTypedArray()];
  return left.every((value, i) => Object.is(value, right[i]));
}

/** The names that may be meant: the longest of those that are a part of the name or have it as a part, or else similar ones. */
function nearest(name: string, known: readonly string[]): readonly string[] {
  const around = known.filter((other) => other.includes(name) || name.includes(other));
  const longest = Math.max(...around.map(({ length }) => length));
  return around.length > 0 ? around.filter(({ length }) => length === longest) : suggestion(name, known);
}

/** What to do if all names have a further beginning, here or there: those of a model that was part of another. */
function prefixAdvice(unknown: readonly string[], missing: readonly string[]): string | null {
  const [first] = unknown;
  if (first === undefined) return null;
  const wanted = new Set(missing);
  for (const path of missing) {
    if (first.endsWith(`.${path}`)) {
      const { length } = first.slice(0, -path.length);
      const prefix = first.slice(0, length);
      if (unknown.every((name) => name.startsWith(prefix) && wanted.has(name.slice(length)))) {
        return `all unknown names begin with "${prefix}": { rename: (name) => name.slice(${length}) } takes it away`;
      }
    } else if (path.endsWith(`.${first}`)) {
      const prefix = path.slice(0, -first.length);
      if (unknown.every((name) => wanted.has(prefix + name))) {
        return `all missing paths begin with "${prefix}": { rename: (name) => "${prefix}" + name } puts it there`;
      }
    }
  }
  return null;
}
