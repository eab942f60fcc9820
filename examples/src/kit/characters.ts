import { categorical, concat, noGrad, type Tensor } from "@gradiente/core";
import { DataLoader, loadTinyShakespeare, TextCorpus } from "@gradiente/datasets";
import { crossEntropyLoss, type Module } from "@gradiente/nn";
import { AdamW, schedules } from "@gradiente/optim";
import { type Figure, line } from "@gradiente/plot";
import { evaluate } from "@gradiente/train";
import { bigramLoss } from "./bigrams.ts";
import type { Context, Experiment, Outcome } from "./experiment.ts";
import { mean } from "./mean.ts";
import { trainIn } from "./train.ts";

/** The number of characters that a model sees. */
export const WINDOW = 64;
/** The number of updates between two looks at the held-out text: an epoch. */
const STEPS = { full: 250, quick: 2 };
/** The number of updates that a point of the training's curve is the mean of. */
const POINT = { full: 50, quick: 1 };
/** In quick mode, the text is its start. */
const QUICK_CHARACTERS = 8_000;
/** The number of characters that a model writes. */
const SAMPLE = { full: 500, quick: 10 };
/** The number of them in the table of results. */
const QUOTED = 200;
/** What scores are divided by before a character is drawn: below 1, likely ones become likelier. */
const TEMPERATURE = 0.8;

/** A model that gives scores of the next character, `[batch, time, characters]`, for the codes of the last ones, `[batch, time]`. */
export type CharacterModel = Module<readonly [codes: Tensor], Tensor>;

/** The two parts of Tiny Shakespeare: the last tenth is held out. */
export interface Plays {
  readonly train: TextCorpus;
  readonly test: TextCorpus;
}

/** How a character model is trained. */
export interface Settings {
  readonly batchSize: number;
  /** The largest learning rate. */
  readonly peak: number;
}

/** What all experiments with characters measure. */
export const CHARACTER_MEASURES: Experiment["measures"] = {
  loss: { label: "held-out text, nats per character", target: { atMost: 1.8 } },
  bigrams: { label: "the same of counted bigrams" },
};

/** Tiny Shakespeare, or a small part of it in quick mode. */
export async function loadPlays({ quick }: Context): Promise<Plays> {
  const corpus = await loadTinyShakespeare();
  const { text, description, characters } = corpus;
  return (quick ? new TextCorpus(text.slice(0, QUICK_CHARACTERS), description, characters) : corpus).split(
    0.1,
  );
}

/** Trains a model on windows from anywhere in the text, prints a text that it wrote, and draws how it learnt. */
export async function learnCharacters(
  context: Context,
  model: CharacterModel,
  { train, test }: Plays,
  { batchSize, peak }: Settings,
): Promise<Outcome> {
  const [inEpoch, inPoint] = context.quick ? [STEPS.quick, POINT.quick] : [STEPS.full, POINT.full];
  const steps = inEpoch * context.epochs;
  const windows = train.sequences({ length: WINDOW, stride: 1 });
  const samples = inEpoch * batchSize;
  const losses: number[] = [];
  const history = await trainIn(context, model, {
    data: new DataLoader(windows, {
      batchSize,
      sampler: {
        size: samples,
        draw: (generator) =>
          generator.randint([samples], { high: windows.size }).toTypedArray() as Int32Array,
      },
      seed: context.seed,
    }),
    // A fourth of the windows is enough to see how it goes.
    validation: test.sequences({ length: WINDOW, stride: 4 * WINDOW }),
    loss: lossOf,
    optimizer: new AdamW(model.parameters(), {
      learningRate: schedules.warmupCosine({ warmup: Math.ceil(steps / 20), peak, to: peak / 20, steps }),
      beta2: 0.99,
    }),
    clip: { globalNorm: 1 },
    callbacks: [{ onBatchEnd: (_, { loss }) => void losses.push(loss) }],
  });
  const { loss } = await evaluate(model, test.sequences({ length: WINDOW }), { loss: lossOf });
  const bigrams = bigramLoss(train, test);
  const written = write(model, test, context.quick ? SAMPLE.quick : SAMPLE.full);
  context.log(written);
  return {
    measured: { loss, bigrams },
    figures: {
      loss: {
        figure: curves(losses, inPoint, history.curves.valLoss, inEpoch, bigrams),
        see: "Counted pairs of characters are beaten within the first epochs: the model sees further back.",
      },
    },
    notes: [`It wrote: \`${written.slice(0, QUOTED).replaceAll(/\n+/g, " / ")}\``],
  };
}

/** The mean over all characters of -log of the probability of the one that came. */
function lossOf(scores: Tensor, next: Tensor): Tensor {
  return crossEntropyLoss(scores.reshape([next.size, -1]), next.reshape([-1]));
}

/** The loss of the training, of the held-out text, and what counted bigrams reach. */
function curves(
  losses: readonly number[],
  inPoint: number,
  heldOut: readonly number[],
  inEpoch: number,
  bigrams: number,
): Figure {
  const points = Array.from({ length: Math.floor(losses.length / inPoint) }, (_, i) => i);
  return line(
    {
      training: {
        x: points.map((i) => (i + 0.5) * inPoint),
        y: points.map((i) => mean(losses.slice(i * inPoint, (i + 1) * inPoint))),
      },
      "held out": { x: heldOut.map((_, i) => (i + 1) * inEpoch), y: heldOut },
      bigrams: { x: [0, losses.length], y: [bigrams, bigrams] },
    },
    { title: "the next character of a play", xLabel: "update", yLabel: "nats per character" },
  );
}

/** Goes on with the text after a line of the plays, a character at a time. */
function write(model: CharacterModel, corpus: TextCorpus, count: number): string {
  model.eval();
  return noGrad(() => {
    let codes = corpus.encode("\n").reshape([1, 1]);
    for (let i = 0; i < count; i++) {
      const seen = codes.slice([null, [-Math.min(WINDOW, codes.shape[1]), null]]);
      const scores = model.forward(seen).slice([null, -1]);
      codes = concat([codes, categorical(scores.div(TEMPERATURE), { count: 1 })], 1);
    }
    return corpus.decode(codes).trim();
  });
}
