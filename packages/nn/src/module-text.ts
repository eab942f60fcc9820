import { type DType, formatShape, type Shape, Variable } from "@gradiente/core";
import { Parameter } from "./parameter.ts";

/* How a module shows itself: as plain data, and as text. */

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

/** The plain data of a module of this type with these Variables by path. */
export function jsonOf(type: string, variables: ReadonlyMap<string, Variable>): ModuleJSON {
  const listed = [...variables].map(([path, { shape, dtype, trainable }]) => {
    return { path, shape: [...shape], dtype, trainable };
  });
  return { type, variables: listed, values: VALUES_ELSEWHERE };
}

/** What is shown of a module alone: its class, its sizes and settings, and what is directly in it by path. */
export interface Look<Module> {
  readonly type: string;
  readonly description: string;
  readonly members: readonly (readonly [path: string, member: Module | Variable])[];
}

/**
 * A line for each layer, nested as the modules are. Variables are listed where the module does not describe itself. A module
 * that was shown already is only named.
 *
 * @param shown the modules that were shown before, and whether they are those around this one.
 */
export function outlineOf<Module extends object>(
  module: Module,
  lookOf: (module: Module) => Look<Module>,
  indent = "",
  shown: Map<Module, boolean> = new Map(),
): string {
  const { type, description, members } = lookOf(module);
  if (shown.has(module) && members.length > 0 && description === "") return `${type}(as above)`;
  shown.set(module, true);
  const lines: string[] = [];
  for (const [path, member] of members) {
    const begin = `${indent}  (${path}): `;
    if (member instanceof Variable) {
      if (description === "") lines.push(begin + describeVariable(member));
    } else if (shown.get(member) !== true) {
      lines.push(begin + outlineOf(member, lookOf, `${indent}  `, shown));
    }
  }
  shown.set(module, false);
  const body = lines.length > 0 ? `\n${lines.join("\n")}\n${indent}` : "";
  return `${type}(${description}${body})`;
}

function describeVariable(variable: Variable): string {
  const { dtype, shape, trainable } = variable;
  if (!(variable instanceof Parameter)) return `Variable ${dtype} ${formatShape(shape)}`;
  return `Parameter ${formatShape(shape)}${trainable ? "" : ", frozen"}`;
}

/** How many values the Parameters have, and how many of them are frozen; nothing if there are none. */
export function countOf(parameters: Iterable<Parameter>): string {
  let count = 0;
  let frozen = 0;
  for (const { size, trainable } of parameters) {
    count += size;
    if (!trainable) frozen += size;
  }
  const inWords = (n: number) => n.toLocaleString("en-US");
  if (count === 0) return "";
  return ` ${inWords(count)} parameters${frozen > 0 ? `, ${inWords(frozen)} of them frozen` : ""}`;
}
