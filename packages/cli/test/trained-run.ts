import { join } from "node:path";
import { rand, seed, type Tensor } from "@gradiente/core";
import { TensorDataset } from "@gradiente/datasets";
import { saveTensors } from "@gradiente/formats/files";
import { crossEntropyLoss } from "@gradiente/nn";
import { Adam } from "@gradiente/optim";
import { accuracy, fit } from "@gradiente/train";
import { EnvironmentLog, ModelCheckpoint, TensorBoard } from "@gradiente/train/node";
import pictures from "./fixtures/pictures.ts";

/** The classes are told by which half of an image is lighter. */
function images(samples: number): { x: Tensor; y: Tensor } {
  const x = rand([samples, 1, 4, 4]);
  const [left, right] = [[0, 2], [2, 4]].map((columns) => x.slice([null, null, null, columns as [number, number]]).sum([1, 2, 3])); // biome-ignore format: halves
  return { x, y: left.gt(right).cast("int32") };
}

/** Trains a small model on images for a few epochs in `run`, and writes data to test it on as `test.npz`. */
export async function trainRun(folder: string, epochs: number): Promise<{ x: Tensor; y: Tensor }> {
  seed(5);
  const model = pictures();
  const directory = join(folder, "run");
  const { x, y } = images(64);
  const board = new TensorBoard(join(directory, "board"));
  await fit(model, {
    data: new TensorDataset(x, y),
    validationSplit: 0.25,
    loss: crossEntropyLoss,
    optimizer: new Adam(model.parameters(), { learningRate: 0.02 }),
    metrics: { accuracy: accuracy() },
    epochs,
    seed: 7,
    callbacks: [
      new ModelCheckpoint({ directory }),
      new EnvironmentLog(join(directory, "environment.json")),
      board,
      { onEpochEnd: ({ epoch }) => board.image("first <image>", x.slice([epoch]).expand([3, 4, 4]), epoch) },
    ],
    resume: directory,
  });
  const test = images(40);
  await saveTensors(join(folder, "test.npz"), [["x", test.x], ["y", test.y]]); // biome-ignore format: pairs
  return test;
}
