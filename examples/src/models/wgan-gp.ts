import { grad, noGrad, rand, randn, seed as restart, type Tensor } from "@gradiente/core";
import { Dense, LeakyReLU, ReLU, Sequential, type Sigmoid } from "@gradiente/nn";
import { Adam } from "@gradiente/optim";

/* A Wasserstein GAN with a penalty on the critic's slope (Gulrajani et al., "Improved training of WGANs", 2017). */

export interface WganOptions {
  /** The number of updates of the generator. Default: 2000. */
  readonly steps?: number;
  /** The number of updates of the critic for each of them. Default: 5. */
  readonly criticSteps?: number;
  /** Default: 128. */
  readonly batchSize?: number;
  /** The number of random numbers that the generator gets. Default: 16. */
  readonly latent?: number;
  /** The width of the hidden layers. Default: 128. */
  readonly hidden?: number;
  /** The layer at the end of the generator, such as a `Sigmoid` for values in [0, 1]. Default: none. */
  readonly output?: () => Sigmoid;
  /** λ, the factor of the penalty. Default: 10. */
  readonly penalty?: number;
  /** Default: 0.0002. */
  readonly learningRate?: number;
  /** Default: 0. */
  readonly seed?: number;
}

/** Trains on what `real(n)` draws: n samples `[n, features]`. It draws from the default stream, or from one of its own. */
export function wganGp(real: (n: number) => Tensor, options: WganOptions = {}) {
  const { steps = 2000, criticSteps = 5, batchSize = 128, latent = 16, hidden = 128 } = options;
  const { output, penalty = 10, learningRate = 2e-4, seed = 0 } = options;
  restart(seed);
  const features = real(1).shape[1];
  const hiddenLayers = (inputs: number, activation: () => ReLU | LeakyReLU) => [
    ...[new Dense(inputs, hidden), activation()],
    ...[new Dense(hidden, hidden), activation()],
  ];
  const body = hiddenLayers(latent, () => new ReLU());
  const generator = new Sequential(
    ...body,
    new Dense(hidden, features),
    ...(output === undefined ? [] : [output()]),
  );
  const critic = new Sequential(...hiddenLayers(features, () => new LeakyReLU(0.2)), new Dense(hidden, 1));
  const rates = { learningRate, beta1: 0, beta2: 0.9 };
  const ofGenerator = new Adam(generator.parameters(), rates);
  const ofCritic = new Adam(critic.parameters(), rates);

  const sample = (n: number) => noGrad(() => generator.forward(randn([n, latent])));
  /** How much higher the critic rates real samples: an estimate of the Wasserstein distance. */
  const gapOf = (truth: Tensor, fake: Tensor) =>
    critic.forward(truth).mean().sub(critic.forward(fake).mean());
  /** The length of the critic's gradient at a random place between each real sample and a fake one. */
  const slopesOf = (truth: Tensor, fake: Tensor) => {
    const between = fake.lerp(truth, rand([truth.shape[0], 1]));
    return grad((x: Tensor) => critic.forward(x).sum())(between).norm(2, 1);
  };

  const gaps: number[] = [];
  for (let step = 0; step < steps; step++) {
    for (let turn = 0; turn < criticSteps; turn++) {
      const [truth, fake] = [real(batchSize), sample(batchSize)];
      const gap = gapOf(truth, fake);
      if (turn === criticSteps - 1) gaps.push(gap.item());
      // The penalty has a gradient itself, so this is a gradient of a gradient.
      const excess = slopesOf(truth, fake).sub(1).square().mean();
      ofCritic.step(excess.mul(penalty).sub(gap).backward());
    }
    const rating = critic.forward(generator.forward(randn([batchSize, latent]))).mean();
    // Its gradients by the critic are there too; this optimiser has the generator's parameters alone.
    ofGenerator.step(rating.neg().backward());
  }
  const slope = noGrad(() => slopesOf(real(1000), sample(1000)).mean().item());
  return {
    /** The critic's gap before each update of the generator. */ gaps,
    /** 1 at best. */ slope,
    sample,
  };
}
