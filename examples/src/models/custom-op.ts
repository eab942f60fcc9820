import { defineOp, Generator, linspace, type Tensor, tensor, Variable } from "@gradiente/core";
import { mseLoss } from "@gradiente/nn";
import { LBFGS } from "@gradiente/optim";

/* An op of one's own: Lambert's W, which no tensor op computes, with derivatives of all orders. A diode is fitted with it. */

/** The w >= -1 for which w eʷ = x, by Halley's method. NaN below -1/e, where there is none. */
function solveFor(x: number): number {
  if (x === Number.POSITIVE_INFINITY) return x;
  const above = Math.E * x + 1;
  if (above <= 0) return above === 0 ? -1 : Number.NaN;
  let w = x < 1 ? Math.sqrt(2 * above) - 1 : Math.log1p(x) * 0.7;
  for (let i = 0; i < 50; i++) {
    const excess = w - x * Math.exp(-w);
    const step = excess / (w + 1 - ((w + 2) * excess) / (2 * w + 2));
    if (Math.abs(step) <= 1e-16 * Math.abs(w)) break;
    w -= step;
  }
  return w;
}

/** Lambert's W of each element, the inverse of w eʷ (Corless et al., "On the Lambert W function", 1996). */
export const lambertW = defineOp({
  name: "lambertW",
  forward: (x: Tensor) => tensor(Array.from(x.toTypedArray(), solveFor), { shape: x.shape, dtype: x.dtype }),
  // From w eʷ = x: dw/dx = e⁻ʷ / (1 + w). It has only ops on the result, so it can be differentiated again.
  gradient: (w) => (dy) => dy.mul(w.neg().exp()).div(w.add(1)),
});

export interface DiodeOptions {
  /** The number of steps of L-BFGS, of 20 iterations each. Default: 5. */
  readonly steps?: number;
  /** The number of measurements. Default: 60. */
  readonly measurements?: number;
  /** The standard deviation of their relative errors. Default: 0.01. */
  readonly noise?: number;
  /** Default: 0. */
  readonly seed?: number;
}

/** The thermal voltage, in volts. */
const THERMAL = 0.02585;
/** The resistance in ohms, and the logarithm of the saturation current in amperes. */
const TRUTH = { resistance: 12, logCurrent: Math.log(1e-9) };

/** The current through a diode and a resistor in series: v = i R + V ln(i / I₀ + 1), solved for i. */
function current(volts: Tensor, resistance: Tensor, logCurrent: Tensor): Tensor {
  const leak = logCurrent.exp();
  const drop = leak.mul(resistance).div(THERMAL);
  const w = lambertW(drop.mul(volts.div(THERMAL).add(drop).exp()));
  return w.mul(THERMAL).div(resistance).sub(leak);
}

/** Finds the resistance and the saturation current from measured currents. */
export function customOp({ steps = 5, measurements = 60, noise = 0.01, seed = 0 }: DiodeOptions = {}) {
  const float64 = { dtype: "float64" } as const;
  const volts = linspace(0.3, 1, measurements, float64);
  const exact = current(volts, tensor(TRUTH.resistance, float64), tensor(TRUTH.logCurrent, float64));
  const errors = new Generator(seed).normal([measurements], { standardDeviation: noise, ...float64 });
  const measured = exact.mul(errors.exp());

  const resistance = new Variable(tensor(5, float64));
  const logCurrent = new Variable(tensor(Math.log(1e-8), float64));
  const parameters = new Map(Object.entries({ resistance, logCurrent }));
  const loss = () => mseLoss(current(volts, resistance.value, logCurrent.value).log(), measured.log());
  const optimizer = new LBFGS(parameters, { lineSearch: "strongWolfe", changeTolerance: 1e-15 });
  for (let step = 0; step < steps; step++) optimizer.step(loss);
  return { resistance: resistance.item(), logCurrent: logCurrent.item(), loss: loss().item(), truth: TRUTH };
}
