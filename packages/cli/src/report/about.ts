import type { Tensor } from "@gradiente/core";
import type { Block } from "@gradiente/plot";
import type { History, TrainingSetup, TrainingState } from "@gradiente/train";
import type { TrainingStart } from "@gradiente/train/node";
import { bytesShown, short } from "../show/text.ts";

/* The parts of a report that say how a run came about. */

/** How a training ended, in a sentence. */
export function ending({ history, stop }: TrainingState): string {
  const epochs = `${history.length} ${history.length === 1 ? "epoch" : "epochs"}`;
  const seconds = history.seconds.reduce((sum, each) => sum + each, 0);
  const how = stop === undefined ? "" : ` A callback has stopped it: ${stop.reason}.`;
  return `${epochs}, ${Math.round(seconds * 10) / 10} seconds of training.${how}`;
}

/** The last, lowest and highest value of each figure, and the epochs of the latter. */
export function figuresTable(history: History): Block {
  const rows = history.names.map((name) => {
    const values = history.series(name);
    const place = (better: (a: number, b: number) => boolean) => {
      const at = values.reduce(
        (found, value, i) => (found < 0 || better(value, values[found]) ? i : found),
        -1,
      );
      return `${short(values[at])} (epoch ${at + 1})`;
    };
    return [
      name,
      short(values[values.length - 1]),
      place((a, b) => a < b || Number.isNaN(b)),
      place((a, b) => a > b || Number.isNaN(b)),
    ];
  });
  return { table: { columns: ["figure", "last", "lowest", "highest"], rows } };
}

/** What each start of the training ran on. */
export function environmentBlocks(starts: readonly TrainingStart[] | undefined): Block[] {
  if (starts === undefined) {
    return [
      'What the training ran on was not written down. new EnvironmentLog("<directory>/environment.json") of ' +
        "@gradiente/train/node does so.",
    ];
  }
  const names = starts.map((_, i) => (starts.length === 1 ? "value" : `start ${i + 1}`));
  const row = (name: string, of: (start: TrainingStart) => string) => [name, ...starts.map(of)];
  return [
    {
      table: {
        columns: ["", ...names],
        rows: [
          row("Git commit", ({ commit, isChanged }) => {
            return commit === null ? "not known" : `${commit}${isChanged ? ", with changes" : ""}`;
          }),
          row("begun", ({ begun }) => begun),
          row("ended", ({ ended }) => ended ?? "not known: it runs, or was killed"),
          row("from epoch", ({ fromEpoch }) => String(fromEpoch)),
          row("status", ({ status }) => status),
          row("Gradiente", ({ gradiente }) => gradiente || "from sources"),
          row("Node", ({ node, platform }) => `${node}, ${platform}`),
          row("processor", ({ processor, cores, memory }) => {
            return `${processor}, ${cores} threads at once, ${bytesShown(memory)} of memory`;
          }),
          row("backend", ({ backend, threads }) => `${backend}, ${threads} ${threads === 1 ? "thread" : "threads"}`), // biome-ignore format: a line
        ],
      },
    },
  ];
}

/** The seed, and where the streams of random numbers were at the end. */
export function seedsTable(random: ReadonlyMap<string, Tensor>): Block {
  const rows = [...random].map(([name, state]) => [
    name === "seed" ? "seed of the training" : `stream ${name}`,
    [...state.toTypedArray()].join(" "),
  ]);
  return { table: { columns: ["random numbers", "value"], rows, caption: "Streams as they are after the last epoch." } }; // biome-ignore format: a line
}

/** What the training was set up with. */
export function setupTable(setup: TrainingSetup): Block {
  const rows = [
    ["model", setup.model?.join(", ")],
    ["optimizer", setup.optimizer],
    ["data", setup.data],
    ["validation data", setup.validation],
    ["batch size", setup.batchSize],
    ["batches of an update", setup.accumulate],
    ["shuffled", setup.shuffle ? "yes" : "no"],
    ["learning rate of the next update", setup.learningRate],
  ] as const;
  return { table: { columns: ["", "value"], rows: rows.map(([name, value]) => [name, String(value ?? "not known")]) } }; // biome-ignore format: a line
}

/** What a model is made of: each tensor, and how many numbers there are. */
export function weightsTable(model: ReadonlyMap<string, Tensor>): Block {
  const rows = [...model].map(([name, { dtype, shape }]) => [name, dtype, `[${shape.join(", ")}]`]);
  const size = [...model.values()].reduce((sum, x) => sum + x.size, 0);
  return { table: { columns: ["weight", "dtype", "shape"], rows, caption: `${size} numbers in all.` } };
}
