import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkGradients, inverse, randint, randn, stack, type Tensor, tensor } from "@gradiente/core";
import { syntheticDigits, trainTestSplit, wholeBatch } from "@gradiente/datasets";
import { bceLoss } from "@gradiente/nn";
import { gradientMatches, tensors } from "@gradiente/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { customOp, lambertW } from "../src/models/custom-op.ts";
import { fineTuning } from "../src/models/fine-tuning.ts";
import { hmc } from "../src/models/hmc.ts";
import { neuralOde, solve } from "../src/models/neural-ode.ts";
import { closedForm, pinn } from "../src/models/pinn.ts";
import { vae } from "../src/models/vae.ts";
import { wganGp } from "../src/models/wgan-gp.ts";

const float64 = { dtype: "float64" } as const;

it("keeps each model within 80 lines", () => {
  const folder = join(import.meta.dirname, "../src/models");
  const lengths = readdirSync(folder).map((file) => [
    file,
    readFileSync(join(folder, file), "utf8").split("\n").length - 1,
  ]);
  expect(lengths.length).toBeGreaterThan(7);
  expect(lengths.filter(([, lines]) => Number(lines) > 80)).toEqual([]);
});

it("a VAE gives digits a better bound than the best constant image", () => {
  const images = wholeBatch(syntheticDigits({ samples: 400, seed: 0 })).x;
  const result = vae(images, { steps: 150, batchSize: 32, hidden: 64, latent: 4, learningRate: 5e-3 });
  const constant = bceLoss(images.mean(0).expand(images.shape), images, { reduction: "sum" }).div(400).item();
  expect(result.before).toBeGreaterThan(500);
  expect(result.after).toBeLessThan(constant - 10);
  // The latent variables are used: they carry a few nats.
  expect(result.divergence).toBeGreaterThan(2);
  // A reconstruction costs no more than the whole bound, and what is sampled are images.
  const reconstructed = bceLoss(result.reconstruct(images), images, { reduction: "sum" }).div(400).item();
  expect(reconstructed).toBeLessThan(result.after);
  expect(result.sample(3).shape).toEqual([3, 784]);
});

describe("a WGAN-GP", () => {
  /** Eight Gaussians on a circle. */
  const ring = (n: number): Tensor => {
    const angle = randint([n], { high: 8 })
      .cast("float32")
      .mul(Math.PI / 4);
    return stack([angle.cos(), angle.sin()], 1).add(randn([n, 2]).mul(0.05));
  };
  const distances = (a: Tensor, b: Tensor) => a.unsqueeze(1).sub(b.unsqueeze(0)).norm(2, 2).mean().item();
  /** The energy distance of two samples (Székely and Rizzo 2013): 0 if they are from the same distribution. */
  const apart = (a: Tensor, b: Tensor) => 2 * distances(a, b) - distances(a, a) - distances(b, b);
  const settings = { criticSteps: 3, hidden: 32, batchSize: 64, latent: 4, penalty: 1, learningRate: 3e-3 };

  it("learns eight Gaussians on a circle, all of them", () => {
    const untrained = wganGp(ring, { ...settings, steps: 0 });
    const trained = wganGp(ring, { ...settings, steps: 150 });
    const truth = ring(400);
    const made = trained.sample(400);
    const before = apart(untrained.sample(400), truth);
    const after = apart(made, truth);
    expect(after).toBeLessThan(before / 10);
    expect(Math.abs(trained.slope - 1)).toBeLessThan(0.2);
    expect(untrained.slope).toBeLessThan(0.5);
    const sectors = (made.toArray() as number[][]).map(([x, y]) => {
      return (Math.round((Math.atan2(y, x) * 4) / Math.PI) + 8) % 8;
    });
    const shares = Array.from({ length: 8 }, (_, i) => sectors.filter((sector) => sector === i).length / 400);
    expect(Math.min(...shares)).toBeGreaterThan(0.04);
  });
});

it("a PINN solves the heat equation", () => {
  // What it is compared with does: u_t = 0.1 u_xx at a point, by differences.
  const u = (x: number, t: number) => closedForm(tensor([[x, t]], float64)).item();
  const [x, t, h] = [0.3, 0.4, 1e-3];
  const bend = (u(x + h, t) - 2 * u(x, t) + u(x - h, t)) / h ** 2;
  expect((u(x, t + h) - u(x, t - h)) / (2 * h)).toBeCloseTo(0.1 * bend, 5);
  const { curve, error } = pinn({ steps: 2, points: 64, hidden: 10 });
  expect(curve.at(-1)).toBeLessThan(curve[0] / 100);
  expect(error).toBeLessThan(0.01);
});

