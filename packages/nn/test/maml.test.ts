import { Generator, grad, noGrad, seed, type Tensor } from "@gradiente/core";
import { Dense, functionalCall, mseLoss, Sequential, Tanh } from "@gradiente/nn";
import { Adam } from "@gradiente/optim";
import { beforeEach, expect, it } from "vitest";

/* MAML (Finn et al., "Model-agnostic meta-learning", 2017) on sine waves: weights from which one step fits a new wave. */

const float64 = { dtype: "float64" } as const;
const newModel = () => new Sequential(new Dense(1, 16, float64), new Tanh(), new Dense(16, 1, float64));
let model: ReturnType<typeof newModel>;
let generator: Generator;
beforeEach(() => {
  seed(0);
  model = newModel();
  generator = new Generator(8);
});
type Weights = ReadonlyMap<string, Tensor>;
type Points = readonly [x: Tensor, y: Tensor];
interface Task {
  readonly near: Points;
  readonly far: Points;
}

function newTask(): Task {
  const amplitude = generator.uniform([], { low: 0.5, high: 2 });
  const phase = generator.uniform([], { high: 3 });
  const points = (): Points => {
    const x = generator.uniform([10, 1], { low: -2, high: 2, ...float64 });
    return [x, x.add(phase).sin().mul(amplitude)];
  };
  return { near: points(), far: points() };
}

const weightsNow = (): Weights => new Map([...model.parameters()].map(([path, w]) => [path, w.value]));
const lossOf = (weights: Weights, [x, y]: Points) => mseLoss(functionalCall(model, weights, x), y);

/** The weights after a step on the points of a task, as a function of the weights before. */
function adapted(weights: Weights, { near }: Task): Weights {
  const slopes = grad((at: Weights) => lossOf(at, near))(weights);
  return new Map([...weights].map(([path, w]) => [path, w.sub((slopes.get(path) as Tensor).mul(0.1))]));
}

function metaLoss(weights: Weights, tasks: readonly Task[]): Tensor {
  const losses = tasks.map((task) => lossOf(adapted(weights, task), task.far));
  return losses.reduce((a, b) => a.add(b)).div(tasks.length);
}

it("has a gradient through the inner gradient that differences confirm", () => {
  const tasks = [newTask(), newTask()];
  const weights = weightsNow();
  const gradient = noGrad(() => grad((at: Weights) => metaLoss(at, tasks))(weights));
  const direction = [...weights].map(([path, w]) => [path, generator.normal(w.shape, float64)] as const);
  const dot = (of: Weights) =>
    direction.reduce((sum, [path, v]) => sum + v.mul(of.get(path) as Tensor).sum().item(), 0); // biome-ignore format: a line
  const slope = dot(gradient);
  const at = (t: number) =>
    metaLoss(new Map(direction.map(([path, v]) => [path, v.mul(t).add(weights.get(path) as Tensor)])), tasks).item(); // biome-ignore format: a line
  const central = (h: number) => (at(h) - at(-h)) / (2 * h);
  const difference = (4 * central(5e-4) - central(1e-3)) / 3;
  expect(Math.abs(difference - slope)).toBeLessThan(1e-8 * Math.max(1, Math.abs(slope)));
  // First-order MAML takes the adapted weights for constants: another gradient.
  const [task] = tasks;
  const firstOrder = dot(grad((at: Weights) => lossOf(at, task.far))(adapted(weights, task)));
  const secondOrder = dot(grad((at: Weights) => metaLoss(at, [task]))(weights));
  expect(Math.abs(firstOrder - secondOrder)).toBeGreaterThan(1e-2);
});

it("learns weights from which a step fits better", () => {
  const tasks = Array.from({ length: 8 }, newTask);
  const tested = () => metaLoss(weightsNow(), tasks).item();
  const before = tested();
  const optimizer = new Adam(model.parameters(), { learningRate: 0.04 });
  for (let step = 0; step < 25; step++) {
    optimizer.step(metaLoss(weightsNow(), [newTask(), newTask()]).backward());
  }
  expect(tested()).toBeLessThan(before / 2);
});
