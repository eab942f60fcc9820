import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import type { Computation, Contender, Trainer } from "../contender.ts";
import { type Data, parameterPath, type Values } from "../data.ts";
import type { Activation, Layer, Operation, Training } from "../problem.ts";
import { notWritten } from "./not-written.ts";

/** TensorFlow.js: channels last, everything tidied, optimisers by `minimize`. */
export function tfjs(backend: "cpu" | "wasm"): Contender {
  return {
    async start() {
      tf.env().set("PROD", true);
      if (!(await tf.setBackend(backend))) throw new Error(`tfjs has no backend "${backend}"`);
      await tf.ready();
      return { library: "TensorFlow.js", version: tf.version.tfjs, backend, threads: 1 };
    },

    product({ transposed }, data) {
      return computation(data.a, data.b, (a, b) =>
        tf.matMul(a, b, transposed === "left", transposed === "right"),
      );
    },

    operation({ name }, data) {
      return computation(data.x, data.row, operationOf(name));
    },

    train,
    network: notWritten,
    scaled: notWritten,
  };
}

function read({ shape, values }: Values): tf.Tensor {
  return tf.tensor(values, [...shape], values instanceof Int32Array ? "int32" : "float32");
}

type Compute = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

function computation(first: Values, second: Values, compute: Compute): Computation {
  const [a, b] = [read(first), read(second)];
  return {
    run: () => {
      tf.tidy(() => compute(a, b)).dispose();
    },
    values: () => {
      const y = tf.tidy(() => compute(a, b));
      const values = y.dataSync();
      y.dispose();
      return values;
    },
  };
}

function operationOf(name: Operation["name"]): Compute {
  switch (name) {
    case "exp":
      return (x) => tf.exp(x);
    case "addRow":
      return (x, row) => tf.add(x, row);
    case "sumRows":
      return (x) => tf.sum(x, 0);
    case "sumColumns":
      return (x) => tf.sum(x, 1);
    case "softmax":
      return (x) => tf.softmax(x, -1);
  }
}

type Forward = (x: tf.Tensor) => tf.Tensor;

function train(problem: Training, data: Data): Trainer {
  const { learningRate, name } = problem.optimizer;
  const x = tf.tidy(() => (problem.input.length === 3 ? channelsLast(read(data.x)) : read(data.x)));
  const target = read(data.target);
  const loss = (prediction: tf.Tensor): tf.Scalar =>
    problem.loss === "crossEntropy"
      ? tf.losses.softmaxCrossEntropy(target, prediction)
      : tf.losses.meanSquaredError(target, prediction);
  let variables: tf.Variable[] = [];
  let forward: Forward;
  let optimizer: tf.Optimizer | undefined;
  return {
    reset() {
      tf.dispose(variables);
      optimizer?.dispose();
      variables = [];
      forward = build(problem, data, (value) => {
        const variable = tf.variable(value);
        value.dispose();
        variables.push(variable);
        return variable;
      });
      optimizer =
        name === "adam" ? tf.train.adam(learningRate, 0.9, 0.999, 1e-8) : tf.train.sgd(learningRate);
    },
    step() {
      const value = optimizer?.minimize(() => tf.tidy(() => loss(forward(x))), true, variables);
      if (value === undefined || value === null) throw new Error("reset comes before the first step");
      const [result] = value.dataSync();
      value.dispose();
      return result;
    },
  };
}

const activations: Record<Activation, Forward> = {
  none: (x) => x,
  relu: (x) => tf.relu(x),
  sigmoid: (x) => tf.sigmoid(x),
};

function channelsLast(x: tf.Tensor): tf.Tensor {
  return tf.transpose(x, [0, 2, 3, 1]);
}

type MakeVariable = (value: tf.Tensor) => tf.Variable;

function build({ input, layers }: Training, data: Data, variable: MakeVariable): Forward {
  let shape = input;
  let before = input;
  const steps: Forward[] = [];
  for (const [i, layer] of layers.entries()) {
    const parameter = (name: "weight" | "bias") => read(data[parameterPath(i, name)]);
    const flattened = layers[i - 1]?.kind === "flatten" ? before : undefined;
    steps.push(forwardOf(layer, parameter, variable, flattened));
    before = shape;
    shape = shapeAfter(layer, shape);
  }
  return (x) => steps.reduce((y, step) => step(y), x);
}

/** Weights come as PyTorch lays them out, and are brought here into the order that costs TensorFlow.js nothing. */
function forwardOf(
  layer: Layer,
  parameter: (name: "weight" | "bias") => tf.Tensor,
  variable: MakeVariable,
  flattened: readonly number[] | undefined,
): Forward {
  switch (layer.kind) {
    case "dense": {
      const weight = variable(
        tf.tidy(() => {
          const turned = tf.transpose(parameter("weight"));
          return flattened ? rowsChannelsLast(turned, flattened) : turned;
        }),
      );
      const bias = variable(parameter("bias"));
      return (x) => activations[layer.activation](tf.add(tf.matMul(x, weight), bias));
    }
    case "convolution": {
      const turned = tf.tidy(() => tf.transpose(parameter("weight"), [2, 3, 1, 0]));
      const weight = variable(turned) as tf.Variable<tf.Rank.R4>;
      const bias = variable(parameter("bias"));
      return (x) =>
        activations[layer.activation](tf.add(tf.conv2d(x as tf.Tensor4D, weight, 1, "valid"), bias));
    }
    case "maxPool":
      return (x) => tf.maxPool(x as tf.Tensor4D, layer.size, layer.size, "valid");
    case "flatten":
      return (x) => tf.reshape(x, [x.shape[0], -1]);
  }
}

/** Of a sample, with the channels first. */
function shapeAfter(layer: Layer, shape: readonly number[]): readonly number[] {
  const [, rows, columns] = shape;
  switch (layer.kind) {
    case "dense":
      return [layer.outputs];
    case "convolution":
      return [layer.outputs, rows - layer.size + 1, columns - layer.size + 1];
    case "maxPool":
      return [shape[0], Math.floor(rows / layer.size), Math.floor(columns / layer.size)];
    case "flatten":
      return [shape.reduce((a, b) => a * b, 1)];
  }
}

/** The rows of a weight for an input flattened with channels outermost, in the order of channels innermost. */
function rowsChannelsLast(weight: tf.Tensor, [channels, rows, columns]: readonly number[]): tf.Tensor {
  const apart = tf.reshape(weight, [channels, rows, columns, -1]);
  return tf.reshape(tf.transpose(apart, [1, 2, 0, 3]), weight.shape);
}
