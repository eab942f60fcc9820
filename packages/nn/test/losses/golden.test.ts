import { type Tensor, tensor } from "@gradiente/core";
import * as nn from "@gradiente/nn";
import { agreesWithPyTorch, type FunctionSubject } from "../agreement.ts";

type LossName = Extract<keyof typeof nn, `${string}Loss`>;

const f64 = (data: number[]) => tensor(data, { dtype: "float64" });
const three = f64([0.5, 0, 2]);
const four = f64([0.5, 0, 2, 1.5]);
const losses = nn as unknown as Record<LossName, (...args: (Tensor | object)[]) => Tensor>;
const cosineDistance = (x: Tensor, y: Tensor) => {
  const length = (v: Tensor) => v.norm(2, -1);
  return x
    .mul(y)
    .sum(-1)
    .div(length(x).mul(length(y)))
    .neg()
    .add(1);
};
const subjects: Record<string, () => FunctionSubject> = {};

function subject(of: LossName, options: object): () => FunctionSubject {
  const loss = losses[of];
  return () => ({ of, call: (...inputs) => loss(...inputs, options) });
}

/** A case for each reduction. */
function each(name: string, of: LossName, options: object = {}): void {
  for (const reduction of ["mean", "sum", "none"]) {
    subjects[`${name}, ${reduction}`] = subject(of, { ...options, reduction });
  }
}

/** The mean alone, which is the default. */
function one(name: string, of: LossName, options: object = {}): void {
  subjects[name] = subject(of, options);
}

