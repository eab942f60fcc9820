import { checkArgument, instanceOf } from "../arguments/check.ts";
import type { Tensor } from "../tensor.ts";
import { Bernoulli } from "./bernoulli.ts";
import { Beta } from "./beta.ts";
import { Categorical } from "./categorical.ts";
import { Dirichlet } from "./dirichlet.ts";
import { expected, logBeta, ProbabilityDistribution } from "./distribution.ts";
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
  const ratio = p.standardDeviation.div(q.standardDeviation);
  const distance = p.mean.sub(q.mean).div(q.standardDeviation);
  return ratio.square().add(distance.square()).sub(1).mul(0.5).sub(ratio.log());
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
  const { concentration: a, rate: b } = p;
  return q.concentration
    .mul(b.div(q.rate).log())
    .add(q.concentration.lgamma().sub(a.lgamma()))
    .add(a.sub(q.concentration).mul(a.digamma()))
    .add(q.rate.sub(b).mul(a.div(b)));
}

function ofBetas(p: Beta, q: Beta): Tensor {
  const [a, b] = [p.alpha.sub(q.alpha), p.beta.sub(q.beta)];
  return logBeta(q.alpha, q.beta)
    .sub(logBeta(p.alpha, p.beta))
    .add(a.mul(p.alpha.digamma()))
    .add(b.mul(p.beta.digamma()))
    .sub(a.add(b).mul(p.alpha.add(p.beta).digamma()));
}

function ofDirichlets(p: Dirichlet, q: Dirichlet): Tensor {
  const { concentration: a } = p;
  const total = a.sum(-1, { keepDims: true });
  const logNormalizers = total.lgamma().squeeze(-1).sub(q.concentration.sum(-1).lgamma());
  const slopes = a.sub(q.concentration).mul(a.digamma().sub(total.digamma()));
  return logNormalizers.sub(a.lgamma().sub(q.concentration.lgamma()).sub(slopes).sum(-1));
}
