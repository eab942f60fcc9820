import { seed, type Tensor } from "@gradiente/core";
import { Dense, Embedding, initializers, LearntPositions, Module, TransformerEncoder } from "@gradiente/nn";
import { CHARACTER_MEASURES, learnCharacters, loadPlays, WINDOW } from "../kit/characters.ts";
import type { Experiment } from "../kit/experiment.ts";

const FEATURES = 96;

class Transformer extends Module {
  readonly embedding: Embedding;
  readonly positions = new LearntPositions(WINDOW, FEATURES, { batchFirst: true });
  readonly layers = new TransformerEncoder(2, FEATURES, 4, {
    feedForward: 4 * FEATURES,
    activation: "gelu",
    dropout: 0,
    normFirst: true,
    finalNorm: true,
    batchFirst: true,
  });
  readonly head: Dense;

  constructor(characters: number) {
    super();
    this.embedding = new Embedding(characters, FEATURES, {
      weightInitializer: initializers.normal(0, 0.02),
    });
    this.head = new Dense(FEATURES, characters);
  }

  override forward(codes: Tensor): Tensor {
    const x = this.positions.forward(this.embedding.forward(codes));
    return this.head.forward(this.layers.forward(x, { causal: true }));
  }
}

export const f1: Experiment = {
  id: "f1",
  title: "A transformer that writes plays",
  data: "Tiny Shakespeare",
  reference: "none: left for later",
  measures: CHARACTER_MEASURES,
  epochs: { full: 18, quick: 1 },
  illustration: "loss",
  async run(context) {
    seed(context.seed);
    const plays = await loadPlays(context);
    const model = new Transformer(plays.train.characters.length);
    return learnCharacters(context, model, plays, { batchSize: 16, peak: 3e-3 });
  },
};
