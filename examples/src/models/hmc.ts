import { Generator, noGrad, stack, type Tensor, valueAndGrad, zeros } from "@gradiente/core";

/* Hamiltonian Monte Carlo (Neal, "MCMC using Hamiltonian dynamics", 2011), for many chains at once. */

export interface HmcOptions {
  /** The number of variables. */
  readonly variables: number;
  /** The number of samples that each chain keeps. Default: 500. */
  readonly samples?: number;
  /** The number of samples of each chain before these. Default: 50. */
  readonly warmUp?: number;
  /** The number of chains. Default: 32. */
  readonly chains?: number;
  /** The length of a leap, which varies by a fifth. Default: 0.2. */
  readonly stepSize?: number;
  /** The number of leaps between two samples. Default: 10. */
  readonly leaps?: number;
  /** Default: 0. */
  readonly seed?: number;
}

/**
 * Samples from a density.
 *
 * @param logDensity of places `[chains, variables]`: `[chains]`, but for a constant.
 */
export function hmc(logDensity: (x: Tensor) => Tensor, options: HmcOptions) {
  const {
    variables,
    samples = 500,
    warmUp = 50,
    chains = 32,
    stepSize = 0.2,
    leaps = 10,
    seed = 0,
  } = options;
  const generator = new Generator(seed);
  const float64 = { dtype: "float64" } as const;
  // Chains do not influence each other: the gradient of the sum has the gradient of each.
  const slope = valueAndGrad((x: Tensor) => logDensity(x).sum());
  const energy = (x: Tensor, p: Tensor) => p.square().sum(1).mul(0.5).sub(logDensity(x));

  return noGrad(() => {
    let x = zeros([chains, variables], float64);
    let accepted = 0;
    const kept: Tensor[] = [];
    for (let i = -warmUp; i < samples; i++) {
      const momentum = generator.normal(x.shape, float64);
      // Leaps of one length could lead back to where they began, again and again (Neal, section 3.2).
      const size = stepSize * generator.uniform([], { low: 0.8, high: 1.2 }).item();
      let [there, p] = [x, momentum];
      for (let leap = 0; leap < leaps; leap++) {
        p = p.add(slope(there).gradient.mul(size / 2));
        there = there.add(p.mul(size));
        p = p.add(slope(there).gradient.mul(size / 2));
      }
      // Metropolis's rule: a place of higher energy is taken with probability exp(-its excess).
      const excess = energy(there, p).sub(energy(x, momentum));
      const taken = generator.uniform([chains], float64).log().lt(excess.neg());
      x = taken.unsqueeze(1).where(there, x);
      if (i >= 0) {
        kept.push(x);
        accepted += taken.cast("float64").mean().item();
      }
    }
    const drawn = stack(kept).reshape([-1, variables]);
    const mean = drawn.mean(0);
    const centred = drawn.sub(mean);
    const covariance = centred.transpose().matmul(centred).div(drawn.shape[0]);
    /** All samples `[samples * chains, variables]`, their moments, and the fraction of proposals that were taken. */
    return { drawn, mean, covariance, accepted: accepted / samples };
  });
}
