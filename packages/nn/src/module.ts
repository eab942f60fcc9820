import {
  type DType,
  formatShape,
  type Shape,
  ShapeError,
  sameShape,
  Tensor,
  Variable,
} from "@gradiente/core";
import {
  aBoolean,
  checkArgument,
  declareOptions,
  isMap,
  isPlain,
  mapOf,
  optionsOf,
  PackageCopy,
} from "@gradiente/core/arguments";
import { nnCopy } from "./copy.ts";
import { Parameter } from "./parameter.ts";

/** The values of a module's Parameters and other Variables by path, such as `layers.0.weight`. */
export type StateDict = Map<string, Tensor>;

/** Options of {@link Module.loadStateDict}. */
export interface LoadOptions {
  /** Whether missing and unknown paths are errors. Wrong shapes and dtypes are always errors. Default: true. */
  readonly strict?: boolean;
}

const LOADING = declareOptions<LoadOptions>({ strict: aBoolean });

const tensorsByPath = mapOf<StateDict>("tensors by path", (value) => value instanceof Tensor);

/** Thrown when a state dict does not fit a module. Nothing has been loaded then. */
export class StateDictError extends Error {
  override readonly name = "StateDictError";
}

/** A module as plain data, without the values of its Variables: see {@link Module.toJSON}. */
export interface ModuleJSON {
  /** The name of the class. */
  readonly type: string;
  /** The Variables by path, in their order. */
  readonly variables: readonly {
    readonly path: string;
    readonly shape: Shape;
    readonly dtype: DType;
    readonly trainable: boolean;
  }[];
  /** Where the values are. */
  readonly values: string;
}

const VALUES_ELSEWHERE =
  "not here: model.stateDict() has them, and encodeSafetensors(model.stateDict()) writes them";

/** A module with any inputs and any output. */
export type AnyModule = Module<never, unknown>;

/**
 * The base class of layers and models: a plain class with a `forward`. Nothing is registered. Parameters, other
 * Variables and modules are found in the module's own public fields, and in arrays, plain objects and Maps there. The
 * name of the field becomes a part of the path. Paths and weight layouts are those of PyTorch, so that its checkpoints
 * fit.
 *
 * @example
 * ```ts
 * import type { Tensor } from "@gradiente/core";
 * import { Dense, Module } from "@gradiente/nn";
 *
 * class Net extends Module {
 *   hidden = new Dense(784, 64);
 *   out = new Dense(64, 10);
 *   forward(x: Tensor): Tensor {
 *     return this.out.forward(this.hidden.forward(x).relu());
 *   }
 * }
 * ```
 */
export abstract class Module<Inputs extends readonly unknown[] = readonly [Tensor], Output = Tensor> {
  /**
   * Whether the module is in training mode, in which layers such as Dropout behave differently. `train` and `eval` set
   * it. Default: true.
   */
  training = true;

  /** Computes the output from the inputs. */
  abstract forward(...inputs: Inputs): Output;

  /** The fields in which Variables and modules are searched: the module's own, by name. Containers override this. */
  protected fields(): Iterable<readonly [string, unknown]> {
    return Object.entries(this);
  }

  /** The sizes and settings that `toString` shows in brackets. */
  protected describe(): string {
    return "";
  }

  /** The modules directly in this one, by their path in it. */
  children(): Map<string, AnyModule> {
    return new Map(
      [...walkFields(this.fields())].flatMap(([path, value]) =>
        value instanceof Module ? [[path, value]] : [],
      ),
    );
  }

