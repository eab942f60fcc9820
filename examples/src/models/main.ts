import { join } from "node:path";
import { command, print, UsageError } from "@gradiente/cli/program";
import { randint, type Tensor, tensor } from "@gradiente/core";
import { loadMnist, type Mnist, wholeBatch } from "@gradiente/datasets";
import { type Figure, heatMap, imageGrid, line, scatterChart } from "@gradiente/plot";
import { makeFolder, runProgram } from "../kit/command-line.ts";
import { wholeNumber } from "../kit/whole-number.ts";
import { customOp } from "./custom-op.ts";
import { fineTuning } from "./fine-tuning.ts";
import { hmc } from "./hmc.ts";
import { neuralOde } from "./neural-ode.ts";
import { pinn } from "./pinn.ts";
import { vae } from "./vae.ts";
import { wganGp } from "./wgan-gp.ts";

/* Runs a model at its full size: prints its figures of merit, and draws it. */

interface Shown {
  readonly figures: Readonly<Record<string, number>>;
  readonly drawn: Readonly<Record<string, Figure>>;
}

const digits = (train = 10_000): Promise<Mnist> => loadMnist({ limit: { train, test: 1000 } });
const points = (x: Tensor) => ({ x: x.slice([null, 0]), y: x.slice([null, 1]) });
const grid = (images: Tensor) => imageGrid(images, { columns: 10, range: [0, 1] });

const models: Readonly<Record<string, (seed: number) => Shown | Promise<Shown>>> = {
  async vae(seed) {
    const images = wholeBatch((await digits()).train).x;
    const { before, after, divergence, sample } = vae(images, { seed });
    return { figures: { before, after, divergence }, drawn: { samples: grid(sample(40)) } };
  },
  async "wgan-gp"(seed) {
    const images = wholeBatch((await digits()).train).x;
    const real = (n: number) => images.indexSelect(randint([n], { high: images.shape[0] }));
    const { gaps, slope, sample } = wganGp(real, { seed, latent: 64, hidden: 256 });
    const drawn = { samples: grid(sample(40).clip(0, 1)), gaps: line(gaps, { yLabel: "the critic's gap" }) };
    return { figures: { gap: gaps[gaps.length - 1], slope }, drawn };
  },
  pinn(seed) {
    const { curve, error, solution } = pinn({ seed });
    return { figures: { residual: curve[curve.length - 1], error }, drawn: { solution: heatMap(solution) } };
  },
  "neural-ode"(seed) {
    const { before, after, truth, predicted } = neuralOde({ seed });
    const spirals = line({ truth: points(truth), predicted: points(predicted) });
    return { figures: { before, after }, drawn: { spirals } };
  },
  hmc(seed) {
    const precision = tensor([2.77, -1.48, -1.48, 1.23], { shape: [2, 2], dtype: "float64" });
    const density = (x: Tensor) => x.matmul(precision).mul(x).sum(1).mul(-0.5);
    const { drawn, accepted } = hmc(density, { variables: 2, seed });
    return { figures: { accepted }, drawn: { samples: scatterChart(points(drawn.slice([[0, 2000]]))) } };
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

const program = command("models")
  .description(`Trains one of the models of docs/models.md: ${Object.keys(models).join(", ")}.`)
  .argument("<model>", "its name")
  .option("--seed <number>", "the seed of all random numbers", wholeNumber(0), 0)
  .action(async (name: string, { seed }: { readonly seed: number }) => {
    if (!Object.hasOwn(models, name)) throw new UsageError(`there is no model called ${name}`);
    const { figures, drawn } = await models[name](seed);
    for (const [label, value] of Object.entries(figures)) print(`${label}: ${value.toPrecision(5)}`);
    await makeFolder("out", join("out", name));
    for (const [file, figure] of Object.entries(drawn)) await figure.save(join("out", name, `${file}.svg`));
  });
await runProgram(async () => void (await program.parseAsync(process.argv)));
