// A training that others kill: node trainee.ts '{"folder":"...","optimizer":"Adam",...}'. It writes a line for each epoch
// that it begins, and result.json when it is over.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Callback, EarlyStopping, fit as fitModel } from "@gradiente/train";
import { CsvLog, JsonLinesLog, ModelCheckpoint, TensorBoard } from "@gradiente/train/node";
import { type Machine, type OptimizerName, setUp } from "./setups.ts";

/** What a trainee is to do. */
export interface Task {
  readonly folder: string;
  readonly optimizer: OptimizerName;
  readonly machine: Machine;
  readonly epochs: number;
}

async function train({ folder, optimizer, machine, epochs }: Task): Promise<void> {
  const { model, options } = await setUp(optimizer, machine);
  const directory = join(folder, "run");
  const tell: Callback = { onEpochBegin: () => void process.stdout.write("epoch\n") };
  const history = await fitModel(model, {
    ...options,
    epochs,
    callbacks: [
      new CsvLog(join(folder, "log.csv")),
      new JsonLinesLog(join(folder, "log.jsonl")),
      new TensorBoard(join(folder, "board")),
      new EarlyStopping({ patience: epochs, restoreBest: true }),
      // Several files each, so that there are moments between them.
      new ModelCheckpoint({ directory, keep: 2, best: true, shardBytes: 1024 }),
      tell,
    ],
    resume: directory,
  });
  const hash = createHash("sha256");
  for (const [path, x] of [...model.stateDict(), ...options.optimizer.stateDict()]) {
    const { buffer, byteOffset, byteLength } = x.toTypedArray();
    hash.update(path).update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  const { seconds: _, ...rest } = history.toJSON();
  writeFileSync(join(folder, "result.json"), JSON.stringify({ weights: hash.digest("hex"), history: rest }));
}

await train(JSON.parse(process.argv[2]));