  /** This module, under the empty path, and all modules in it by path. Outer modules come first. */
  modules(): Map<string, AnyModule> {
    return new Map([...this.#modules("", [])].map(([prefix, module]) => [prefix.slice(0, -1), module]));
  }

  /** The Parameters by path. A Parameter that has two paths is listed once, under the first. */
  parameters(): Map<string, Parameter> {
    const seen = new Set<Variable>();
    const found = new Map<string, Parameter>();
    for (const [path, variable] of this.variables()) {
      if (variable instanceof Parameter && !seen.has(variable)) found.set(path, variable);
      seen.add(variable);
    }
    return found;
  }

  /** All Variables by path: the Parameters, and Variables that are not trained, such as running statistics. */
  variables(): Map<string, Variable> {
    const found = new Map<string, Variable>();
    for (const [prefix, module] of this.#modules("", [])) {
      for (const [path, value] of walkFields(module.fields())) {
        if (value instanceof Variable) found.set(prefix + path, value);
      }
    }
    return found;
  }

  /** A snapshot of the values of all Variables, by path. */
  stateDict(): StateDict {
    return new Map([...this.variables()].map(([path, variable]) => [path, variable.value.detach()]));
  }

  /**
   * Sets all Variables from a snapshot. If it does not fit, no Variable is set.
   *
   * @throws StateDictError if paths are missing or unknown, or if a value has another shape or dtype. The message lists
   * all of them.
   */
  loadStateDict(state: ReadonlyMap<string, Tensor>, options?: LoadOptions): void {
    const { strict = true } = optionsOf("loadStateDict", options, LOADING);
    checkArgument("loadStateDict", "the state", state, tensorsByPath);
    const variables = this.variables();
    const problems: string[] = [];
    for (const [path, variable] of variables) {
      const value = state.get(path);
      if (value === undefined) {
        if (strict) problems.push(`missing: ${path} ${formatShape(variable.shape)}`);
      } else if (!sameShape(value.shape, variable.shape)) {
        problems.push(
          `another shape: ${path} is ${formatShape(variable.shape)} here and ${formatShape(value.shape)} in the state`,
        );
      } else if (value.dtype !== variable.dtype) {
        problems.push(
          `another dtype: ${path} is ${variable.dtype} here and ${value.dtype} in the state; cast it`,
        );
      }
    }
    if (strict) for (const path of state.keys()) if (!variables.has(path)) problems.push(`unknown: ${path}`);
    if (problems.length > 0) {
      throw new StateDictError(
        `loadStateDict: the state does not fit ${this.constructor.name}:\n  ${problems.join("\n  ")}`,
      );
    }
    for (const [path, variable] of variables) {
      const value = state.get(path);
      if (value !== undefined) variable.set(value);
    }
  }

  /** Switches this module and all modules in it to training mode, or with `false` to evaluation mode. */
  train(on = true): this {
    checkArgument("train", "the argument", on, aBoolean);
    for (const [, module] of this.#modules("", [])) module.training = on;
    return this;
  }

  /** Switches this module and all modules in it to evaluation mode. */
  eval(): this {
    return this.train(false);
  }

  /** The layers with their sizes, nested as the modules are, and the number of trainable values. */
  toString(): string {
    let count = 0;
    for (const parameter of this.parameters().values()) count += parameter.size;
    return `${this.#outline("", [])}${count > 0 ? ` ${count.toLocaleString("en-US")} parameters` : ""}`;
  }

  /** What `JSON.stringify` writes: which Variables there are. Their values are in `stateDict()`. */
  toJSON(): ModuleJSON {
    const variables = [...this.variables()].map(([path, { shape, dtype, trainable }]) => {
      return { path, shape: [...shape], dtype, trainable };
    });
    return { type: this.constructor.name, variables, values: VALUES_ELSEWHERE };
  }

  /** The text that Node's `console.log` shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /** This module and those in it by path, outer modules first. A module that contains itself is listed once. */
  *#modules(prefix: string, holders: readonly AnyModule[]): Iterable<readonly [string, AnyModule]> {
    yield [prefix, this];
    const line = [...holders, this];
    for (const [path, child] of this.children()) {
      if (!line.includes(child)) yield* child.#modules(`${prefix}${path}.`, line);
    }
  }

  #outline(indent: string, holders: readonly AnyModule[]): string {
    const line = [...holders, this];
    const lines = [...this.children()]
      .filter(([, child]) => !line.includes(child))
      .map(([path, child]) => `${indent}  (${path}): ${child.#outline(`${indent}  `, line)}`);
    const body = lines.length > 0 ? `\n${lines.join("\n")}\n${indent}` : "";
    return `${this.constructor.name}(${this.describe()}${body})`;
  }
}

nnCopy.mark(Module);

/**
 * The modules and Variables in fields, and in arrays, plain objects and Maps there: `layers.0`, `heads.left`. What holds
 * itself, such as an element that knows its parent, is not entered again: `holders` are those that lead to the fields.
 */
function* walkFields(
  fields: Iterable<readonly [string, unknown]>,
  holders: readonly unknown[] = [],
): Iterable<readonly [string, unknown]> {
  for (const [name, value] of fields) {
    if (value instanceof Module || value instanceof Variable) yield [name, value];
    else if (!holders.includes(value)) {
      // A layer or a Parameter of another copy would silently be left out.
      nnCopy.check(`field ${name}`, value);
      PackageCopy.of(Variable).check(`field ${name}`, value);
      for (const [path, inner] of walkFields(entriesOf(value), [...holders, value])) {
        yield [`${name}.${path}`, inner];
      }
    }
  }
}

function entriesOf(value: unknown): Iterable<readonly [string, unknown]> {
  if (typeof value !== "object" || value === null) return [];
  // Also of another realm: test runners have classes of their own.
  if (isMap(value)) return [...value].map(([key, item]) => [String(key), item]);
  return Array.isArray(value) || isPlain(value) ? Object.entries(value) : [];
}

/** @throws ShapeError unless the last axis of the input has this size. */
export function checkFeatures(layer: string, x: Tensor, features: number): void {
  if (x.ndim === 0 || x.shape[x.ndim - 1] !== features) {
    throw new ShapeError(
      `${layer}: the last axis must have ${features} features, and the input has shape ${formatShape(x.shape)}`,
    );
  }
}
