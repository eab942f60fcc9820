import { isOfNorm, networkShapes } from "./networks.ts";
import type { Layer, Network, Problem, Training } from "./problem.ts";
import { scaledData } from "./scaled-data.ts";

/** An array in row-major order. */
export interface Values {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/** What all contenders are given, by name. */
export type Data = Readonly<Record<string, Values>>;

/** Uniform numbers on [0, 1), the same for a name on every machine: the hash of a counter (MurmurHash3's mixer). */
function uniform(name: string, size: number): Float64Array {
  let seed = 0;
  for (const letter of name) seed = Math.imul(seed ^ letter.charCodeAt(0), 0x01000193) + 1;
  return Float64Array.from({ length: size }, (_, i) => {
    let hash = (seed + Math.imul(i, 0x9e3779b9)) | 0;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 8) / 2 ** 24;
  });
}

function uniformArray(name: string, shape: readonly number[], low: number, high: number): Values {
  const size = shape.reduce((a, b) => a * b, 1);
  return { shape, values: Float32Array.from(uniform(name, size), (u) => low + u * (high - low)) };
}

/** The path of a layer's parameters among the data: `layers.0.weight`. */
export function parameterPath(layer: number, name: "weight" | "bias"): string {
  return `layers.${layer}.${name}`;
}

/** The shapes of weight and bias, as PyTorch lays them out; undefined for a layer without. */
export function parameterShapes(layer: Layer): { weight: number[]; bias: number[] } | undefined {
  switch (layer.kind) {
    case "dense":
      return { weight: [layer.outputs, layer.inputs], bias: [layer.outputs] };
    case "convolution":
      return { weight: [layer.outputs, layer.inputs, layer.size, layer.size], bias: [layer.outputs] };
    default:
      return undefined;
  }
}

function parametersOf(training: Training): [string, Values][] {
  return training.layers.flatMap((layer, i) => {
    const shapes = parameterShapes(layer);
    if (shapes === undefined) return [];
    const bound = 1 / Math.sqrt(shapes.weight.slice(1).reduce((a, b) => a * b, 1));
    return (["weight", "bias"] as const).map((name) => {
      const path = parameterPath(i, name);
      return [path, uniformArray(path, shapes[name], -bound, bound)] as [string, Values];
    });
  });
}

const CLASSES = 10;

/** `target` for each output; `labels` too where there are classes. */
function targetsOf({ target, batch }: Training, x: Values): Data {
  if (target === "input") return { target: x };
  if (target === "xor") {
    return { target: { shape: [batch, 1], values: Float32Array.from({ length: batch }, (_, i) => xor(i)) } };
  }
  const labels = Int32Array.from(uniform("labels", batch), (u) => Math.floor(u * CLASSES));
  const oneHot = new Float32Array(batch * CLASSES);
  labels.forEach((label, i) => {
    oneHot[i * CLASSES + label] = 1;
  });
  return {
    labels: { shape: [batch], values: labels },
    target: { shape: [batch, CLASSES], values: oneHot },
  };
}

const bits = (i: number): [number, number] => [(i >> 1) & 1, i & 1];
const xor = (i: number): number => bits(i)[0] ^ bits(i)[1];

function inputOf({ target, batch, input }: Training): Values {
  if (target !== "xor") return uniformArray("x", [batch, ...input], 0, 1);
  return {
    shape: [batch, 2],
    values: Float32Array.from({ length: 2 * batch }, (_, i) => bits(i >> 1)[i & 1]),
  };
}

function filled(shape: readonly number[], value: number): Values {
  return { shape, values: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value) };
}

function classesOf(name: string, shape: readonly number[], classes: number): Values {
  const { values } = uniformArray(name, shape, 0, classes);
  return { shape, values: Int32Array.from(values, Math.floor) };
}

/** The inputs `x` and the right classes `labels`. */
function samplesOf({ batch, architecture }: Network): Data {
  switch (architecture.name) {
    case "transformer": {
      const { time, vocabulary } = architecture;
      return {
        x: classesOf("x", [batch, time], vocabulary),
        labels: classesOf("labels", [batch, time], vocabulary),
      };
    }
    case "lstm": {
      const { time, inputs, classes } = architecture;
      return {
        x: uniformArray("x", [batch, time, inputs], -1, 1),
        labels: classesOf("labels", [batch], classes),
      };
    }
    case "residual": {
      const { side, classes } = architecture;
      return {
        x: uniformArray("x", [batch, 1, side, side], 0, 1),
        labels: classesOf("labels", [batch], classes),
      };
    }
  }
}

function networkData(network: Network): Data {
  const shapes = networkShapes(network);
  const parameters = Object.entries(shapes).map(([path, shape]) => {
    if (isOfNorm(shapes, path)) return [path, filled(shape, path.endsWith("weight") ? 1 : 0)] as const;
    const bound = 1 / Math.sqrt(shape.slice(1).reduce((a, b) => a * b, 1));
    return [path, uniformArray(path, shape, -bound, bound)] as const;
  });
  return { ...samplesOf(network), ...Object.fromEntries(parameters) };
}

/** How data are drawn. */
export interface Draw {
  readonly uniform: (name: string, shape: readonly number[], low: number, high: number) => Values;
  readonly classes: (name: string, shape: readonly number[], classes: number) => Values;
}

/** The same numbers for every contender, on every machine. */
export function dataFor(problem: Problem): Data {
  switch (problem.kind) {
    case "product": {
      const { m, k, n, transposed } = problem;
      return {
        a: uniformArray("a", transposed === "left" ? [k, m] : [m, k], -1, 1),
        b: uniformArray("b", transposed === "right" ? [n, k] : [k, n], -1, 1),
      };
    }
    case "operation":
      return {
        x: uniformArray("x", [problem.rows, problem.columns], -4, 4),
        row: uniformArray("row", [problem.columns], -4, 4),
      };
    case "network":
      return networkData(problem);
    case "scaled":
      return scaledData(problem, { uniform: uniformArray, classes: classesOf });
    case "training": {
      const x = inputOf(problem);
      return { x, ...targetsOf(problem, x), ...Object.fromEntries(parametersOf(problem)) };
    }
  }
}
