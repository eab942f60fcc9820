import {
  DTypeError,
  IndexError,
  onWarning,
  ShapeError,
  type Tensor,
  tensor,
  Variable,
} from "@gradiente/core";
import {
  bceLoss,
  bceWithLogitsLoss,
  cosineEmbeddingLoss,
  crossEntropyLoss,
  ctcLoss,
  Dense,
  diceLoss,
  gaussianNllLoss,
  hingeEmbeddingLoss,
  hingeLoss,
  marginRankingLoss,
  multiLabelMarginLoss,
  multiMarginLoss,
  nllLoss,
  poissonNllLoss,
  Sequential,
  Sigmoid,
  Softmax,
  sigmoidFocalLoss,
  smoothL1Loss,
  softMarginLoss,
  softmaxFocalLoss,
  tripletMarginLoss,
  tripletMarginWithDistanceLoss,
} from "@gradiente/nn";
import { describe, expect, it } from "vitest";

const int = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype: "int32" });
const scores = tensor([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: a matrix
const labels = int([0, 2]);
const steps = scores.unsqueeze(0);
const spelt = int([[1], [2]]);
const rows = tensor([[1, 2], [3, 4]]); // biome-ignore format: a matrix
const signs = tensor([[1, -1], [-1, 1]]); // biome-ignore format: a matrix

describe("losses name what is wrong", () => {
  const cases: Record<string, [run: () => unknown, kind: new (...args: never[]) => Error, message: RegExp]> = {
    "class weights of another number": [() => nllLoss(scores, labels, { weight: tensor([1, 2]) }), ShapeError, /^nllLoss: weight has shape \[2\], and there must be one for each of the 3 classes, \[3\]$/],
    "weights as an array": [() => crossEntropyLoss(scores, labels, { weight: [1, 2, 3] as never }), TypeError, /^crossEntropyLoss: weight must be a tensor, such as tensor\(\[1, 2\]\), not \[1, 2, 3\]$/],
    "weights that do not broadcast": [() => bceLoss(rows, rows, { weight: tensor([1, 2, 3]) }), ShapeError, /^bceLoss: weight has shape \[3\], which does not broadcast to that of the prediction, \[2, 2\]$/],
    "weights of more axes": [() => bceWithLogitsLoss(rows, rows, { posWeight: tensor([[[1]]]) }), ShapeError, /^bceWithLogitsLoss: posWeight has shape \[1, 1, 1\]/],
    "a class that is not the one to ignore": [() => nllLoss(scores, int([0, -1]), { ignoreIndex: -100 }), IndexError, /^nllLoss: the target at \[1\] is -1, and there are 3 classes, 0 to 2; \{ ignoreIndex: -1 \} would leave it out$/],
    "padding without an option": [() => crossEntropyLoss(scores, int([-100, 0])), IndexError, /\{ ignoreIndex: -100 \} would leave it out$/],
    "ignoreIndex of probabilities": [() => crossEntropyLoss(scores, scores, { ignoreIndex: 1 }), TypeError, /^crossEntropyLoss: ignoreIndex is for class indices/],
    "an index to ignore that is no whole number": [() => nllLoss(scores, labels, { ignoreIndex: 0.5 }), RangeError, /ignoreIndex must be a whole number, not 0.5/],
    "too much smoothing": [() => crossEntropyLoss(scores, labels, { labelSmoothing: 1.5 }), RangeError, /labelSmoothing must be from 0 to 1, not 1.5/],
    "an option's name of PyTorch": [() => crossEntropyLoss(scores, labels, { ignore_index: 1 } as never), TypeError, /there is no option "ignore_index"; did you mean ignoreIndex\?/],
    "a negative beta": [() => smoothL1Loss(rows, rows, { beta: -1 }), RangeError, /beta must be a finite number >= 0, not -1/],
    "an epsilon of 0": [() => poissonNllLoss(rows, rows, { epsilon: 0 }), RangeError, /epsilon must be positive and finite, not 0/],
    "a negative variance": [() => gaussianNllLoss(rows, rows, tensor([[1], [-1]])), RangeError, /^gaussianNllLoss: the variance at \[1, 0\] is -1, and must be at least 0$/],
    "a variance of another shape": [() => gaussianNllLoss(rows, rows, tensor([1, 2, 3])), ShapeError, /the variance has shape \[3\], and must have that of the prediction, \[2, 2\], or \[2, 1\]/],
    "classes 0 and 1 for a hinge": [() => hingeLoss(rows, tensor([[1, 0], [0, 1]])), RangeError, /^hingeLoss: the target at \[0, 1\] is 0, and must be 1 or -1; of classes 0 and 1, make target\.mul\(2\)\.sub\(1\)$/],
    "signs of distances": [() => hingeEmbeddingLoss(rows, rows), RangeError, /^hingeEmbeddingLoss: the target at \[0, 1\] is 2/],
    "signs of logits": [() => softMarginLoss(rows, rows.mul(0)), RangeError, /^softMarginLoss: the target at \[0, 0\] is 0/],
    "signs of ranks": [() => marginRankingLoss(rows, rows, rows), RangeError, /^marginRankingLoss: the target at \[0, 1\] is 2/],
    "a target of ranks of another shape": [() => marginRankingLoss(rows, rows, tensor([1, 1])), ShapeError, /^marginRankingLoss: the prediction has shape \[2, 2\] and the target \[2\]/],
    "a power of 3": [() => hingeLoss(rows, signs, { power: 3 as 2 }), RangeError, /power must be 1 or 2, not 3/],
    "an infinite margin": [() => multiMarginLoss(scores, labels, { margin: Number.POSITIVE_INFINITY }), RangeError, /margin must be a finite number/],
    "float class indices": [() => multiMarginLoss(scores, tensor([0, 1])), DTypeError, /^multiMarginLoss: class indices must be int32/],
    "a class that a sample cannot have": [() => multiLabelMarginLoss(scores, int([[0, -1, 0], [1, 3, -1]])), IndexError, /^multiLabelMarginLoss: the target at \[1, 1\] is 3, and there are 3 classes/],
    "float classes that a sample has": [() => multiLabelMarginLoss(scores, scores), DTypeError, /^multiLabelMarginLoss: class indices must be int32/],
    "classes of places": [() => multiLabelMarginLoss(scores.reshape([1, 3, 2]), int([[[0, 1], [1, 0], [0, 0]]])), ShapeError, /^multiLabelMarginLoss: scores must be \[batch, classes\] or \[classes\], not \[1, 3, 2\]/],
    "a target for each element of vectors": [() => cosineEmbeddingLoss(rows, rows, signs), ShapeError, /^cosineEmbeddingLoss: vectors of shape \[2, 2\] need a target of shape \[2\], and it has \[2, 2\]$/],
    "scalars for vectors": [() => cosineEmbeddingLoss(tensor(1), tensor(1), tensor(1)), ShapeError, /^cosineEmbeddingLoss: expected vectors \[\.\.\., features\], got scalars$/],
    "signs of pairs": [() => cosineEmbeddingLoss(rows, rows, tensor([1, 0])), RangeError, /^cosineEmbeddingLoss: the target at \[1\] is 0/],
    "a negative of another shape": [() => tripletMarginLoss(rows, rows, tensor([1, 2])), ShapeError, /^tripletMarginLoss: the prediction has shape \[2, 2\] and the target \[2\]/],
    "a negative epsilon of distances": [() => tripletMarginLoss(rows, rows, rows, { epsilon: -1e-9 }), RangeError, /epsilon must be a finite number >= 0, not -1e-9/],
    "a norm of order 0": [() => tripletMarginLoss(rows, rows, rows, { order: 0 }), RangeError, /order must be positive, not 0/],
    "a distance that is no function": [() => tripletMarginWithDistanceLoss(rows, rows, rows, 2 as never), TypeError, /^tripletMarginWithDistanceLoss: the distance must be a function, not 2$/],
    "a distance that gives a number": [() => tripletMarginWithDistanceLoss(rows, rows, rows, (() => 2) as never), TypeError, /^tripletMarginWithDistanceLoss: the distance must give a tensor, not number$/],
    "a negative gamma": [() => sigmoidFocalLoss(rows, rows, { gamma: -1 }), RangeError, /gamma must be a finite number >= 0, not -1/],
    "an alpha of more than all": [() => sigmoidFocalLoss(rows, rows, { alpha: 1.5 }), RangeError, /alpha must be from 0 to 1, not 1.5/],
    "class weights of a focal loss": [() => softmaxFocalLoss(scores, labels, { weight: tensor([1, 2]) }), ShapeError, /^softmaxFocalLoss: weight has shape \[2\]/],
    "a hard class of a focal loss": [() => softmaxFocalLoss(scores, int([0, 3])), IndexError, /^softmaxFocalLoss: the target at \[1\] is 3, and there are 3 classes/],
    "a mask without classes": [() => diceLoss(tensor([1, 0]), tensor([1, 0])), ShapeError, /^diceLoss: probabilities must be \[batch, classes, \.\.\.places\], not \[2\]$/],
    "masks of another shape": [() => diceLoss(rows, tensor([1, 0, 0])), ShapeError, /^diceLoss: the prediction has shape \[2, 2\] and the target \[3\]/],
    "a class that no mask has": [() => diceLoss(rows, int([0, 2])), IndexError, /^oneHot: label 2 \(element 1\) is not one of the 2 classes/],
    "a negative epsilon": [() => diceLoss(rows, rows, { epsilon: -1 }), RangeError, /epsilon must be a finite number >= 0, not -1/],
    "sequences without a batch": [() => ctcLoss(scores, int([[1], [2]]), int([2, 2]), int([1, 1])), ShapeError, /^ctcLoss: log-probabilities must be \[time, batch, classes\] .* got \[2, 3\] and \[2, 1\]$/],
    "labels of another batch": [() => ctcLoss(steps, int([[1]]), int([1, 1]), int([1, 1])), ShapeError, /^ctcLoss: the target must have shape \[batch, labels\], here \[2, 1\], not \[1, 1\]$/],
    "input lengths of another batch": [() => ctcLoss(steps, spelt, int([1]), int([1, 1])), ShapeError, /^ctcLoss: the input lengths must have shape \[batch\], here \[2\], not \[1\]$/],
    "target lengths of another batch": [() => ctcLoss(steps, spelt, int([1, 1]), int([1])), ShapeError, /^ctcLoss: the target lengths must have shape/],
    "labels that are no integers": [() => ctcLoss(steps, spelt.cast("float32"), int([1, 1]), int([1, 1])), DTypeError, /^ctcLoss: class indices must be int32/],
    "lengths that are no integers": [() => ctcLoss(steps, spelt, tensor([1, 1]), int([1, 1])), DTypeError, /^ctcLoss: the input lengths must be int32, not float32$/],
    "more steps than there are": [() => ctcLoss(steps, spelt, int([1, 2]), int([1, 1])), RangeError, /^ctcLoss: the input length at \[1\] is 2, and must be from 0 to 1$/],
    "more labels than there are": [() => ctcLoss(steps, spelt, int([1, 1]), int([2, 1])), RangeError, /^ctcLoss: the target length at \[0\] is 2, and must be from 0 to 1$/],
    "a negative length": [() => ctcLoss(steps, spelt, int([1, -1]), int([1, 1])), RangeError, /^ctcLoss: the input length at \[1\] is -1/],
    "a label that is the blank": [() => ctcLoss(steps, spelt, int([1, 1]), int([1, 1]), { blank: 2 }), RangeError, /^ctcLoss: the target at \[1, 0\] is 2, and must be a label, not the blank$/],
    "a second label that is no class": [() => ctcLoss(steps, int([[1, 2], [1, 3]]), int([1, 1]), int([2, 2])), IndexError, /^ctcLoss: the target at \[1, 1\] is 3, and there are 3 classes, 0 to 2$/],
    "weights of columns that are too few": [() => bceLoss(scores.sigmoid(), scores.sigmoid(), { weight: rows }), ShapeError, /^bceLoss: weight has shape \[2, 2\], which does not broadcast to that of the prediction, \[2, 3\]$/],
    "a label that is no class": [() => ctcLoss(steps, int([[1], [3]]), int([1, 1]), int([1, 1])), IndexError, /^ctcLoss: the target at \[1, 0\] is 3, and there are 3 classes, 0 to 2$/],
    "a blank that is no class": [() => ctcLoss(steps, spelt, int([1, 1]), int([1, 1]), { blank: 3 }), RangeError, /^ctcLoss: blank is 3, and there are 3 classes, 0 to 2$/],
  }; // biome-ignore format: one row a case
  for (const [name, [run, kind, message]] of Object.entries(cases)) {
    it(name, () => {
      expect(run).toThrow(kind);
      expect(run).toThrow(message);
    });
  }
});

describe("what is no logits is warned of", () => {
  const warningsOf = (run: () => unknown): string[] => {
    const texts: string[] = [];
    const restore = onWarning((code, text) => texts.push(`${code}: ${text}`));
    try {
      run();
    } finally {
      restore();
    }
    return texts;
  };
  const x = new Variable(scores);
  const softmax =
    /^GRADIENTE_LOGITS: crossEntropyLoss takes logits .* leave the last Softmax of the model out .* or use nllLoss/;

  it("once, of a softmax before crossEntropyLoss, along any axis", () => {
    const model = new Sequential(new Dense(3, 3), new Softmax());
    const twice = warningsOf(() => [1, 2].map(() => crossEntropyLoss(model.forward(scores), labels)));
    expect(twice).toEqual([expect.stringMatching(softmax)]);
    const places = x.reshape([1, 3, 2]).softmax(1);
    expect(warningsOf(() => crossEntropyLoss(places, int([[0, 1]])))).toEqual([
      expect.stringMatching(softmax),
    ]);
  });

  it("of a sigmoid before bceWithLogitsLoss", () => {
    const model = new Sequential(new Dense(3, 1), new Sigmoid());
    const found = warningsOf(() => bceWithLogitsLoss(model.forward(scores), tensor([[1], [0]])));
    expect(found).toEqual([
      expect.stringMatching(/^GRADIENTE_LOGITS: bceWithLogitsLoss takes logits .* use bceLoss$/),
    ]);
  });

  it("and nothing else is", () => {
    const quiet: (() => Tensor)[] = [
      () => crossEntropyLoss(x.value, labels),
      () => crossEntropyLoss(x.softmax().mul(2), labels),
      () => nllLoss(x.softmax().log(), labels),
      () => bceLoss(x.sigmoid(), scores.mul(0)),
      () => bceWithLogitsLoss(x.softmax(), scores.mul(0)),
    ];
    expect(warningsOf(() => quiet.map((loss) => loss()))).toEqual([]);
  });
});

it("crossEntropyLoss smooths from not at all to all classes alike", () => {
  const first = int([0, 0]);
  const plain = crossEntropyLoss(scores, first).item();
  const alike = scores.logSoftmax().mean().neg().item();
  expect(crossEntropyLoss(scores, first, { labelSmoothing: 0 }).item()).toBe(plain);
  expect(crossEntropyLoss(scores, first, { labelSmoothing: 1 }).item()).toBeCloseTo(alike, 6);
  expect(Math.abs(plain - alike)).toBeGreaterThan(0.01);
});

it("weights of elements broadcast from the right, as tensors do", () => {
  const [p, t] = [scores.sigmoid(), scores.mul(0)];
  const each = bceLoss(p, t, { reduction: "none" });
  for (const shape of [[2, 3], [1, 3], [2, 1], [1, 1], [3]]) {
    const weight = tensor([3, 1, 2, 5, 4, 6].slice(0, shape.reduce((a, b) => a * b)), { shape });
    expect(bceLoss(p, t, { weight, reduction: "none" }).toArray()).toEqual(each.mul(weight).toArray());
  }
}); // biome-ignore format: shapes

it("an epsilon of 0 leaves the distances of triplets as they are", () => {
  // Distances 5 and 13: the loss is 5 - 13 + 10.
  const triplet = [[[0, 0]], [[3, 4]], [[5, 12]]].map((rows) => tensor(rows, { dtype: "float64" }));
  const [anchor, positive, negative] = triplet;
  expect(tripletMarginLoss(anchor, positive, negative, { margin: 10, epsilon: 0 }).item()).toBe(2);
});
