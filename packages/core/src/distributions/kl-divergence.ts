import { checkArgument, instanceOf } from "../arguments/check.ts";
import type { Tensor } from "../tensor.ts";
import { Bernoulli } from "./bernoulli.ts";
import { Beta } from "./beta.ts";
import { Categorical } from "./categorical.ts";
import { Dirichlet } from "./dirichlet.ts";
import { expected, inFloat64, logBeta, ProbabilityDistribution } from "./distribution.ts";
import { Gamma } from "./gamma.ts";
import { Normal } from "./normal.ts";

const aDistribution = /* @__PURE__ */ instanceOf(
  "a distribution, such as new Normal(0, 1)",
  ProbabilityDistribution,
);

/**
 * The Kullback-Leibler divergence E log p(x) - log q(x) of samples x of p, in nats, for two distributions of one kind, whose
 * batch shapes broadcast. It is Infinity where p has what q excludes. Gradients flow to the parameters of both. As PyTorch's
 * `kl_divergence`.
 *
 * @throws TypeError unless both are of one kind.
 * @example
 * ```ts
 * import { klDivergence, Normal } from "@gradiente/core/distributions";
 *
 * klDivergence(new Normal(1, 1), new Normal(0, 1)); // 0.5
 * ```
 */
export function klDivergence<D extends ProbabilityDistribution>(p: D, q: D): Tensor {
  checkArgument("klDivergence", "p", p, aDistribution);
  checkArgument("klDivergence", "q", q, aDistribution);
  const found =
    of(Normal, p, q, ofNormals) ??
    of(Bernoulli, p, q, ofBernoullis) ??
    of(Categorical, p, q, ofCategoricals) ??
    of(Gamma, p, q, ofGammas) ??
    of(Beta, p, q, ofBetas) ??
    of(Dirichlet, p, q, ofDirichlets);
  if (found !== undefined) return found;
  throw new TypeError(
    `klDivergence: p is a ${p.constructor.name} and q a ${q.constructor.name}; both must be of one kind that it knows. Estimate it as the mean of p.logProb(x).sub(q.logProb(x)) of samples x of p`,
  );
}

/** What a formula says of two distributions of a kind; undefined of others. */
function of<D extends ProbabilityDistribution>(
  kind: new (...args: never[]) => D,
  p: ProbabilityDistribution,
  q: ProbabilityDistribution,
  formula: (p: D, q: D) => Tensor,
): Tensor | undefined {
  return p instanceof kind && q instanceof kind ? formula(p, q) : undefined;
}

function ofNormals(p: Normal, q: Normal): Tensor {
  return inFloat64(betweenNormals, p.mean, p.standardDeviation, q.mean, q.standardDeviation);
}

function betweenNormals(mean: Tensor, deviation: Tensor, otherMean: Tensor, otherDeviation: Tensor): Tensor {
  const ratio = deviation.div(otherDeviation);
  const distance = mean.sub(otherMean).div(otherDeviation);
  // The parts apart, since both may be small beside 1.
  const ofMeans = distance.square().mul(0.5);
  return ratio.square().sub(1).mul(0.5).sub(ratio.log()).add(ofMeans);
}

function ofBernoullis(p: Bernoulli, q: Bernoulli): Tensor {
  const [one, zero] = p.logProbabilities;
  const [otherOne, otherZero] = q.logProbabilities;
  return expected(p.probabilities, one.sub(otherOne)).add(expected(zero.exp(), zero.sub(otherZero)));
}

function ofCategoricals(p: Categorical, q: Categorical): Tensor {
  return expected(p.probabilities, p.logProbabilities.sub(q.logProbabilities)).sum(-1);
}

function ofGammas(p: Gamma, q: Gamma): Tensor {
  return inFloat64(betweenGammas, p.concentration, p.rate, q.concentration, q.rate);
}

function betweenGammas(a: Tensor, rate: Tensor, otherA: Tensor, otherRate: Tensor): Tensor {
  return otherA
    .mul(rate.div(otherRate).log())
    .add(otherA.lgamma().sub(a.lgamma()))
    .add(a.sub(otherA).mul(a.digamma()))
    .add(otherRate.sub(rate).mul(a.div(rate)));
}

function ofBetas(p: Beta, q: Beta): Tensor {
  return inFloat64(betweenBetas, p.alpha, p.beta, q.alpha, q.beta);
}

function betweenBetas(alpha: Tensor, beta: Tensor, otherAlpha: Tensor, otherBeta: Tensor): Tensor {
  const [a, b] = [alpha.sub(otherAlpha), beta.sub(otherBeta)];
  return logBeta(otherAlpha, otherBeta)
    .sub(logBeta(alpha, beta))
    .add(a.mul(alpha.digamma()))
    .add(b.mul(beta.digamma()))
    .sub(a.add(b).mul(alpha.add(beta).digamma()));
}

function ofDirichlets(p: Dirichlet, q: Dirichlet): Tensor {
  return inFloat64(betweenDirichlets, p.concentration, q.concentration);
}

function betweenDirichlets(a: Tensor, other: Tensor): Tensor {
  const total = a.sum(-1, { keepDims: true });
  const logNormalizers = total.lgamma().squeeze(-1).sub(other.sum(-1).lgamma());
  const slopes = a.sub(other).mul(a.digamma().sub(total.digamma()));
  return logNormalizers.sub(a.lgamma().sub(other.lgamma()).sub(slopes).sum(-1));
}
