import { type Tensor, tensor } from "@gradiente/core";
import type * as nn from "@gradiente/nn";

const prediction = () => tensor([[0.5, 0.25], [0.75, 0.1]]); // biome-ignore format: a matrix
const target = () => tensor([[1, 0], [0, 1]]); // biome-ignore format: a matrix
const signs = () => tensor([[1, -1], [-1, 1]]); // biome-ignore format: a matrix
const labels = () => tensor([0, 1], { dtype: "int32" });
const named = () => tensor([[0, -1], [1, 0]], { dtype: "int32" }); // biome-ignore format: a matrix
const weight = () => tensor([0.5, 2]);

const loss = (reduction: "mean" | "sum" | "none") => (): [Tensor, Tensor, Required<nn.LossOptions>] => [
  prediction(),
  target(),
  { reduction },
];

/** Valid calls of all losses, with all options. */
export const lossSamples = {
  bceLoss: (): [Tensor, Tensor, Required<nn.BceOptions>] => [
    prediction(),
    target(),
    { reduction: "sum", weight: weight() },
  ],
  bceWithLogitsLoss: (): [Tensor, Tensor, Required<nn.BceWithLogitsOptions>] => [
    prediction(),
    target(),
    { reduction: "none", weight: weight(), posWeight: weight() },
  ],
  cosineEmbeddingLoss: (): [Tensor, Tensor, Tensor, Required<nn.MarginOptions>] => [
    prediction(),
    target(),
    tensor([1, -1]),
    { reduction: "sum", margin: 0.1 },
  ],
  crossEntropyLoss: {
    several: [
      (): [Tensor, Tensor, nn.CrossEntropyOptions] => [
        prediction(),
        target(),
        { reduction: "mean", weight: weight(), labelSmoothing: 0.1 },
      ],
      (): [Tensor, Tensor, nn.CrossEntropyOptions] => [
        prediction(),
        labels(),
        { reduction: "none", weight: weight(), labelSmoothing: 0.1, ignoreIndex: -1 },
      ],
    ],
  },
  ctcLoss: (): [Tensor, Tensor, Tensor, Tensor, Required<nn.CtcOptions>] => [
    prediction().log().unsqueeze(1),
    tensor([[0]], { dtype: "int32" }),
    tensor([2], { dtype: "int32" }),
    tensor([1], { dtype: "int32" }),
    { reduction: "sum", blank: 1, zeroInfinity: true },
  ],
  diceLoss: (): [Tensor, Tensor, Required<nn.DiceOptions>] => [
    prediction(),
    target(),
    { reduction: "sum", squared: true, epsilon: 0.1 },
  ],
  gaussianNllLoss: (): [Tensor, Tensor, Tensor, Required<nn.GaussianNllOptions>] => [
    prediction(),
    target(),
    prediction(),
    { reduction: "sum", full: true, epsilon: 1e-3 },
  ],
  hingeEmbeddingLoss: (): [Tensor, Tensor, Required<nn.MarginOptions>] => [
    prediction(),
    signs(),
    { reduction: "sum", margin: 2 },
  ],
  hingeLoss: (): [Tensor, Tensor, Required<nn.HingeOptions>] => [
    prediction(),
    signs(),
    { reduction: "sum", margin: 2, power: 2 },
  ],
  huberLoss: (): [Tensor, Tensor, Required<nn.HuberOptions>] => [
    prediction(),
    target(),
    { reduction: "sum", delta: 2 },
  ],
  klDivLoss: (): [Tensor, Tensor, Required<nn.KlDivOptions>] => [
    prediction(),
    target(),
    { reduction: "sum", logTarget: true },
  ],
  maeLoss: loss("mean"),
  marginRankingLoss: (): [Tensor, Tensor, Tensor, Required<nn.MarginOptions>] => [
    prediction(),
    target(),
    signs(),
    { reduction: "sum", margin: 0.1 },
  ],
  mseLoss: loss("none"),
  multiLabelMarginLoss: (): [Tensor, Tensor, Required<nn.LossOptions>] => [
    prediction(),
    named(),
    { reduction: "none" },
  ],
  multiLabelSoftMarginLoss: (): [Tensor, Tensor, Required<nn.MultiLabelSoftMarginOptions>] => [
    prediction(),
    target(),
    { reduction: "none", weight: weight() },
  ],
  multiMarginLoss: (): [Tensor, Tensor, Required<nn.MultiMarginOptions>] => [
    prediction(),
    labels(),
    { reduction: "none", weight: weight(), margin: 0.5, power: 2 },
  ],
  nllLoss: (): [Tensor, Tensor, Required<nn.NllOptions>] => [
    prediction(),
    labels(),
    { reduction: "sum", weight: weight(), ignoreIndex: -1 },
  ],
  poissonNllLoss: (): [Tensor, Tensor, Required<nn.PoissonNllOptions>] => [
    prediction(),
    target(),
    { reduction: "sum", logInput: false, full: true, epsilon: 1e-3 },
  ],
  sigmoidFocalLoss: (): [Tensor, Tensor, Required<nn.SigmoidFocalOptions>] => [
    prediction(),
    target(),
    { reduction: "sum", gamma: 1, alpha: 0.5 },
  ],
  smoothL1Loss: (): [Tensor, Tensor, Required<nn.SmoothL1Options>] => [
    prediction(),
    target(),
    { reduction: "sum", beta: 0.5 },
  ],
  softMarginLoss: (): [Tensor, Tensor, Required<nn.LossOptions>] => [
    prediction(),
    signs(),
    { reduction: "none" },
  ],
  softmaxFocalLoss: (): [Tensor, Tensor, Required<nn.SoftmaxFocalOptions>] => [
    prediction(),
    labels(),
    { reduction: "none", gamma: 1, weight: weight() },
  ],
  tripletMarginLoss: (): [Tensor, Tensor, Tensor, Required<nn.TripletMarginOptions>] => [
    prediction(),
    target(),
    signs(),
    { reduction: "sum", margin: 0.5, order: 1.5, epsilon: 1e-3, swap: true },
  ],
  tripletMarginWithDistanceLoss: (): [
    Tensor,
    Tensor,
    Tensor,
    (x: Tensor, y: Tensor) => Tensor,
    Required<nn.TripletDistanceOptions>,
  ] => [
    prediction(),
    target(),
    signs(),
    (x, y) => x.sub(y).abs().sum(-1),
    { reduction: "sum", margin: 0.5, swap: true },
  ],
};
