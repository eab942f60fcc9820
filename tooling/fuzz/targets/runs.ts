import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeSafetensors, onWarning, type Tensor, tensor } from "@gradiente/core";
import { loadCheckpoint, loadWeights } from "@gradiente/train/node";
import { crc32c } from "../../../packages/train/src/crc32c.ts";
import { mutateBytes } from "../mutate-bytes.ts";
import { mutateJson, textOf, toWritten } from "../mutate-json.ts";
import { plain } from "../plain.ts";
import type { Sample } from "../sample.ts";
import { checkSame, type Target } from "../target.ts";

/** The JSON of a directory of checkpoints, and that of weights in several files; both come through the disk. */
export function runTargets({ folder, checkpoint }: Sample): Target[] {
  return [...manifestTargets(join(folder, "run"), checkpoint), ...indexTargets(join(folder, "shards"))];
}

function manifestTargets(directory: string, checkpoint: Uint8Array): Target[] {
  const name = "epoch-000002.safetensors";
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, name), checkpoint);
  const checksum = crc32c(checkpoint).toString(16).padStart(8, "0");
  const files = [{ name, bytes: checkpoint.length, checksum }];
  const manifest = { format: "gradiente-run-1", checkpoints: [{ epoch: 2, files }], best: 2 };
  const read = async (written: string | Uint8Array) => {
    writeFileSync(join(directory, "manifest.json"), written);
    // That a manifest is damaged is warned of, and the checkpoint is found without it.
    const restore = onWarning(() => {});
    const state = await loadCheckpoint(directory).finally(restore);
    checkSame("the number of epochs", state.history.length, 2);
  };
  return both("manifest of a run", directory, manifest, read);
}

function indexTargets(directory: string): Target[] {
  mkdirSync(directory, { recursive: true });
  const tensors = new Map([["a.weight", tensor([[1, 2]])], ["a.bias", tensor([3])], ["b", tensor([4, 5])]]); // biome-ignore format: a list
  const [first, second] = [1, 2].map((at) => `model-0000${at}-of-00002.safetensors`);
  const fileOf = new Map([...tensors.keys()].map((name) => [name, name === "b" ? second : first]));
  for (const file of [first, second]) {
    const own = [...tensors].filter(([name]) => fileOf.get(name) === file);
    writeFileSync(join(directory, file), encodeSafetensors(own));
  }
  const index = { metadata: { total_size: 20 }, weight_map: Object.fromEntries(fileOf) };
  const path = join(directory, "model.safetensors.index.json");
  const kept = new Map(entriesOf(tensors).map((entry) => [entry[0], entry]));
  const read = async (written: string | Uint8Array) => {
    writeFileSync(path, written);
    for (const entry of entriesOf(await loadWeights(path))) checkSame(entry[0], entry, kept.get(entry[0]));
  };
  return both("index of weights", directory, index, read);
}

const entriesOf = (tensors: ReadonlyMap<string, Tensor>) => plain(tensors) as [name: string, ...unknown[]][];

/** JSON changed by bytes, and by structure. */
function both(
  name: string,
  told: string,
  json: object,
  read: (written: string | Uint8Array) => Promise<void>,
): Target[] {
  const bytes = new TextEncoder().encode(JSON.stringify(json));
  const written = toWritten(json);
  return [
    { name: `${name}, bytes`, told, mutant: (random) => () => read(mutateBytes(bytes, random)) },
    { name: `${name}, structure`, told, mutant: (random) => () => read(textOf(mutateJson(written, random))) },
  ];
}
