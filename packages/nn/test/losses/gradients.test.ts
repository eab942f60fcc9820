import { type Tensor, tensor } from "@gradiente/core";
import {
  bceLoss,
  bceWithLogitsLoss,
  cosineEmbeddingLoss,
  crossEntropyLoss,
  ctcLoss,
  diceLoss,
  gaussianNllLoss,
  hingeEmbeddingLoss,
  hingeLoss,
  klDivLoss,
  marginRankingLoss,
  multiLabelMarginLoss,
  multiLabelSoftMarginLoss,
  multiMarginLoss,
  nllLoss,
  poissonNllLoss,
  sigmoidFocalLoss,
  smoothL1Loss,
  softMarginLoss,
  softmaxFocalLoss,
  tripletMarginLoss,
  tripletMarginWithDistanceLoss,
} from "@gradiente/nn";
import { gradientMatches } from "@gradiente/testing";
import fc from "fast-check";
import { describe, it } from "vitest";

/* Gradients of losses against finite differences, to the second order, by all of their floating operands. */

const f64 = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype: "float64" });
const int = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype: "int32" });

/** Matrices [3, 4] of hundredths, of which none is near a kink that lies at a multiple of a tenth. */
const matrix = fc
  .array(fc.integer({ min: -30, max: 29 }), { minLength: 12, maxLength: 12 })
  .map((values) => f64(values.map((value) => value / 10 + 0.03)).reshape([3, 4]));
const shares = matrix.map((x) => x.sigmoid());
const weight = f64([0.5, 0, 2, 1.5]);
const labels = int([2, 0, 3]);
const signs = f64([[1, -1, 1, 1], [-1, -1, 1, -1], [1, 1, -1, -1]]); // biome-ignore format: a matrix
const named = int([[2, 0, -1, 1], [3, -1, -1, -1], [-1, 0, 1, 2]]); // biome-ignore format: a matrix

type Case = readonly [f: (...xs: Tensor[]) => Tensor, inputs: readonly fc.Arbitrary<Tensor>[]];

const cases: Record<string, Case> = {
  smoothL1Loss: [(x, y) => smoothL1Loss(x, y.mul(0).add(0.01), { beta: 0.5 }), [matrix, matrix]],
  bceLoss: [(p, t) => bceLoss(p, t, { weight }), [shares, shares]],
  bceWithLogitsLoss: [(x, t) => bceWithLogitsLoss(x, t, { weight, posWeight: weight }), [matrix, shares]],
  "klDivLoss of logarithms": [(p, t) => klDivLoss(p, t, { logTarget: true }), [matrix, matrix]],
  poissonNllLoss: [(x, t) => poissonNllLoss(x, t.mul(3).add(1.01), { full: true }), [matrix, shares]],
  "poissonNllLoss of rates": [(x, t) => poissonNllLoss(x, t, { logInput: false }), [shares, shares]],
  gaussianNllLoss: [(m, t, v) => gaussianNllLoss(m, t, v, { full: true }), [matrix, matrix, shares]],
  nllLoss: [(p, w) => nllLoss(p, labels, { weight: w.slice([0]), ignoreIndex: 3 }), [matrix, shares]],
  crossEntropyLoss: [
    (x, w) => crossEntropyLoss(x, labels, { weight: w.slice([0]), ignoreIndex: 0, labelSmoothing: 0.1 }),
    [matrix, shares],
  ],
  "crossEntropyLoss of probabilities": [
    (x, t) => crossEntropyLoss(x, t, { weight, labelSmoothing: 0.1 }),
    [matrix, shares],
  ],
  hingeLoss: [(x) => hingeLoss(x, signs, { power: 2, margin: 0.5 }), [matrix]],
  hingeEmbeddingLoss: [(x) => hingeEmbeddingLoss(x, signs, { margin: 0.5 }), [matrix]],
  softMarginLoss: [(x) => softMarginLoss(x, signs), [matrix]],
  marginRankingLoss: [(x) => marginRankingLoss(x, x.mul(0), signs, { margin: 0.5 }), [matrix]],
  "cosineEmbeddingLoss of what is alike": [
    (x, y) => cosineEmbeddingLoss(x, y, f64([1, 1, 1])),
    [matrix, matrix],
  ],
  "cosineEmbeddingLoss of what is not": [
    (x, y) => cosineEmbeddingLoss(x, y, f64([-1, -1, -1]), { margin: -1.5 }),
    [matrix, matrix],
  ],
  tripletMarginLoss: [
    (a, p, n) => tripletMarginLoss(a, p.add(7), n.sub(9), { margin: 40, order: 3 }),
    [matrix, matrix, matrix],
  ],
  tripletMarginWithDistanceLoss: [
    (a, p, n) =>
      tripletMarginWithDistanceLoss(a, p.add(7), n.sub(9), (x, y) => x.mul(y).sum(-1), { margin: 400 }),
    [matrix, matrix, matrix],
  ],
  multiMarginLoss: [(x) => multiMarginLoss(x, labels, { margin: 0.25, power: 2, weight }), [matrix]],
  multiLabelMarginLoss: [(x) => multiLabelMarginLoss(x.mul(0.97), named), [matrix]],
  multiLabelSoftMarginLoss: [(x, t) => multiLabelSoftMarginLoss(x, t, { weight }), [matrix, shares]],
  sigmoidFocalLoss: [(x, t) => sigmoidFocalLoss(x, t, { gamma: 1.5, alpha: 0.4 }), [matrix, shares]],
  softmaxFocalLoss: [(x, w) => softmaxFocalLoss(x, labels, { weight: w.slice([0]) }), [matrix, shares]],
  diceLoss: [(p, t) => diceLoss(p, t, { squared: true, epsilon: 0.1 }), [shares, shares]],
  ctcLoss: [(p) => ctcLoss(p, int([1, 1]), int(3), int(1)), [matrix]],
};

describe("gradients to the second order", () => {
  for (const [name, [f, inputs]] of Object.entries(cases)) {
    it(name, () => {
      fc.assert(
        gradientMatches((...xs) => f(...xs), [...inputs], { order: 2 }),
        { numRuns: 3 },
      );
    });
  }
});