each("mse", "mseLoss");
each("mae", "maeLoss");
each("huber", "huberLoss", { delta: 0.7 });
each("smoothL1", "smoothL1Loss");
one("smoothL1 of beta 0.4", "smoothL1Loss", { beta: 0.4 });
one("smoothL1 of beta 0", "smoothL1Loss", { beta: 0 });
each("bce", "bceLoss");
one("bce with weights", "bceLoss", { weight: three });
each("bceWithLogits", "bceWithLogitsLoss");
one("bceWithLogits with posWeight", "bceWithLogitsLoss", { posWeight: three.add(0.25) });
one("bceWithLogits with both weights", "bceWithLogitsLoss", { weight: three, posWeight: tensor(3) });
each("klDiv", "klDivLoss");
one("klDiv of logarithms", "klDivLoss", { logTarget: true });
each("poissonNll", "poissonNllLoss");
one("poissonNll, full", "poissonNllLoss", { full: true });
one("poissonNll of rates", "poissonNllLoss", { logInput: false, epsilon: 1e-3 });
each("gaussianNll", "gaussianNllLoss");
one("gaussianNll, full", "gaussianNllLoss", { full: true });
one("gaussianNll of small variances", "gaussianNllLoss", { epsilon: 0.5 });
one("gaussianNll of a variance a row", "gaussianNllLoss");
each("nll", "nllLoss");
each("nll with weights", "nllLoss", { weight: four });
each("nll with ignoreIndex", "nllLoss", { ignoreIndex: 3 });
each("nll of padding, with weights", "nllLoss", { weight: four, ignoreIndex: -100 });
one("nll of places, with weights", "nllLoss", { weight: four, ignoreIndex: 1 });
one("nll of one sample", "nllLoss", { weight: four });
each("crossEntropy", "crossEntropyLoss");
each("crossEntropy with weights", "crossEntropyLoss", { weight: four });
each("crossEntropy, smoothed", "crossEntropyLoss", { labelSmoothing: 0.2 });
each("crossEntropy, smoothed, with weights", "crossEntropyLoss", { labelSmoothing: 0.2, weight: four });
each("crossEntropy of padding", "crossEntropyLoss", { ignoreIndex: -100 });
each("crossEntropy of padding, with all options", "crossEntropyLoss", { labelSmoothing: 0.1, weight: four, ignoreIndex: -100 }); // biome-ignore format: a line
one("crossEntropy of places", "crossEntropyLoss", { weight: four, ignoreIndex: 0, labelSmoothing: 0.3 });
one("crossEntropy of one sample", "crossEntropyLoss", { weight: four, labelSmoothing: 0.3 });
each("crossEntropy of probabilities", "crossEntropyLoss");
one("crossEntropy of probabilities, smoothed, with weights", "crossEntropyLoss", { labelSmoothing: 0.2, weight: four }); // biome-ignore format: a line
one("crossEntropy of probabilities of places", "crossEntropyLoss", { labelSmoothing: 0.2, weight: four });
each("hingeEmbedding", "hingeEmbeddingLoss");
one("hingeEmbedding of margin 0.3", "hingeEmbeddingLoss", { margin: 0.3 });
each("softMargin", "softMarginLoss");
each("marginRanking", "marginRankingLoss");
one("marginRanking of margin 0.5", "marginRankingLoss", { margin: 0.5 });
each("cosineEmbedding", "cosineEmbeddingLoss");
one("cosineEmbedding of margin -0.4", "cosineEmbeddingLoss", { margin: -0.4 });
subjects["cosineEmbedding of one pair"] = () => ({
  of: "cosineEmbeddingLoss",
  call: (x, y, t) => nn.cosineEmbeddingLoss(x, y, t.cast("float64")),
});
each("tripletMargin", "tripletMarginLoss");
one("tripletMargin, swapped", "tripletMarginLoss", { margin: 3, swap: true, epsilon: 1e-3 });
one("tripletMargin of order 1.5", "tripletMarginLoss", { margin: 2, order: 1.5 });
for (const reduction of ["mean", "sum", "none"] as const) {
  subjects[`tripletMarginWithDistance, ${reduction}`] = () => ({
    of: "tripletMarginWithDistanceLoss",
    call: (a, p, n) => nn.tripletMarginWithDistanceLoss(a, p, n, cosineDistance, { reduction }),
  });
}
subjects["tripletMarginWithDistance, swapped"] = () => ({
  of: "tripletMarginWithDistanceLoss",
  call: (a, p, n) =>
    nn.tripletMarginWithDistanceLoss(a, p, n, (x, y) => x.sub(y).square().sum(-1), { margin: 3, swap: true }),
});
each("multiMargin", "multiMarginLoss");
each("multiMargin with all options", "multiMarginLoss", { power: 2, margin: 0.6, weight: four });
one("multiMargin of one sample", "multiMarginLoss");
each("multiLabelMargin", "multiLabelMarginLoss");
one("multiLabelMargin of one sample", "multiLabelMarginLoss");
each("multiLabelSoftMargin", "multiLabelSoftMarginLoss");
one("multiLabelSoftMargin with weights", "multiLabelSoftMarginLoss", { weight: four });
each("hinge of power 1", "hingeLoss", { power: 1, margin: 1 });
each("hinge of power 2", "hingeLoss", { power: 2, margin: 0.5 });
each("sigmoidFocal", "sigmoidFocalLoss");
one("sigmoidFocal of other options", "sigmoidFocalLoss", { gamma: 0.7, alpha: 0.6 });
one("sigmoidFocal of gamma 0", "sigmoidFocalLoss", { gamma: 0, alpha: 0.5 });
each("softmaxFocal", "softmaxFocalLoss");
one("softmaxFocal of other options", "softmaxFocalLoss", { gamma: 1.5, weight: four });
each("dice", "diceLoss");
one("dice of squares", "diceLoss", { squared: true, epsilon: 0.3 });
each("dice of class indices", "diceLoss");
one("dice without places", "diceLoss", { squared: true });

/** PyTorch's gradient of ctc is right only before a log-softmax. */
function ctc(name: string, options: object, reductions = ["mean", "sum", "none"]): void {
  for (const reduction of reductions) {
    const title = reductions.length > 1 ? `${name}, ${reduction}` : name;
    subjects[title] = () => ({
      of: "ctcLoss",
      call: (x, ...rest) => losses.ctcLoss(x.logSoftmax(), ...rest, { ...options, reduction }),
    });
  }
}

ctc("ctc", {});
ctc("ctc of another blank", { blank: 2 }, ["mean"]);
ctc("ctc of one sample", {});
ctc("ctc that does not fit, as 0", { zeroInfinity: true });

agreesWithPyTorch("losses/losses", subjects);
