import { formatShape, ShapeError } from "@gradiente/core";
import { isNumberList, isValues, kindOf, type Values } from "./data.ts";

/** A model or layer: a Module of `@gradiente/nn`, or an object with these members. */
export interface NetworkModel {
  /** The modules in it, by path. */
  children(): ReadonlyMap<string, unknown>;
  /** The weights of it and of what is in it, by path. */
  parameters(): ReadonlyMap<string, Values>;
}

/** A layer of a model in a drawing, with what follows it and has no neurons of its own. */
export interface Layer {
  readonly title: string;
  /** Texts for activations, normalisations, dropout and the like. */
  readonly notes: readonly string[];
  /** The path of the layer, and those of what follows it. */
  readonly paths: readonly string[];
  /** The weights `[out, in]` of a dense layer, row by row; null for other layers. */
  readonly dense: Dense | null;
}

export interface Dense {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: readonly number[];
  readonly biases: readonly number[] | null;
}

export function isNetwork(value: unknown): value is NetworkModel {
  if (typeof value !== "object" || value === null) return false;
  const { children, parameters } = value as Partial<NetworkModel>;
  return typeof children === "function" && typeof parameters === "function";
}

/** The layers of a model, in the order of its fields. */
export function layersOf(model: NetworkModel): Layer[] {
  const layers: Layer[] = [];
  for (const [path, module] of leaves("", model, true)) {
    const shapes = [...module.parameters().values()].map(({ shape }) => shape);
    const last = layers.pop();
    const isNote = shapes.every((shape) => shape.length < 2) && module.children().size === 0;
    if (last !== undefined && isNote) {
      layers.push({ ...last, notes: [...last.notes, textOf(module)], paths: [...last.paths, path] });
      continue;
    }
    if (last !== undefined) layers.push(last);
    const dense = denseOf(module);
    const title = dense === null ? textOf(module) : module.constructor.name;
    layers.push({ title, notes: [], paths: [path], dense });
  }
  return layers;
}

/** The modules that data run through one after another. Numbered children are a chain, and so are those of the model. */
function leaves(
  path: string,
  module: NetworkModel,
  isModel: boolean,
): [path: string, module: NetworkModel][] {
  const children = [...module.children()].filter((child): child is [string, NetworkModel] =>
    isNetwork(child[1]),
  );
  const isChain = children.every(([name], i) => name === String(i));
  const hasOwn = [...module.parameters().keys()].some((name) => !name.includes("."));
  if (children.length === 0 || hasOwn || !(isChain || isModel)) return [[path, module]];
  return children.flatMap(([name, child]) => leaves(path === "" ? name : `${path}.${name}`, child, false));
}

/** A dense layer is known by its weights, and by a bias that may be missing: embeddings have none. */
function denseOf(module: NetworkModel): Dense | null {
  const parameters = module.parameters();
  const weight = parameters.get("weight");
  const bias = parameters.get("bias");
  const isDense =
    weight?.shape.length === 2 &&
    "bias" in module &&
    [...parameters.keys()].every((name) => name === "weight" || name === "bias") &&
    (bias === undefined || (bias.shape.length === 1 && bias.shape[0] === weight.shape[0]));
  if (!isDense) return null;
  const [outputs, inputs] = weight.shape;
  const numbers = (values: Values) => Array.from(values.toTypedArray());
  return { outputs, inputs, weights: numbers(weight), biases: bias === undefined ? null : numbers(bias) };
}

/** What a module says of itself in a line, without its number of parameters. */
function textOf(module: NetworkModel): string {
  const [line, ...others] = String(module).split("\n");
  return others.length > 0
    ? module.constructor.name
    : line.replace(/\)( [\d,]+ parameters?.*)$/, ")").replace("()", "");
}

/** The values of a layer's neurons for one sample. */
export function neuronValues(what: string, data: unknown, size: number): number[] {
  const isList = isNumberList(data);
  if (!isList && !isValues(data)) {
    throw new TypeError(`${what}: values are a list of numbers or a tensor, not ${kindOf(data)}`);
  }
  const values = Array.from(isList ? data : (data as Values).toTypedArray());
  if (values.length === size) return values;
  const shape = isList ? [values.length] : (data as Values).shape;
  throw new ShapeError(
    `${what}: there are ${size} neurons, and values of shape ${formatShape(shape)}; give those of one sample, such as x.slice([[0, 1]])`,
  );
}
