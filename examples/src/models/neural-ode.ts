import { linspace, noGrad, randint, seed as restart, stack, type Tensor, tensor } from "@gradiente/core";
import { Dense, mseLoss, Sequential, Tanh } from "@gradiente/nn";
import { Adam, schedules } from "@gradiente/optim";

/* A neural ordinary differential equation (Chen et al., 2018), fitted to a spiral. */

export interface NeuralOdeOptions {
  /** The number of updates. Default: 1000. */
  readonly steps?: number;
  /** The number of pieces of the spiral in a batch. Default: 32. */
  readonly batchSize?: number;
  /** The number of intervals in a piece. Default: 10. */
  readonly length?: number;
  /** The width of the hidden layer. Default: 32. */
  readonly hidden?: number;
  /** Default: 0.01, which falls to 0. */
  readonly learningRate?: number;
  /** Default: 0. */
  readonly seed?: number;
}

const float64 = { dtype: "float64" } as const;

/** Solves du/dt = f(u) by Runge-Kutta of order 4: the values after 0, 1, ... `intervals` times `dt`, along a first axis. */
export function solve(f: (u: Tensor) => Tensor, start: Tensor, dt: number, intervals: number): Tensor {
  const path = [start];
  for (let u = start; path.length <= intervals; path.push(u)) {
    const k1 = f(u);
    const k2 = f(u.add(k1.mul(dt / 2)));
    const k3 = f(u.add(k2.mul(dt / 2)));
    const k4 = f(u.add(k3.mul(dt)));
    u = u.add(
      k1
        .add(k2.add(k3).mul(2))
        .add(k4)
        .mul(dt / 6),
    );
  }
  return stack(path);
}

export function neuralOde(options: NeuralOdeOptions = {}) {
  const { steps = 1000, batchSize = 32, length = 10, hidden = 32, learningRate = 0.01, seed = 0 } = options;
  restart(seed);
  // The truth is a spiral: du/dt = u³ A.
  const matrix = tensor(
    [
      [-0.1, 2],
      [-2, -0.1],
    ],
    float64,
  );
  const begin = tensor([[2, 0]], float64);
  const [dt, intervals] = [0.025, 400];
  const truth = solve((u) => u.pow(3).matmul(matrix), begin, dt, intervals).reshape([-1, 2]);

  const net = new Sequential(new Dense(2, hidden, float64), new Tanh(), new Dense(hidden, 2, float64));
  const f = (u: Tensor) => net.forward(u.pow(3));
  const predicted = () => noGrad(() => solve(f, begin, dt, intervals).reshape([-1, 2]));
  const error = () => predicted().sub(truth).abs().mean().item();

  const before = error();
  const rate = schedules.cosine({ from: learningRate, steps });
  const optimizer = new Adam(net.parameters(), { learningRate: rate });
  const pieces = linspace(0, length, length + 1, { dtype: "int32" }).reshape([-1, 1]);
  const curve: number[] = [];
  for (let step = 0; step < steps; step++) {
    const first = randint([batchSize], { high: intervals - length });
    const seen = truth.indexSelect(pieces.add(first).reshape([-1])).reshape([length + 1, batchSize, 2]);
    const loss = mseLoss(solve(f, truth.indexSelect(first), dt, length), seen);
    curve.push(loss.item());
    optimizer.step(loss.backward());
  }
  /** The mean distance of the coordinates from the whole spiral, where only its begin is given. */
  return { before, after: error(), curve, truth, predicted: predicted() };
}
