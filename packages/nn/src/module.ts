import { formatShape, type Gradients, ShapeError, type Tensor, Variable } from "@gradiente/core";
import {
  aBoolean,
  checkArgument,
  optionsOf,
  PackageCopy,
  sizesOf,
  someGradients,
} from "@gradiente/core/arguments";
import { nnCopy } from "./copy.ts";
import { matcherOf, type ParameterFilter } from "./filter.ts";
import { nameLayers } from "./layer-errors.ts";
import { countOf, jsonOf, type Look, type ModuleJSON, outlineOf } from "./module-text.ts";
import { Parameter } from "./parameter.ts";
import {
  LOADING,
  type LoadOptions,
  type LoadReport,
  matchState,
  type StateDict,
  tensorsByPath,
} from "./state-dict.ts";
import { checkLevels, MOST_LEVELS, membersOf } from "./walk.ts";

/** A module with any inputs and any output. */
export type AnyModule = Module<never, unknown>;

/** The Variable of a module at a path, also at one through a module that stands in two places. */
export let variableAt: (module: AnyModule, path: string) => Variable | undefined;

/** A module in another, or a Variable. */
type Member = AnyModule | Variable;

/**
 * The base class of layers and models: a plain class with a `forward`. Nothing is registered. Parameters, other
 * Variables and modules are found in the module's own public fields, and in arrays, plain objects, Maps and Sets there,
 * also in each other: so there is no ModuleList, no ModuleDict and no ParameterList. The name of the field becomes a part
 * of the path: `layers.0.weight`, `heads.left.weight`. Not found is what is in private fields (`#layer`), and in objects
 * of other classes. Paths and weight layouts are those of PyTorch, so that its checkpoints fit.
 *
 * A Parameter or a module that stands in two places is tied: it is listed and saved once, under the path found first.
 *
 * An error in a `forward` inside of another names the layer by its path: `layers.2 (Dense): ...`.
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
  static {
    variableAt = (module, path) =>
      path.split(".").length > MOST_LEVELS ? undefined : module.#variableAt(path);
  }

  /**
   * Whether the module is in training mode, in which layers such as Dropout behave differently. `train` and `eval` set
   * it. Default: true.
   */
  training = true;

  /** A module in training mode. */
  constructor() {
    nameLayers(new.target.prototype);
  }

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
    return new Map(this.#members().filter((member) => member[1] instanceof Module) as [string, AnyModule][]);
  }

  /**
   * This module, under the empty path, and all modules in it by path. Outer modules come first. A module that stands in two
   * places has two paths; what is in it is listed under the first.
   */
  modules(): Map<string, AnyModule> {
    return new Map(this.#modules().map(([prefix, module]) => [prefix.slice(0, -1), module]));
  }

  /**
   * The Parameters by path, frozen ones too. A Parameter that has two paths is listed once, under the first.
   *
   * @param filter which of them: a path such as `"encoder"` or `"*.bias"`, a RegExp, or a function of path and Parameter.
   * Default: all.
   * @throws TypeError for another kind of filter.
   */
  parameters(filter: ParameterFilter = "*"): Map<string, Parameter> {
    const isMeant = matcherOf("parameters", filter);
    const found = new Map<string, Parameter>();
    for (const [path, variable] of this.variables()) {
      if (variable instanceof Parameter && isMeant(path, variable)) found.set(path, variable);
    }
    return found;
  }

  /** The Variables that are no Parameters, such as running statistics, by path. They are saved, but not trained. */
  buffers(): Map<string, Variable> {
    return new Map([...this.variables()].filter(([, variable]) => !(variable instanceof Parameter)));
  }

  /**
   * All Variables by path: {@link Module.parameters} and {@link Module.buffers}. One that has two paths is listed once, under
   * the first.
   *
   * @throws RangeError if two Variables have the same path.
   */
  variables(): Map<string, Variable> {
    const seen = new Set<Variable>();
    const found = new Map<string, Variable>();
    for (const [path, variable] of this.#variables()) {
      if (seen.has(variable)) continue;
      seen.add(variable);
      if (found.has(path))
        throw new RangeError(`${this.constructor.name}: two Variables have the path ${path}`);
      found.set(path, variable);
    }
    return found;
  }

  /**
   * Freezes Parameters: they are constants from now on, so that no gradient is computed for them, no optimiser changes
   * them, and no global norm counts them. What their modules compute is the same. A tied Parameter is frozen under any of
   * its paths. {@link Module.unfreeze} undoes it.
   *
   * @param filter which of them, as in {@link Module.parameters}. Default: all.
   * @throws RangeError if a path or a RegExp fits no Parameter.
   * @example
   * ```ts
   * import { ones } from "@gradiente/core";
   * import { Dense, ReLU, Sequential } from "@gradiente/nn";
   *
   * const model = new Sequential(new Dense(4, 3), new ReLU(), new Dense(3, 2));
   * model.freeze("0");
   * [...model.gradientsByPath(model.forward(ones([1, 4])).sum().backward()).keys()]; // ["2.weight", "2.bias"]
   * ```
   */
  freeze(filter: ParameterFilter = "*"): this {
    for (const parameter of this.#meant("freeze", filter)) parameter.trainable = false;
    return this;
  }

  /**
   * Makes Parameters trainable again.
   *
   * @param filter which of them, as in {@link Module.parameters}. Default: all.
   * @throws RangeError if a path or a RegExp fits no Parameter.
   */
  unfreeze(filter: ParameterFilter = "*"): this {
    for (const parameter of this.#meant("unfreeze", filter)) parameter.trainable = true;
    return this;
  }

  /** The gradients of those Parameters that have one, by path. */
  gradientsByPath(gradients: Gradients): Map<string, Tensor> {
    checkArgument("gradientsByPath", "the argument", gradients, someGradients);
    const having = [...this.parameters()].filter(([, parameter]) => gradients.has(parameter));
    return new Map(having.map(([path, parameter]) => [path, gradients.get(parameter)]));
  }

  /** A snapshot of the values of all Variables, by path. One that has two paths is saved once, under the first. */
  stateDict(): StateDict {
    return new Map([...this.variables()].map(([path, variable]) => [path, variable.value.detach()]));
  }

  /**
   * Sets all Variables from a snapshot, or from a file of PyTorch's. If it does not fit, no Variable is set. A tied Variable
   * is found under any of its paths; under several, the values must be equal. A float32 value is widened for a float64
   * Variable.
   *
   * @returns what was not found, for `strict: false`.
   * @throws StateDictError if paths are missing or unknown, or if a value has another shape or dtype. The message lists
   * all of them.
   * @example
   * ```ts
   * import { Dense } from "@gradiente/nn";
   *
   * const model = new Dense(2, 1);
   * const state = new Dense(2, 1).stateDict();
   * const file = new Map([...state].map(([path, value]) => [`module.${path}`, value]));
   * model.loadStateDict(file, { rename: (name) => name.replace("module.", "") });
   * ```
   */
  loadStateDict(state: ReadonlyMap<string, Tensor>, options?: LoadOptions): LoadReport {
    const chosen = optionsOf("loadStateDict", options, LOADING);
    checkArgument("loadStateDict", "the state", state, tensorsByPath);
    const { values, missing, unknown } = matchState(
      this.constructor.name,
      this.variables(),
      (path) => variableAt(this, path),
      state,
      chosen,
    );
    for (const [variable, value] of values) variable.set(value.cast(variable.dtype));
    return { missing, unknown };
  }

  /** Switches this module and all modules in it to training mode, or with `false` to evaluation mode. */
  train(on = true): this {
    checkArgument("train", "the argument", on, aBoolean);
    for (const [, module] of this.#modules()) module.training = on;
    return this;
  }

  /** Switches this module and all modules in it to evaluation mode. */
  eval(): this {
    return this.train(false);
  }

  /**
   * The layers with their sizes, nested as the modules are, and the number of values of the Parameters. The Variables of a
   * module's own are listed with their shapes, unless the module describes itself by its sizes. A module that was shown
   * already is only named.
   */
  toString(): string {
    const outline = outlineOf(this as AnyModule, (module) => module.#look());
    return `${outline}${countOf(this.parameters().values())}`;
  }

  /** What `JSON.stringify` writes: which Variables there are. Their values are in `stateDict()`. */
  toJSON(): ModuleJSON {
    return jsonOf(this.constructor.name, this.variables());
  }

  /** The text that Node's `console.log` shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /** The modules and Variables in the fields of this module, by their path in it. */
  #members(): [path: string, member: Member][] {
    return membersOf(this.constructor.name, this.fields(), isMember);
  }

  /**
   * This module and those in it, each with its path and a dot; outer modules first. A module is entered where it is found
   * first. One that contains itself is not listed inside.
   */
  #modules(
    prefix = "",
    holders: readonly AnyModule[] = [],
    seen: Set<AnyModule> = new Set(),
  ): [prefix: string, module: AnyModule][] {
    checkLevels((holders[0] ?? this).constructor.name, holders.length, prefix);
    seen.add(this);
    const line = [...holders, this];
    const found: [string, AnyModule][] = [[prefix, this]];
    for (const [path, child] of this.children()) {
      if (line.includes(child)) continue;
      const inside = `${prefix}${path}.`;
      if (seen.has(child)) found.push([inside, child]);
      else for (const each of child.#modules(inside, line, seen)) found.push(each);
    }
    return found;
  }

  /** The Variables of this module and those in it, each of them as often as it stands in a field. */
  #variables(): [path: string, variable: Variable][] {
    const entered = new Set<AnyModule>();
    return this.#modules().flatMap(([prefix, module]) => {
      if (entered.has(module)) return [];
      entered.add(module);
      return module
        .#members()
        .flatMap(([path, member]): [string, Variable][] =>
          member instanceof Variable ? [[prefix + path, member]] : [],
        );
    });
  }

  /** The Variable at a path, also at one through a module that stands in two places. */
  #variableAt(path: string): Variable | undefined {
    for (const [name, member] of this.#members()) {
      if (member instanceof Variable) {
        if (name === path) return member;
      } else if (path.startsWith(`${name}.`)) {
        const found = member.#variableAt(path.slice(name.length + 1));
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  /** The Parameters that a filter means, under any of their paths. */
  #meant(op: string, filter: ParameterFilter): Set<Parameter> {
    const isMeant = matcherOf(op, filter);
    const meant = new Set<Parameter>();
    for (const [path, variable] of this.#variables()) {
      if (variable instanceof Parameter && isMeant(path, variable)) meant.add(variable);
    }
    if (typeof filter !== "function") {
      // A module that stands in two places, by its second path.
      for (const [prefix, module] of this.#modules()) {
        for (const [path, parameter] of module.parameters()) {
          if (isMeant(prefix + path, parameter)) meant.add(parameter);
        }
      }
      if (meant.size === 0) {
        const paths = [...this.parameters().keys()];
        const some = paths.length > 0 ? `; paths are such as ${paths.slice(0, 3).join(", ")}` : "";
        throw new RangeError(`${op}: no Parameter of ${this.constructor.name} fits ${String(filter)}${some}`);
      }
    }
    return meant;
  }

  /** What {@link Module.toString} shows of this module alone. */
  #look(): Look<AnyModule> {
    return { type: this.constructor.name, description: this.describe(), members: this.#members() };
  }
}

nnCopy.mark(Module);

/** Whether a field holds a module or a Variable. Of another copy of a package, they would silently be left out. */
function isMember(path: string, value: object): value is Member {
  if (value instanceof Module || value instanceof Variable) return true;
  nnCopy.check(`field ${path}`, value);
  PackageCopy.of(Variable).check(`field ${path}`, value);
  return false;
}

/** @throws ShapeError unless the last axis of the input has this size. */
export function checkFeatures(layer: string, x: Tensor, features: number): void {
  if (x.ndim === 0 || sizesOf(x)[x.ndim - 1] !== features) {
    throw new ShapeError(
      `${layer}: the last axis must have ${features} features, and the input has shape ${formatShape(x.shape)}`,
    );
  }
}
