import { noGrad, randint, randn, seed as restart, type Tensor } from "@gradiente/core";
import { bceWithLogitsLoss, Dense, ReLU, Sequential } from "@gradiente/nn";
import { Adam } from "@gradiente/optim";

/* A variational autoencoder (Kingma and Welling, "Auto-encoding variational Bayes", 2014). */

export interface VaeOptions {
  /** The number of updates. Default: 2000. */
  readonly steps?: number;
  /** Default: 128. */
  readonly batchSize?: number;
  /** The number of latent variables. Default: 8. */
  readonly latent?: number;
  /** The width of the hidden layers. Default: 256. */
  readonly hidden?: number;
  /** Default: 0.001. */
  readonly learningRate?: number;
  /** Default: 0. */
  readonly seed?: number;
}

/** Trains on images `[n, pixels]` in [0, 1]. All bounds are in nats per image; the ELBO is their negative. */
export function vae(images: Tensor, options: VaeOptions = {}) {
  const { steps = 2000, batchSize = 128, latent = 8, hidden = 256, learningRate = 1e-3, seed = 0 } = options;
  restart(seed);
  const [count, pixels] = images.shape;
  // The encoder gives the means and the log-variances of the latent variables.
  const encoder = new Sequential(new Dense(pixels, hidden), new ReLU(), new Dense(hidden, 2 * latent));
  const decoder = new Sequential(new Dense(latent, hidden), new ReLU(), new Dense(hidden, pixels));
  const model = new Sequential(encoder, decoder);

  /** The negative ELBO: what the pixels cost, and the divergence of the latent variables from N(0, 1). */
  const bound = (x: Tensor) => {
    const [mean, logVariance] = encoder.forward(x).chunk(2, -1);
    const z = mean.add(logVariance.mul(0.5).exp().mul(randn(mean.shape)));
    const cost = bceWithLogitsLoss(decoder.forward(z), x, { reduction: "sum" });
    const divergence = mean.square().add(logVariance.expm1()).sub(logVariance).sum().mul(0.5);
    return { total: cost.add(divergence).div(x.shape[0]), divergence: divergence.div(x.shape[0]) };
  };
  const measured = () => noGrad(() => bound(images).total.item());

  const before = measured();
  const optimizer = new Adam(model.parameters(), { learningRate });
  const curve: number[] = [];
  for (let step = 0; step < steps; step++) {
    const { total } = bound(images.indexSelect(randint([batchSize], { high: count })));
    curve.push(total.item());
    optimizer.step(total.backward());
  }
  return noGrad(() => {
    const reconstruct = (x: Tensor) => decoder.forward(encoder.forward(x).chunk(2, -1)[0]).sigmoid();
    const { divergence } = bound(images);
    return {
      /** The negative ELBO of all images, before and after. */
      before,
      after: measured(),
      /** The divergence from N(0, 1) after the training: 0 if the latent variables are not used. */
      divergence: divergence.item(),
      curve,
      reconstruct,
      sample: (n: number) => noGrad(() => decoder.forward(randn([n, latent])).sigmoid()),
    };
  });
}
