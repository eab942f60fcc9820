import { tensor } from "@gradiente/core";
import {
  CELU,
  ELU,
  GELU,
  GLU,
  Hardshrink,
  Hardsigmoid,
  Hardswish,
  Hardtanh,
  LeakyReLU,
  LogSigmoid,
  LogSoftmax,
  Mish,
  PReLU,
  ReLU,
  ReLU6,
  SELU,
  Sigmoid,
  SiLU,
  Softmax,
  Softmin,
  Softplus,
  Softshrink,
  Softsign,
  Tanh,
  Tanhshrink,
  Threshold,
} from "@gradiente/nn";
import { expect, it } from "vitest";
import { agreesWithPyTorch, type Subject } from "../agreement.ts";

const dtype = "float64";

const byName = {
  ReLU, ReLU6, LeakyReLU, ELU, SELU, CELU, GELU, SiLU, Mish, Softplus, Softsign, Sigmoid, LogSigmoid, Tanh, Tanhshrink,
  Hardtanh, Hardsigmoid, Hardswish, Hardshrink, Softshrink,
}; // biome-ignore format: a list

const withDefaults: Record<string, () => Subject> = Object.fromEntries(
  Object.entries(byName).flatMap(([name, Activation]) => [
    [name, () => new Activation()],
    [`${name} of a scalar`, () => new Activation()],
  ]),
);

agreesWithPyTorch("layers/activations", {
  ...withDefaults,
  "LeakyReLU slope 0.3": () => new LeakyReLU(0.3),
  "ELU alpha 0.4": () => new ELU(0.4),
  "CELU alpha 0.5": () => new CELU(0.5),
  "CELU alpha -2": () => new CELU(-2),
  "GELU tanh": () => new GELU({ approximation: "tanh" }),
  "Softplus beta 3": () => new Softplus({ beta: 3 }),
  "Softplus beta 0.5, threshold 1": () => new Softplus({ beta: 0.5, threshold: 1 }),
  "Hardtanh -0.5 to 3": () => new Hardtanh(-0.5, 3),
  "Hardshrink 1.5": () => new Hardshrink(1.5),
  "Softshrink 1.5": () => new Softshrink(1.5),
  Threshold: () => new Threshold(0.5, -7),
  "Softmax 0": () => new Softmax(0),
  "Softmax -1": () => new Softmax(),
  "Softmin 0": () => new Softmin(0),
  "Softmin -1": () => new Softmin(),
  "LogSoftmax 0": () => new LogSoftmax(0),
  "LogSoftmax -1": () => new LogSoftmax(),
  GLU: () => new GLU(),
  "GLU 1": () => new GLU(1),
  PReLU: () => new PReLU(undefined, { dtype }),
  "PReLU of channels": () => new PReLU(3, { slope: -0.4, dtype }),
  "PReLU of features": () => new PReLU(5, { slope: 0.6, dtype }),
});

it("Softplus of a factor is that of its product, by the factor, and straight beyond the threshold", () => {
  const x = tensor([-3, -1, 0, 0.25, 1, 1.5, 4], { dtype });
  for (const beta of [-1, 0.5, 1, 2, 4]) {
    const smooth = x.mul(beta).exp().log1p().div(beta);
    expect(new Softplus({ beta }).forward(x).sub(smooth).abs().max().item()).toBeLessThan(1e-14);
    const threshold = 2;
    const cut = x.mul(beta).gt(threshold).where(x, smooth);
    expect(new Softplus({ beta, threshold }).forward(x).sub(cut).abs().max().item()).toBeLessThan(1e-14);
  }
  expect(new Softplus({ threshold: 1 }).forward(x).toArray()).not.toContain(1);
});