describe("a neural ODE", () => {
  const matrix = tensor([[-0.1, 2], [-2, -0.1]], float64); // biome-ignore format: a matrix
  const begin = tensor([[1, 0.5]], float64);

  it("is solved with order 4, and gradients go through the solver", () => {
    const end = (intervals: number) =>
      solve((u) => u.matmul(matrix), begin, 1 / intervals, intervals).slice([-1]);
    const errorOf = (intervals: number) => end(intervals).sub(end(64)).abs().max().item();
    const ratio = errorOf(4) / errorOf(8);
    expect(ratio).toBeGreaterThan(14);
    expect(ratio).toBeLessThan(18);
    const path = (a: Tensor, start: Tensor) => solve((u) => u.pow(3).matmul(a).tanh(), start, 0.1, 4);
    checkGradients(path, [matrix, begin], { order: 2 });
  });

  it("learns a spiral from pieces of it", () => {
    const { before, after, curve, truth } = neuralOde({ steps: 80, length: 6, learningRate: 0.02 });
    expect(truth.shape).toEqual([401, 2]);
    expect(curve.at(-1)).toBeLessThan(curve[0] / 5);
    expect(after).toBeLessThan(before * 0.6);
  });
});

it("HMC finds the moments of a correlated Gaussian", () => {
  const wanted = tensor([[1, 1.2], [1.2, 2.25]], float64); // biome-ignore format: a matrix
  const centre = tensor([1, -2], float64);
  const precision = inverse(wanted);
  const logDensity = (x: Tensor) => {
    const away = x.sub(centre);
    return away.matmul(precision).mul(away).sum(1).mul(-0.5);
  };
  const { drawn, mean, covariance, accepted } = hmc(logDensity, { variables: 2, samples: 200, leaps: 8 });
  expect(drawn.shape).toEqual([6400, 2]);
  expect(mean.sub(centre).abs().max().item()).toBeLessThan(0.08);
  expect(covariance.sub(wanted).abs().max().item()).toBeLessThan(0.15);
  expect(accepted).toBeGreaterThan(0.8);
  expect(accepted).toBeLessThan(1);
});

describe("a custom op, Lambert's W", () => {
  it("is the inverse of w exp(w), from its branch point on", () => {
    const w = fc.double({ min: -0.99, max: 300, noNaN: true });
    fc.assert(
      fc.property(w, (w) => {
        const x = w * Math.exp(w);
        const found = lambertW(tensor(x, float64)).item();
        // What rounding x moves: near -1 a small change of x is a large one of w.
        expect(Math.abs(found - w)).toBeLessThan(
          (4e-16 * Math.abs(w)) / (1 + w) + 4e-16 * Math.abs(w) + 1e-300,
        );
      }),
    );
    const special = [-0.4, Number.NaN, Number.POSITIVE_INFINITY, 0];
    expect(lambertW(tensor(special, float64)).toArray()).toEqual([Number.NaN, Number.NaN, Infinity, 0]);
  });

  it("has the gradients of differences, also of order 2", () => {
    fc.assert(
      gradientMatches((x) => lambertW(x), [tensors({ minimum: -0.25 })], { order: 2 }),
      { numRuns: 20 },
    );
  });

  it("fits a diode", () => {
    const { resistance, logCurrent, truth } = customOp({ noise: 0 });
    expect(resistance).toBeCloseTo(truth.resistance, 5);
    expect(logCurrent).toBeCloseTo(truth.logCurrent, 5);
  });
});

it("fine-tuning trains the head alone, and that is enough", async () => {
  const digits = trainTestSplit(syntheticDigits({ samples: 700, seed: 0 }), { testFraction: 0.3, seed: 0 });
  const { before, after, loaded, missing, trainable, model } = await fineTuning(digits, {
    epochs: 10,
    hidden: 32,
  });
  expect(missing).toEqual(["1.weight", "1.bias"]);
  expect(trainable).toBe(10 * 32 + 10);
  const state = model.stateDict();
  for (const [path, weight] of loaded) {
    if (path.startsWith("1.")) continue;
    expect(state.get(path)?.toTypedArray(), path).toEqual(weight.toTypedArray());
  }
  expect(before).toBeLessThan(0.3);
  expect(after).toBeGreaterThan(0.5);
});
