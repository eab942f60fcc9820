import { blockUntilReady, defaultDevice, init, jit, lax, nn, numpy as np, valueAndGrad } from "@jax-js/jax";
import manifest from "../../package.json" with { type: "json" };
import type { Computation, Contender, Trainer } from "../contender.ts";
import { type Data, parameterPath, type Values } from "../data.ts";
import type { Activation, Layer, Operation, Product, Training } from "../problem.ts";
import { notWritten } from "./not-written.ts";

type Arrays = { [path: string]: np.Array };

/** jax-js on its WebAssembly device; each computation and each training step is one jitted function. */
export function jax(): Contender {
  return {
    async start() {
      await init("wasm");
      defaultDevice("wasm");
      return {
        library: "jax-js",
        version: manifest.dependencies["@jax-js/jax"],
        backend: "wasm, jit",
        threads: 1,
      };
    },

    product({ transposed }, data) {
      return computation(productOf(transposed), read(data.a), read(data.b));
    },

    operation({ name }, data) {
      return computation(operationOn(name), read(data.x), read(data.row));
    },

    train,
    network: notWritten,
    scaled: notWritten,
  };
}

function read({ shape, values }: Values): np.Array {
  return np.array(values as Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>).reshape([...shape]);
}

type Compute = (a: np.Array, b: np.Array) => np.Array;

function computation(compute: Compute, a: np.Array, b: np.Array): Computation {
  const jitted = jit(compute);
  return {
    run: async () => {
      const y = await blockUntilReady(jitted(a.ref, b.ref));
      y.dispose();
    },
    values: () => jitted(a.ref, b.ref).data(),
  };
}

function productOf(transposed: Product["transposed"]): Compute {
  switch (transposed) {
    case "none":
      return (a, b) => np.matmul(a, b);
    case "left":
      return (a, b) => np.matmul(a.transpose(), b);
    case "right":
      return (a, b) => np.matmul(a, b.transpose());
  }
}

/** The function of one argument as one of two: what is passed must be consumed. */
function ofFirst(f: (x: np.Array) => np.Array): Compute {
  return (x, row) => {
    row.dispose();
    return f(x);
  };
}

function operationOn(name: Operation["name"]): Compute {
  switch (name) {
    case "exp":
      return ofFirst((x) => np.exp(x));
    case "addRow":
      return (x, row) => x.add(row);
    case "sumRows":
      return ofFirst((x) => x.sum(0));
    case "sumColumns":
      return ofFirst((x) => x.sum(1));
    case "softmax":
      return ofFirst((x) => nn.softmax(x, -1));
  }
}

type State = {
  parameters: Arrays;
  means: Arrays;
  squares: Arrays;
  powers: { beta1: np.Array; beta2: np.Array };
};

function train(problem: Training, data: Data): Trainer {
  const x = read(data.x);
  const target = read(data.target);
  const lossOf = (parameters: Arrays, x: np.Array, target: np.Array): np.Array =>
    (problem.loss === "crossEntropy" ? crossEntropy : meanSquaredError)(
      forward(problem.layers, parameters, x),
      target,
    );
  const gradient = valueAndGrad(lossOf);
  const update = problem.optimizer.name === "adam" ? adam : sgd;
  const step = jit((state: State, x: np.Array, target: np.Array): [np.Array, State] => {
    const [loss, gradients] = gradient(refs(state.parameters), x, target) as unknown as [np.Array, Arrays];
    return [loss, update(state, gradients, problem.optimizer.learningRate)];
  });
  let state: State | undefined;
  return {
    reset() {
      if (state !== undefined) dispose(state);
      state = initialState(problem, data);
    },
    step() {
      if (state === undefined) throw new Error("reset comes before the first step");
      const [loss, next] = step(state, x.ref, target.ref) as [np.Array, State];
      state = next;
      return loss.dataSync()[0];
    },
  };
}

function mapArrays(arrays: Arrays, f: (x: np.Array, path: string) => np.Array): Arrays {
  return Object.fromEntries(Object.entries(arrays).map(([path, x]) => [path, f(x, path)]));
}

const refs = (arrays: Arrays): Arrays => mapArrays(arrays, (x) => x.ref);

