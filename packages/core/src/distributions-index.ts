/*
 * `@gradiente/core/distributions`: probability distributions, their densities, entropies and divergences, and samples with
 * gradients.
 */

export { Bernoulli, type DiscreteOptions } from "./distributions/bernoulli.ts";
export { Beta } from "./distributions/beta.ts";
export { Categorical } from "./distributions/categorical.ts";
export { Dirichlet } from "./distributions/dirichlet.ts";
export { ProbabilityDistribution, ReparameterizedDistribution } from "./distributions/distribution.ts";
export { Gamma } from "./distributions/gamma.ts";
export { klDivergence } from "./distributions/kl-divergence.ts";
export { Normal } from "./distributions/normal.ts";
