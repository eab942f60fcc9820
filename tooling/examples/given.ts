/*
 * What examples use without making it: a small model and what belongs to it. An example that shows how one of these is
 * made, makes it.
 */
import { sigmoid, type Tensor, type TensorLike } from "@gradiente/core";
import {
  categoricalColumn,
  loadIris,
  numericColumn,
  syntheticDigits,
  Table,
  TensorDataset,
} from "@gradiente/datasets";
import { crossEntropyLoss, Dense, Module, Sequential, Tanh } from "@gradiente/nn";
import { Adam } from "@gradiente/optim";
import { learningCurves } from "@gradiente/plot";
import { confusionMatrix, fit, measure, predict } from "@gradiente/train";

export { default as fc } from "fast-check";

const iris = await loadIris();
const part = (offset: number) => {
  const rows = Array.from({ length: iris.size / 2 }, (_, i) => 2 * i + offset);
  const { x, y } = iris.batch(rows);
  return new TensorDataset(x, y);
};

/** Flowers, half of them to train on. */
export const train = part(0);
export const test = part(1);

/** Some flowers and their species. */
export const { x, y } = train.batch(Array.from({ length: 16 }, (_, i) => 4 * i));

export const model = new Sequential(new Dense(4, 10), new Tanh(), new Dense(10, 3));
export const optimizer = new Adam(model.parameters());

/** For `fit`. */
export const options = { data: train, loss: crossEntropyLoss, optimizer, epochs: 2 };

/** What trainings gave. */
export const history = await training();
export const [seed0, seed1, seed2] = [await training(), await training(), await training()];

function training() {
  // biome-ignore lint/suspicious/noFocusedTests: this fit trains.
  return fit(model, options);
}

export const outputs = predict(model, test);
export const targets = test.y;
/** How often each species is taken for each, and the names of the species. */
export const counts = measure(confusionMatrix(), outputs, targets);
export const classNames = ["setosa", "versicolor", "virginica"];
export const curves = learningCurves(history);

/** A layer with a factor of its own. */
export class Net extends Module {
  readonly hidden = new Dense(3, 4);
  readonly out = new Dense(4, 2);

  override forward(input: Tensor): Tensor {
    return this.out.forward(this.hidden.forward(input).tanh());
  }
}

/** Ops of one's own. */
export const swish = (input: TensorLike): Tensor => sigmoid(input).mul(input);
export const cubeRoot = (input: Tensor): Tensor => input.sign().mul(input.abs().pow(1 / 3));

/** Drawn digits, 28 x 28. */
export const digits = syntheticDigits({ samples: 64, seed: 0 });

/** Passengers of a ship. */
export const table = new Table({
  Age: numericColumn([22, 38, Number.NaN, 35, 54, 2, 27, 14]),
  Fare: numericColumn([7.25, 71.28, 7.92, 53.1, 51.86, 21.07, 11.13, 30.07]),
  Sex: categoricalColumn(["male", "female", "female", "female", "male", "male", "female", "female"]),
  Pclass: categoricalColumn(["3", "1", "3", "1", "1", "3", "3", "2"]),
});
