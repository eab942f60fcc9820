import { randint, type Tensor, tensor } from "@gradiente/core";
import { loadMnist, type Mnist, wholeBatch } from "@gradiente/datasets";
import { Sigmoid } from "@gradiente/nn";
import { type Figure, heatMap, imageGrid, line, scatterChart } from "@gradiente/plot";
import { customOp } from "./custom-op.ts";
import { fineTuning } from "./fine-tuning.ts";
import { hmc } from "./hmc.ts";
import { neuralOde } from "./neural-ode.ts";
import { pinn } from "./pinn.ts";
import { vae } from "./vae.ts";
import { wganGp } from "./wgan-gp.ts";

/** What a model gives at its full size. */
export interface Shown {
  readonly figures: Readonly<Record<string, number>>;
  readonly drawn: Readonly<Record<string, Figure>>;
}

const digits = (train = 10_000): Promise<Mnist> => loadMnist({ limit: { train, test: 1000 } });
const points = (x: Tensor) => ({ x: x.slice([null, 0]), y: x.slice([null, 1]) });
const grid = (images: Tensor, title: string) => imageGrid(images, { columns: 10, range: [0, 1], title });

/** The models by name, each with the data and the size that docs/models.md speaks of. */
export const models: Readonly<Record<string, (seed: number) => Shown | Promise<Shown>>> = {
  async vae(seed) {
    const images = wholeBatch((await digits()).train).x;
    const { before, after, divergence, sample } = vae(images, { seed });
    return {
      figures: { before, after, divergence },
      drawn: { samples: grid(sample(40), "40 samples of a VAE") },
    };
  },
  async "wgan-gp"(seed) {
    const images = wholeBatch((await digits()).train).x;
    const real = (n: number) => images.indexSelect(randint([n], { high: images.shape[0] }));
    const sizes = { criticSteps: 3, batchSize: 64, latent: 32, hidden: 256, learningRate: 1e-3 };
    const { gaps, slope, sample } = wganGp(real, { ...sizes, output: () => new Sigmoid(), seed });
    const curve = { title: "What the critic tells apart", xLabel: "update of the generator", yLabel: "gap" };
    const drawn = { samples: grid(sample(40), "40 samples of a WGAN-GP"), gaps: line(gaps, curve) };
    return { figures: { gap: gaps[gaps.length - 1], slope }, drawn };
  },
  pinn(seed) {
    const { curve, error, solution } = pinn({ seed });
    return {
      figures: { residual: curve[curve.length - 1], error },
      drawn: { solution: heatMap(solution, { title: "The heat equation solved" }) },
    };
  },
  "neural-ode"(seed) {
    const { before, after, truth, predicted } = neuralOde({ seed });
    const spirals = line(
      { truth: points(truth), predicted: points(predicted) },
      { title: "A spiral and its prediction" },
    );
    return { figures: { before, after }, drawn: { spirals } };
  },
  hmc(seed) {
    const precision = tensor([2.77, -1.48, -1.48, 1.23], { shape: [2, 2], dtype: "float64" });
    const density = (x: Tensor) => x.matmul(precision).mul(x).sum(1).mul(-0.5);
    const { drawn, accepted } = hmc(density, { variables: 2, seed });
    const samples = scatterChart(points(drawn.slice([[0, 2000]])), {
      title: "2000 samples of a correlated Gaussian",
    });
    return { figures: { accepted }, drawn: { samples } };
  },
  "custom-op"(seed) {
    const { resistance, logCurrent, loss } = customOp({ seed });
    return { figures: { resistance, logCurrent, loss }, drawn: {} };
  },
  async "fine-tuning"(seed) {
    const { before, after, trainable } = await fineTuning(await digits(), { seed });
    return { figures: { before, after, trainable }, drawn: {} };
  },
};
