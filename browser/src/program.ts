import { decodeSafetensors, getBackend, seed, setBackend, type Tensor, tensor } from "@gradiente/core";
import { moons } from "@gradiente/datasets";
import { bceWithLogitsLoss, crossEntropyLoss, Dense, ReLU, Sequential, Sigmoid } from "@gradiente/nn";
import { Adam } from "@gradiente/optim";
import { accuracy, fit } from "@gradiente/train";
import { hasRelaxedSimd } from "./relaxed-simd.ts";

/** The loss of each step, before it. */
export interface Losses {
  readonly xor: readonly number[];
  readonly digits: readonly number[];
  /** Of each epoch, by `fit`. */
  readonly moons: readonly number[];
}

export interface Outcome {
  /** The backend that nobody chose. */
  readonly backend: string;
  readonly relaxedSimd: boolean;
  /** Whether strings can be run as code. */
  readonly canEval: boolean;
  readonly losses: Losses;
  readonly referenceLosses: Losses;
}

export const BATCHES = 10;
export const BATCH = 128;

/** What runs in Chromium and in Node, from the same file. `digits` is safetensors: x `[1280, 784]`, y `[1280]`. */
export async function run(digits: Uint8Array): Promise<Outcome> {
  const backend = getBackend();
  const losses = await train(digits);
  setBackend("reference");
  return {
    backend,
    relaxedSimd: hasRelaxedSimd(),
    canEval: canEval(),
    losses,
    referenceLosses: await train(digits),
  };
}

async function train(digits: Uint8Array): Promise<Losses> {
  return { xor: trainXor(), digits: trainDigits(digits), moons: await fitMoons() };
}

const XOR_STEPS = 300;

/** Times that the truth table is repeated: four rows are so few that the wasm backend leaves them to plain loops. */
const XOR_COPIES = 64;

function trainXor(): number[] {
  seed(0);
  const table = Array.from({ length: XOR_COPIES }, () => [
    [0, 0, 0],
    [0, 1, 1],
    [1, 0, 1],
    [1, 1, 0],
  ]).flat();
  const x = tensor(table.map(([a, b]) => [a, b]));
  const y = tensor(table.map(([, , either]) => [either]));
  const model = new Sequential(new Dense(2, 5), new Sigmoid(), new Dense(5, 1));
  const optimizer = new Adam(model.parameters(), { learningRate: 0.1 });
  return Array.from({ length: XOR_STEPS }, () => {
    const loss = bceWithLogitsLoss(model.forward(x), y);
    optimizer.step(loss.backward());
    return loss.item();
  });
}

function trainDigits(digits: Uint8Array): number[] {
  seed(0);
  const { tensors } = decodeSafetensors(digits);
  const x = tensors.get("x") as Tensor;
  const y = tensors.get("y") as Tensor;
  const model = new Sequential(new Dense(784, 64), new ReLU(), new Dense(64, 10));
  const optimizer = new Adam(model.parameters(), { learningRate: 1e-3 });
  return Array.from({ length: BATCHES }, (_, batch) => {
    const rows = [batch * BATCH, (batch + 1) * BATCH] as const;
    const loss = crossEntropyLoss(model.forward(x.slice([rows])), y.slice([rows]));
    optimizer.step(loss.backward());
    return loss.item();
  });
}

export const EPOCHS = 10;

async function fitMoons(): Promise<number[]> {
  seed(0);
  const model = new Sequential(new Dense(2, 32), new ReLU(), new Dense(32, 2));
  const history = await fit(model, {
    data: moons({ samples: 256, noise: 0.1, seed: 0 }),
    validationSplit: 0.25,
    loss: crossEntropyLoss,
    optimizer: new Adam(model.parameters(), { learningRate: 0.02 }),
    metrics: { accuracy: accuracy() },
    epochs: EPOCHS,
  });
  return history.series("loss");
}

function canEval(): boolean {
  try {
    return new Function("return true")();
  } catch {
    return false;
  }
}
