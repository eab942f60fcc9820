import { expect, it } from "vitest";
import * as optim from "../src/index.ts";

it("the public names", () => {
  expect(Object.keys(optim).sort()).toMatchInlineSnapshot(`
    [
      "Adadelta",
      "Adagrad",
      "Adam",
      "AdamW",
      "Momentum",
      "Nesterov",
      "Optimizer",
      "OptimizerStateError",
      "RMSprop",
      "SGD",
      "adadelta",
      "adagrad",
      "adam",
      "adamW",
      "chainTransforms",
      "clipByGlobalNorm",
      "decoupledDecay",
      "globalNormClipping",
      "l2Decay",
      "momentum",
      "nesterov",
      "rmsprop",
      "scaleByAdadelta",
      "scaleByAdagrad",
      "scaleByAdam",
      "scaleByLearningRate",
      "scaleByMomentum",
      "scaleByNesterov",
      "scaleByRMSprop",
      "schedules",
      "sgd",
      "valueClipping",
    ]
  `);
});
