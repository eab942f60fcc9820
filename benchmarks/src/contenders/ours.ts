import { fileURLToPath } from "node:url";
import { noGrad, setBackend, setThreads, type Tensor, tensor } from "@gradiente/core";
import {
  Conv2d,
  crossEntropyLoss,
  Dense,
  Flatten,
  MaxPool2d,
  type Module,
  mseLoss,
  ReLU,
  Sequential,
  Sigmoid,
} from "@gradiente/nn";
import { Adam, type Optimizer, SGD } from "@gradiente/optim";
import coreManifest from "../../../packages/core/package.json" with { type: "json" };
import type { Computation, Contender, Trainer } from "../contender.ts";
import { type Data, parameterPath, type Values } from "../data.ts";
import type { Activation, Layer, Operation, Training } from "../problem.ts";
import { network } from "./our-networks.ts";
import { scaled } from "./our-scaled.ts";

export interface OursOptions {
  readonly backend: "reference" | "wasm" | "native";
  readonly threads: number;
}

/** Gradiente itself. */
export function ours({ backend, threads }: OursOptions): Contender {
  return {
    async start() {
      if (backend === "native") await startNative(threads);
      else {
        setBackend(backend);
        setThreads(threads);
      }
      return { library: "Gradiente", version: coreManifest.version, backend, threads };
    },

    product({ transposed }, data) {
      const [a, b] = [read(data.a), read(data.b)];
      switch (transposed) {
        case "none":
          return computation(() => a.matmul(b));
        case "left":
          return computation(() => a.transpose().matmul(b));
        case "right":
          return computation(() => a.matmul(b.transpose()));
      }
    },

    operation({ name }, data) {
      return computation(operationOn(name, read(data.x), read(data.row)));
    },

    train,
    network,
    scaled,
  };
}

/** Only this contender needs the compiled kernels; bundled, the package does not find them by itself. */
async function startNative(threads: number): Promise<void> {
  const built = new URL("../../../packages/native/build/gradiente.node", import.meta.url);
  process.env.GRADIENTE_NATIVE ??= fileURLToPath(built);
  const { setNativeThreads, useNative } = await import("@gradiente/native");
  useNative();
  setNativeThreads(threads);
}

function read({ shape, values }: Values): Tensor {
  return tensor(values, { shape });
}

function computation(compute: () => Tensor): Computation {
  return {
    run: () => {
      compute();
    },
    values: () => compute().toTypedArray(),
  };
}

function operationOn(name: Operation["name"], x: Tensor, row: Tensor): () => Tensor {
  switch (name) {
    case "exp":
      return () => x.exp();
    case "addRow":
      return () => x.add(row);
    case "sumRows":
      return () => x.sum(0);
    case "sumColumns":
      return () => x.sum(1);
    case "softmax":
      return () => x.softmax(-1);
  }
}

function train(problem: Training, data: Data): Trainer {
  const x = read(data.x);
  const target = read(problem.loss === "crossEntropy" ? data.labels : data.target);
  const loss = problem.loss === "crossEntropy" ? crossEntropyLoss : mseLoss;
  let model: Module;
  let optimizer: Optimizer;
  return {
    reset() {
      model = build(problem.layers, data);
      const { name, learningRate } = problem.optimizer;
      const parameters = model.parameters();
      optimizer =
        name === "adam" ? new Adam(parameters, { learningRate }) : new SGD(parameters, { learningRate });
    },
    step() {
      const value = loss(model.forward(x), target);
      optimizer.minimize(value);
      return value.item();
    },
  };
}

const activations: Record<Activation, () => readonly Module[]> = {
  none: () => [],
  relu: () => [new ReLU()],
  sigmoid: () => [new Sigmoid()],
};

/** The layer itself, to be filled with the parameters given. */
function moduleOf(layer: Layer): Module {
  switch (layer.kind) {
    case "dense":
      return new Dense(layer.inputs, layer.outputs);
    case "flatten":
      return new Flatten();
    case "convolution":
      return new Conv2d(layer.inputs, layer.outputs, layer.size);
    case "maxPool":
      return new MaxPool2d(layer.size);
  }
}

function build(layers: readonly Layer[], data: Data): Module {
  return new Sequential(
    ...layers.flatMap((layer, i) => {
      const module = moduleOf(layer);
      noGrad(() => {
        for (const [path, parameter] of module.parameters()) {
          parameter.set(read(data[parameterPath(i, path as "weight" | "bias")]));
        }
      });
      return [module, ...("activation" in layer ? activations[layer.activation]() : [])];
    }),
  );
}
