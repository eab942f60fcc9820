import { grad, linspace, meshgrid, seed as restart, stack, type Tensor, uniform } from "@gradiente/core";
import { Dense, Sequential, Tanh } from "@gradiente/nn";
import { LBFGS } from "@gradiente/optim";

/* A physics-informed net (Raissi, Perdikaris and Karniadakis, 2019) for the heat equation u_t = a u_xx on 0 <= x <= 1. */

export interface PinnOptions {
  /** The number of steps of L-BFGS, of 20 iterations each. Default: 30. */
  readonly steps?: number;
  /** The number of points where the equation must hold. Default: 256. */
  readonly points?: number;
  /** The width of the two hidden layers. Default: 20. */
  readonly hidden?: number;
  /** Default: 0. */
  readonly seed?: number;
}

/** a, the conductivity. */
const CONDUCTIVITY = 0.1;
const float64 = { dtype: "float64" } as const;

const column = (points: Tensor, i: number) => points.slice([null, [i, i + 1]]);

/** u(x, t) for u(x, 0) = sin(πx) and u = 0 at both ends, at points `[n, 2]` of x and t. */
export function closedForm(points: Tensor): Tensor {
  const decay = column(points, 1).mul(-CONDUCTIVITY * Math.PI ** 2);
  return column(points, 0).mul(Math.PI).sin().mul(decay.exp());
}

export function pinn({ steps = 30, points = 256, hidden = 20, seed = 0 }: PinnOptions = {}) {
  restart(seed);
  const net = new Sequential(
    ...[new Dense(2, hidden, float64), new Tanh()],
    ...[new Dense(hidden, hidden, float64), new Tanh()],
    new Dense(hidden, 1, float64),
  );
  /** Is right at t = 0 and at both ends, whatever the net says. */
  const u = (at: Tensor) => {
    const [x, t] = [column(at, 0), column(at, 1)];
    const free = net.forward(at).mul(t).mul(x).mul(x.neg().add(1));
    return x.mul(Math.PI).sin().add(free);
  };
  /** Points do not influence each other, so the gradient of a sum has the derivatives at all of them: `[n, 2]`. */
  const slopes = grad((at: Tensor) => u(at).sum());
  const bends = grad((at: Tensor) => column(slopes(at), 0).sum());
  const residual = (at: Tensor) =>
    column(slopes(at), 1)
      .sub(column(bends(at), 0).mul(CONDUCTIVITY))
      .square()
      .mean();

  const inside = uniform([points, 2], float64);
  const optimizer = new LBFGS(net.parameters(), { lineSearch: "strongWolfe" });
  const curve: number[] = [];
  for (let step = 0; step < steps; step++) curve.push(optimizer.step(() => residual(inside)).item());

  curve.push(residual(inside).item());

  const axis = linspace(0, 1, 41, float64);
  const [x, t] = meshgrid([axis, axis]);
  const grid = stack([x.reshape([-1]), t.reshape([-1])], 1);
  const found = u(grid).detach();
  const error = found.sub(closedForm(grid)).abs().max().item();
  /** The mean square of the residual before each step and at the end, the largest error on a grid of 41 x 41 points, and u there, by x and t. */
  return { curve, error, solution: found.reshape([41, 41]) };
}