function dispose({ parameters, means, squares, powers }: State): void {
  for (const arrays of [parameters, means, squares, powers]) {
    for (const x of Object.values(arrays)) x.dispose();
  }
}

/** Weights come as PyTorch lays them out; a dense one is turned here into `[inputs, outputs]`, as JAX has it. */
function parametersOf(layers: readonly Layer[], data: Data): Arrays {
  return Object.fromEntries(
    layers.flatMap((layer, i) =>
      (["weight", "bias"] as const).flatMap((name) => {
        const path = parameterPath(i, name);
        if (!(path in data)) return [];
        const value = read(data[path]);
        return [[path, layer.kind === "dense" && name === "weight" ? turned(value) : value]];
      }),
    ),
  );
}

/** With the transposed elements in memory, not just a view. */
function turned(weight: np.Array): np.Array {
  const [outputs, inputs] = weight.shape;
  return read({ shape: [inputs, outputs], values: weight.transpose().dataSync() as Float32Array });
}

function initialState({ layers, optimizer }: Training, data: Data): State {
  const parameters = parametersOf(layers, data);
  const zeros = (): Arrays =>
    optimizer.name === "adam" ? mapArrays(parameters, (x) => np.zeros(x.shape)) : {};
  return {
    parameters,
    means: zeros(),
    squares: zeros(),
    powers: { beta1: np.array(1, { dtype: np.float32 }), beta2: np.array(1, { dtype: np.float32 }) },
  };
}

const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

function adam({ parameters, means, squares, powers }: State, gradients: Arrays, learningRate: number): State {
  const beta1 = powers.beta1.mul(BETA1);
  const beta2 = powers.beta2.mul(BETA2);
  const nextMeans = mapArrays(means, (m, path) => m.mul(BETA1).add(gradients[path].ref.mul(1 - BETA1)));
  const nextSquares = mapArrays(squares, (s, path) =>
    s.mul(BETA2).add(np.square(gradients[path]).mul(1 - BETA2)),
  );
  const nextParameters = mapArrays(parameters, (p, path) => {
    const mean = nextMeans[path].ref.div(np.subtract(1, beta1.ref));
    const root = np.sqrt(nextSquares[path].ref.div(np.subtract(1, beta2.ref)));
    return p.sub(mean.div(root.add(EPSILON)).mul(learningRate));
  });
  return { parameters: nextParameters, means: nextMeans, squares: nextSquares, powers: { beta1, beta2 } };
}

function sgd({ parameters, ...rest }: State, gradients: Arrays, learningRate: number): State {
  return {
    parameters: mapArrays(parameters, (p, path) => p.sub(gradients[path].mul(learningRate))),
    ...rest,
  };
}

function crossEntropy(logits: np.Array, target: np.Array): np.Array {
  return nn.logSoftmax(logits, -1).mul(target).sum(-1).mean().mul(-1);
}

function meanSquaredError(prediction: np.Array, target: np.Array): np.Array {
  return np.square(prediction.sub(target)).mean();
}

const activations: Record<Activation, (x: np.Array) => np.Array> = {
  none: (x) => x,
  relu: (x) => nn.relu(x),
  sigmoid: (x) => nn.sigmoid(x),
};

function forward(layers: readonly Layer[], parameters: Arrays, x: np.Array): np.Array {
  return layers.reduce(
    (y, layer, i) =>
      apply(layer, parameters[parameterPath(i, "weight")], parameters[parameterPath(i, "bias")], y),
    x,
  );
}

function apply(layer: Layer, weight: np.Array, bias: np.Array, x: np.Array): np.Array {
  switch (layer.kind) {
    case "dense":
      return activations[layer.activation](np.matmul(x, weight).add(bias));
    case "convolution":
      return activations[layer.activation](
        lax.conv(x, weight, [1, 1], "VALID").add(bias.reshape([layer.outputs, 1, 1])),
      );
    case "maxPool":
      return maxPool(x, layer.size);
    case "flatten":
      return x.reshape([x.shape[0], -1]);
  }
}

/** Reshaped rather than by `reduceWindow`: the squares do not overlap. */
function maxPool(x: np.Array, size: number): np.Array {
  const [batch, channels, rows, columns] = x.shape;
  return np.max(x.reshape([batch, channels, rows / size, size, columns / size, size]), [3, 5]);
}
