import { grad, stack, type Tensor, tensor } from "@gradiente/core";
import {
  Bernoulli,
  Beta,
  Categorical,
  Dirichlet,
  Gamma,
  klDivergence,
  Normal,
} from "@gradiente/core/distributions";
import { describe, expect, it } from "vitest";
import exact from "../exact/distributions.json" with { type: "json" };
import { floats } from "../kernels.ts";

/*
 * No value and no derivative of a distribution is left of a difference of large numbers: in relative error where parameters
 * are large, and where probabilities are near 0 and 1.
 */

const unit = { float32: 2 ** -24, float64: 2 ** -53 };

/** Float64 has differences of logarithms of gamma, or of a sum of powers, and keeps nine digits of them. */
const DIFFERENCES = 1e-9;
const ofDifferences = /Gamma|Beta|Dirichlet|Categorical/;

type Elementwise = (x: Tensor) => Tensor;

const like = (x: Tensor, value: number) => tensor(value, { dtype: x.dtype }).expand(x.shape);
const withZero = (x: Tensor) => stack([x, like(x, 0)], -1);
const withHalves = (x: Tensor) => stack([x, like(x, 1.5)], -1);
const fromShares = { from: "probabilities" } as const;

const functions: Record<string, Elementwise> = {
  "Bernoulli variance of logits": (x) => new Bernoulli(x).variance,
  "Bernoulli entropy of logits": (x) => new Bernoulli(x).entropy(),
  "Bernoulli density of 0": (x) => new Bernoulli(x, fromShares).logProb(0),
  "Bernoulli entropy": (x) => new Bernoulli(x, fromShares).entropy(),
  "Categorical entropy of logits": (x) => new Categorical(withZero(x)).entropy(),
  "Gamma density by the concentration": (x) => new Gamma(x, 1.5).logProb(2),
  "Gamma entropy": (x) => new Gamma(x, 1.5).entropy(),
  "Beta density": (x) => new Beta(like(x, 1), 1000).logProb(x),
  "Beta density by a concentration": (x) => new Beta(x, 1.5).logProb(0.25),
  "Beta variance": (x) => new Beta(x, 1.5).variance,
  "Beta entropy": (x) => new Beta(x, 1.5).entropy(),
  "Dirichlet variance": (x) => new Dirichlet(withHalves(x)).variance.slice([null, 0]),
  "Dirichlet entropy": (x) => new Dirichlet(withHalves(x)).entropy(),
  "divergence of Normal": (x) => klDivergence(new Normal(x, 1), new Normal(like(x, 0), 1)),
  "divergence of Gamma": (x) => klDivergence(new Gamma(x, 1), new Gamma(like(x, 2), 1)),
  "divergence of Beta": (x) => klDivergence(new Beta(x, 1), new Beta(like(x, 2), 1)),
  "divergence of Dirichlet": (x) =>
    klDivergence(
      new Dirichlet(stack([x, like(x, 1)], -1)),
      new Dirichlet(stack([like(x, 2), like(x, 1)], -1)),
    ),
};

describe.each(floats)("of %s", (dtype) => {
  it.each(Object.entries(exact.functions))("%s", (name, rows) => {
    const least = dtype === "float64" && ofDifferences.test(name) ? DIFFERENCES : 0;
    const x = tensor(rows.map(([at]) => at), { dtype }); // biome-ignore format: one thing
    const f = functions[name];
    const slope = (at: Tensor) => grad((v: Tensor) => f(v).sum())(at);
    const found = [f(x), slope(x), grad((v: Tensor) => slope(v).sum())(x)].map((y) => y.toTypedArray());
    expect(found.map((values) => values.length)).toEqual([rows.length, rows.length, rows.length]);
    for (const [i, [at, ...row]] of rows.entries()) {
      for (const [order, values] of found.entries()) {
        const [wanted, growth] = [row[order], row[order + 3]];
        if (Math.abs(wanted) < (dtype === "float32" ? 2 ** -126 : 2 ** -1000)) continue;
        const bound = Math.max(64 * (1 + growth) * unit[dtype], least);
        const error = Math.abs(values[i] - wanted) / Math.abs(wanted);
        expect(error, `derivative ${order} at ${at}: ${values[i]} for ${wanted}`).toBeLessThanOrEqual(bound);
      }
    }
  });
});
