import {
  defaultGenerator,
  type GeneratorOptions,
  type Shape,
  type Tensor,
  type TensorLike,
  tensor,
} from "@gradiente/core";
import type * as distributions from "@gradiente/core/distributions";
import {
  Bernoulli,
  Beta,
  Categorical,
  Dirichlet,
  type DiscreteOptions,
  Gamma,
  Normal,
  type ProbabilityDistribution,
} from "@gradiente/core/distributions";
import type { SamplesOf } from "../sample.ts";

const drawing = (): [Shape, Required<GeneratorOptions>] => [[2], { generator: defaultGenerator() }];
const pair = (): [TensorLike, TensorLike] => [tensor([0.5, 2]), tensor([1, 3])];

/** The entry of a distribution whose samples have no gradient. */
function discrete<Made extends ProbabilityDistribution>(make: () => Made, x: () => Tensor) {
  return {
    construct: (): [TensorLike, Required<DiscreteOptions>] => [tensor([0.5, 0.25]), { from: "logits" }],
    instance: make,
    methods: { logProb: (): [TensorLike] => [x()], entropy: (): [] => [], sample: drawing },
  };
}

/** The entry of a distribution whose samples have one. */
function continuous<Made extends ProbabilityDistribution>(make: () => Made) {
  return {
    construct: pair,
    instance: make,
    methods: {
      logProb: (): [TensorLike] => [tensor([0.5, 0.25])],
      entropy: (): [] => [],
      sample: drawing,
      rsample: drawing,
    },
  };
}

const normal = () => new Normal(...pair());

/** The samples of `@gradiente/core/distributions`. */
export const distributionSamples = {
  Bernoulli: discrete(
    () => new Bernoulli(tensor([0.5, 0.25])),
    () => tensor([1, 0]),
  ),
  Beta: continuous(() => new Beta(...pair())),
  Categorical: discrete(
    () => new Categorical(tensor([0.5, 0.25])),
    () => tensor([1, 0], { dtype: "int32" }),
  ),
  Dirichlet: {
    ...continuous(() => new Dirichlet(tensor([0.5, 2]))),
    construct: (): [TensorLike] => [tensor([0.5, 2])],
  },
  ProbabilityDistribution: { ...continuous(normal), construct: null },
  Gamma: continuous(() => new Gamma(...pair())),
  Normal: continuous(normal),
  ReparameterizedDistribution: { ...continuous(normal), construct: null },
  klDivergence: (): [Normal, Normal] => [normal(), normal()],
} satisfies SamplesOf<typeof distributions>;
