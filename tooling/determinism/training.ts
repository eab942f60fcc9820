import { createHash } from "node:crypto";
import { Generator, seed, setThreads, type Tensor } from "@gradiente/core";
import { TensorDataset } from "@gradiente/datasets";
import {
  BatchNorm2d,
  Conv2d,
  crossEntropyLoss,
  Dense,
  Dropout,
  Flatten,
  MaxPool2d,
  ReLU,
  Sequential,
  Softmax,
  Tanh,
} from "@gradiente/nn";
import { Adam, schedules } from "@gradiente/optim";
import { fit as fitModel } from "@gradiente/train";
import { type Machine, useMachine } from "../runs/setups.ts";

const [SAMPLES, BATCH, EPOCHS] = [320, 32, 20];

/** The number of updates. */
export const STEPS = (SAMPLES / BATCH) * EPOCHS;

/** Hashes of what a training of 200 steps gives: of all losses, of all weights, and of what large kernels make of them. */
export interface Hashes {
  readonly losses: string;
  readonly weights: string;
  readonly large: string;
}

/** Trains a small net with convolutions, and then computes what is large enough for several threads. */
export async function trainOn(machine: Machine): Promise<Hashes> {
  await useMachine(machine);
  try {
    seed(1);
    const numbers = new Generator(2);
    const x = numbers.normal([SAMPLES, 1, 8, 8]);
    const y = numbers.uniform([SAMPLES], { high: 3 }).floor().cast("int32");
    const model = new Sequential(
      new Conv2d(1, 4, 3),
      new BatchNorm2d(4),
      new ReLU(),
      new MaxPool2d(2),
      new Flatten(),
      new Dense(36, 24),
      new Tanh(),
      new Dropout(0.2),
      new Dense(24, 3),
    );
    const learningRate = schedules.cosine({ from: 0.01, steps: STEPS });
    const losses: number[] = [];
    await fitModel(model, {
      data: new TensorDataset(x, y),
      loss: crossEntropyLoss,
      optimizer: new Adam(model.parameters(), { learningRate }),
      epochs: EPOCHS,
      batchSize: BATCH,
      callbacks: [{ onBatchEnd: (_run, { loss }) => void losses.push(loss) }],
    });
    if (losses.length !== STEPS) throw new Error(`${losses.length} steps instead of ${STEPS}`);
    const square = numbers.normal([384, 384]);
    const large = [
      square.matmul(square.transpose()),
      new Softmax(1).forward(square),
      square.sin(),
      square.exp(),
    ];
    return {
      losses: hashOf([Float64Array.from(losses)]),
      weights: hashOf([...model.stateDict().values()].map((value) => value.toTypedArray())),
      large: hashOf(large.map((value: Tensor) => value.toTypedArray())),
    };
  } finally {
    await setThreads(1);
  }
}

function hashOf(arrays: readonly ArrayBufferView[]): string {
  const hash = createHash("sha256");
  for (const { buffer, byteOffset, byteLength } of arrays) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest("hex").slice(0, 16);
}
