import { formatShape, ShapeError, sameShape, type Tensor, Variable } from "@gradiente/core";
import { Parameter } from "./parameter.ts";

/** Values of Parameters and other Variables by path, as `layers.0.weight`. */
export type StateDict = Map<string, Tensor>;

export interface LoadOptions {
  /** Whether missing and unknown paths are errors; true unless said otherwise. Shapes and dtypes always count. */
  readonly strict?: boolean;
}

/** Thrown where a state dict does not fit a module; nothing has been loaded then. */
export class StateDictError extends Error {
  override readonly name = "StateDictError";
}

/** A module whatever it takes and gives. */
export type AnyModule = Module<never, unknown>;

/**
 * The base of layers and models: a plain class with a `forward`. Parameters, other Variables and modules are found
 * by walking the module's own public fields, and arrays, plain objects and Maps in them; a field's name is its part of the path. Nothing
 * is registered. Paths and weight layouts are PyTorch's, so that checkpoints fit.
 *
 * @example
 * class Net extends Module {
 *   hidden = new Dense(784, 64);
 *   out = new Dense(64, 10);
 *   forward(x: Tensor): Tensor {
 *     return this.out.forward(this.hidden.forward(x).relu());
 *   }
 * }
 */
export abstract class Module<Inputs extends readonly unknown[] = readonly [Tensor], Output = Tensor> {
  /** Whether layers that behave differently in training, as Dropout, do so. Set by `train` and `eval`. */
  training = true;

  abstract forward(...inputs: Inputs): Output;

  /** What the walk goes through: own fields by name, unless a container has its own idea. */
  protected fields(): Iterable<readonly [string, unknown]> {
    return Object.entries(this);
  }

  /** What `toString` shows in brackets: sizes and settings. */
  protected describe(): string {
    return "";
  }

  /** The modules directly in this one, by the path from here. */
  children(): Map<string, AnyModule> {
    return new Map(
      [...walkFields(this.fields())].flatMap(([path, value]) =>
        value instanceof Module ? [[path, value]] : [],
      ),
    );
  }

  /** This module, under the empty path, and all in it by path, outer ones first. */
  modules(): Map<string, AnyModule> {
    return new Map([...this.#modules("", [])].map(([prefix, module]) => [prefix.slice(0, -1), module]));
  }

  /** The weights by path, each once, also where two paths lead to it. */
  parameters(): Map<string, Parameter> {
    const seen = new Set<Variable>();
    const found = new Map<string, Parameter>();
    for (const [path, variable] of this.variables()) {
      if (variable instanceof Parameter && !seen.has(variable)) found.set(path, variable);
      seen.add(variable);
    }
    return found;
  }

  /** All Variables by path: the Parameters, and what is not trained, as running statistics. */
  variables(): Map<string, Variable> {
    const found = new Map<string, Variable>();
    for (const [prefix, module] of this.#modules("", [])) {
      for (const [path, value] of walkFields(module.fields())) {
        if (value instanceof Variable) found.set(prefix + path, value);
      }
    }
    return found;
  }

  /** A snapshot of the values of all Variables by path. */
  stateDict(): StateDict {
    return new Map([...this.variables()].map(([path, variable]) => [path, variable.value.detach()]));
  }

  /**
   * Sets all Variables from a snapshot, or none of them.
   *
   * @throws StateDictError listing what is missing, unknown, or of another shape or dtype.
   */
  loadStateDict(state: ReadonlyMap<string, Tensor>, { strict = true }: LoadOptions = {}): void {
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

  /** Switches this module and all in it to training, or with `false` to evaluation. */
  train(on = true): this {
    for (const [, module] of this.#modules("", [])) module.training = on;
    return this;
  }

  /** Switches this module and all in it to evaluation. */
  eval(): this {
    return this.train(false);
  }

  /** Layers with their sizes, nested as the modules are, and the number of trainable values. */
  toString(): string {
    let count = 0;
    for (const parameter of this.parameters().values()) count += parameter.size;
    return `${this.#outline("", [])}${count > 0 ? ` ${count.toLocaleString("en-US")} parameters` : ""}`;
  }

  /** What Node's `console.log` shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /** This module and those in it by path, outer ones first; one that is held by what it holds is met once. */
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

/** Modules and Variables in fields, and in arrays, plain objects and Maps in fields: `layers.0`, `heads.left`. */
function* walkFields(fields: Iterable<readonly [string, unknown]>): Iterable<readonly [string, unknown]> {
  for (const [name, value] of fields) {
    if (value instanceof Module || value instanceof Variable) yield [name, value];
    else for (const [path, inner] of walkFields(entriesOf(value))) yield [`${name}.${path}`, inner];
  }
}

function entriesOf(value: unknown): Iterable<readonly [string, unknown]> {
  if (value instanceof Map) return [...value].map(([key, item]) => [String(key), item]);
  if (typeof value !== "object" || value === null) return [];
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? Object.entries(value) : [];
}

/** Refuses an input whose last axis is not of this size. */
export function checkFeatures(layer: string, x: Tensor, features: number): void {
  if (x.ndim === 0 || x.shape[x.ndim - 1] !== features) {
    throw new ShapeError(
      `${layer}: the last axis must have ${features} features, and the input has shape ${formatShape(x.shape)}`,
    );
  }
}
