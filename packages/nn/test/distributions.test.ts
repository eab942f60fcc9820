import type { Tensor } from "@gradiente/core";
import {
  Bernoulli,
  Beta,
  Categorical,
  Dirichlet,
  Gamma,
  klDivergence,
  Normal,
  type ProbabilityDistribution,
} from "@gradiente/core/distributions";
import { agreesWithPyTorch, type FunctionSubject } from "./agreement.ts";

type Maker = (
  ...parameters: Tensor[]
) => ProbabilityDistribution & { readonly mean?: Tensor; readonly variance?: Tensor };

/** What a distribution tells of x. */
const told =
  (of: string, make: Maker): (() => FunctionSubject) =>
  () => ({
    of,
    call: (x, ...parameters) => {
      const p = make(...parameters);
      return [p.logProb(x), p.entropy(), p.mean, p.variance];
    },
  });

const divergence =
  (make: Maker, count = 1): (() => FunctionSubject) =>
  () => ({
    of: "klDivergence",
    call: (...parameters) =>
      klDivergence(make(...parameters.slice(0, count)), make(...parameters.slice(count))),
  });

const normal: Maker = (mean, deviation) => new Normal(mean, deviation);
const gamma: Maker = (concentration, rate) => new Gamma(concentration, rate);
const beta: Maker = (a, b) => new Beta(a, b);
const dirichlet: Maker = (a) => new Dirichlet(a);
const bernoulli: Maker = (logits) => new Bernoulli(logits);
const categorical: Maker = (logits) => new Categorical(logits);

agreesWithPyTorch("distributions/distributions", {
  Normal: told("Normal", normal),
  Gamma: told("Gamma", gamma),
  Beta: told("Beta", beta),
  Dirichlet: told("Dirichlet", dirichlet),
  Bernoulli: told("Bernoulli", bernoulli),
  "Bernoulli of probabilities": told("Bernoulli", (p) => new Bernoulli(p, { from: "probabilities" })),
  Categorical: told("Categorical", categorical),
  "Categorical of weights": told("Categorical", (p) => new Categorical(p, { from: "probabilities" })),
  "Categorical, one for all": told("Categorical", categorical),
  "klDivergence of Normal": divergence(normal, 2),
  "klDivergence of Gamma": divergence(gamma, 2),
  "klDivergence of Beta": divergence(beta, 2),
  "klDivergence of Dirichlet": divergence(dirichlet),
  "klDivergence of Bernoulli": divergence(bernoulli),
  "klDivergence of Categorical": divergence(categorical),
});
