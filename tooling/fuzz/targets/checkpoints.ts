import type { StateDict } from "@gradiente/nn";
import { decodeTrainingState, encodeTrainingState, type TrainingState } from "@gradiente/train";
import { mutateBytes } from "../mutate-bytes.ts";
import { mutateJson, textOf, toWritten, type Written } from "../mutate-json.ts";
import { plain } from "../plain.ts";
import { divided, withHeader } from "../safetensors-parts.ts";
import { type Sample, training } from "../sample.ts";
import { check, checkSame, type Target } from "../target.ts";

const FILE = "mutant.safetensors";

/** What a state is, as plain data. */
function plainState(state: TrainingState): unknown {
  const { data, history, stop, setup, callbacks, ...states } = state;
  return {
    ...Object.fromEntries(Object.entries(states).map(([name, part]) => [name, plain(part as StateDict)])),
    callbacks: new Map([...callbacks].map(([name, part]) => [name, new Map(plain(part) as [])])),
    plain: JSON.stringify([data, history, stop, setup]),
  };
}

function read(bytes: Uint8Array): TrainingState {
  const state = decodeTrainingState(bytes, FILE);
  checkSame(
    "what is written of it",
    plainState(decodeTrainingState(encodeTrainingState(state))),
    plainState(state),
  );
  check(
    "a column of another length",
    state.history.names.every((name) => state.history.series(name).length === state.history.length),
  );
  return state;
}

/** Checkpoints without a checksum, so that what is read of them is not guarded by it; and all of one with it. */
export function checkpointTargets({ checkpoint }: Sample): Target[] {
  const { header, data } = divided(checkpoint);
  const entries = header.kind === "object" ? header.entries : [];
  const metadata = new Map(entriesOf(entries[0][1]).map(([key, value]) => [key, JSON.parse(textOf(value))]));
  const text = (value: string): Written => ({ kind: "raw", text: JSON.stringify(value) });
  /** A file of the format without a checksum, whose metadata are as given. */
  const unchecked = (changed: Readonly<Record<string, Written>>): Written => ({
    kind: "object",
    entries: [
      [
        "__metadata__",
        {
          kind: "object",
          entries: Object.entries({
            format: text("gradiente-training-1"),
            data: text(metadata.get("data")),
            history: text(metadata.get("history")),
            ...changed,
          }),
        },
      ],
      ...entries.slice(1),
    ],
  });
  const parts: Readonly<Record<string, Written>> = {
    data: toWritten(JSON.parse(metadata.get("data"))),
    history: toWritten(JSON.parse(metadata.get("history"))),
    setup: toWritten(JSON.parse(metadata.get("setup"))),
    stop: toWritten({ reason: "it is enough", by: "EarlyStopping(loss)" }),
  };
  const original = plainState(decodeTrainingState(checkpoint));
  return [
    {
      name: "checkpoint, bytes",
      told: FILE,
      mutant: (random) => () =>
        checkSame("a state that was changed", plainState(read(mutateBytes(checkpoint, random))), original),
    },
    {
      name: "checkpoint without checksum, header",
      told: FILE,
      mutant: (random) => () => read(withHeader(textOf(mutateJson(unchecked({}), random)), data)),
    },
    {
      name: "checkpoint without checksum, data, history, setup and stop",
      told: FILE,
      mutant: (random) => () => {
        const name = random.pick(Object.keys(parts));
        const mutant = text(textOf(mutateJson(parts[name], random)));
        read(withHeader(textOf(unchecked({ [name]: mutant })), data));
      },
    },
    {
      name: "checkpoint without checksum, values",
      told: FILE,
      mutant: (random) => () => {
        const state = read(withHeader(textOf(unchecked({})), mutateBytes(data, random)));
        load(state);
      },
    },
  ];
}

/** What fit does with a state, but for the training. What it refuses, it names by the part, not by the file. */
function load(state: TrainingState): void {
  const { model, optimizer, data, callbacks } = training();
  model.loadStateDict(state.model);
  data.loadState(state.data[0] as never);
  const told = [
    () => optimizer.loadStateDict(state.optimizer),
    ...callbacks.map(
      (callback) => () => callback.loadStateDict(state.callbacks.get(callback.name) as StateDict),
    ),
  ];
  for (const step of told) {
    try {
      step();
    } catch (error) {
      if (
        !/^loadStateDict: the state does not fit|^(EarlyStopping|ReduceOnPlateau|ModelCheckpoint)\(/.test(
          (error as Error).message,
        )
      )
        throw error;
      return;
    }
  }
  check(
    "a number of updates that cannot be",
    Number.isSafeInteger(optimizer.stateDict().get("step")?.item()),
  );
}

function entriesOf(value: Written): [string, Written][] {
  return value.kind === "object" ? value.entries : [];
}
