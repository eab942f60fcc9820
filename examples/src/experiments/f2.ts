import { seed, type Tensor } from "@gradiente/core";
import { Dense, Embedding, LSTM, Module } from "@gradiente/nn";
import { CHARACTER_MEASURES, learnCharacters, loadPlays } from "../kit/characters.ts";
import type { Experiment } from "../kit/experiment.ts";

class CharacterLSTM extends Module {
  readonly embedding: Embedding;
  readonly memory = new LSTM(32, 128, { batchFirst: true });
  readonly head: Dense;

  constructor(characters: number) {
    super();
    this.embedding = new Embedding(characters, 32);
    this.head = new Dense(128, characters);
  }

  override forward(codes: Tensor): Tensor {
    return this.head.forward(this.memory.forward(this.embedding.forward(codes)).output);
  }
}

export const f2: Experiment = {
  id: "f2",
  title: "An LSTM that writes plays",
  data: "Tiny Shakespeare",
  reference: "none: left for later",
  measures: CHARACTER_MEASURES,
  epochs: { full: 18, quick: 1 },
  illustration: "loss",
  async run(context) {
    seed(context.seed);
    const plays = await loadPlays(context);
    const model = new CharacterLSTM(plays.train.characters.length);
    return learnCharacters(context, model, plays, { batchSize: 32, peak: 8e-3 });
  },
};
