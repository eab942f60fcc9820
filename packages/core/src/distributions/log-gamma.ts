import { alongside, tensor } from "../create.ts";
import type { Stream } from "../ops/random/draws.ts";
import { logGamma } from "../ops/random/gamma.ts";
import { range } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { defineOp } from "../transforms/define-op.ts";

/*
 * Logarithms of gamma samples with a gradient by the concentration a: how a sample moves if a changes and its place among all
 * samples, F(x; a), stays (Figurnov et al., "Implicit reparameterization gradients", 2018). With the density f it is
 * dx/da = -(∂F/∂a) / f. All is float64.
 */

/** Samples of the rate 1, `[...]` as the concentration. */
export const logGammaSamples = /* @__PURE__ */ defineOp({
  name: "gamma",
  forward: (a: Tensor, stream: Stream) => logGamma("gamma", stream, a, a.shape),
  gradient: (y, a) => (dy) => dy.mul(logGammaSlope(y, a)),
});

/** Up to this sample the series is summed, which has positive terms that grow no larger than e². */
const SERIES_UP_TO = 2;
const TERMS = 28;

/** d log x / da, where y = log x. */
export function logGammaSlope(y: Tensor, a: Tensor): Tensor {
  const isSmall = y.le(Math.log(SERIES_UP_TO));
  // Each way gets numbers that it can cope with, also where the other one counts.
  const bySeries = seriesSlope(isSmall.where(y, 0), isSmall.where(a, 1));
  const byIntegral = integralSlope(isSmall.where(2, y), isSmall.where(6, a));
  return isSmall.where(bySeries, byIntegral);
}

/**
 * By F(x; a) = x^a e^-x / Γ(a) · Σ x^n / (a (a + 1) … (a + n)) (Abramowitz and Stegun, 6.5.29), term by term: the derivative
 * of the n-th term's logarithm is log x - ψ(a + n + 1).
 */
function seriesSlope(y: Tensor, a: Tensor): Tensor {
  const x = y.exp();
  let term = a.reciprocal();
  let psi = a.digamma().add(term);
  let sum = term.mul(y.sub(psi));
  for (let n = 1; n < TERMS; n++) {
    const next = a.add(n).reciprocal();
    term = term.mul(x).mul(next);
    psi = psi.add(next);
    sum = sum.add(term.mul(y.sub(psi)));
  }
  return sum.neg();
}

/** Where the integrand is evaluated: u from -3.55 to 3.75. With these the error stays below 1e-12. */
const NODES = 96;
const FROM = -3.55;
const STEP = (3.75 - FROM) / (NODES - 1);

/**
 * By ∂F/∂a = ∫ (log t - ψ(a)) f(t) dt from 0 to x; or minus that from x to ∞, whichever has no change of sign. With t = x e^s,
 * f(t) / f(x) is exp(a s - x (e^s - 1)). The trapezoid rule in u, where |s| = L exp(u - e^-u), converges exponentially
 * (Takahasi and Mori, "Double exponential formulas for numerical integration", 1974); L is the width of the integrand.
 */
function integralSlope(y: Tensor, a: Tensor): Tensor {
  const x = y.exp();
  const excess = y.sub(a.digamma());
  const side = excess.gt(0).where(1, excess.mul(0).sub(1));
  // Only a scale: the integral does not depend on it.
  const width = a.sub(x).abs().add(x.sqrt()).reciprocal().detach().mul(side).unsqueeze(-1);
  const us = range(0, NODES).map((i) => FROM + i * STEP);
  const constant = (values: readonly number[]) => alongside(y, () => tensor(values, { dtype: "float64" }));
  const s = width.mul(constant(us.map((u) => Math.exp(u - Math.exp(-u)))));
  const [outerA, outerX] = [a.unsqueeze(-1), x.unsqueeze(-1)];
  const density = s.mul(outerA).sub(s.expm1().mul(outerX)).exp();
  const weights = constant(us.map((u) => (1 + Math.exp(-u)) * STEP));
  return excess.unsqueeze(-1).add(s).mul(density).mul(s).mul(weights).sum(-1);
}
