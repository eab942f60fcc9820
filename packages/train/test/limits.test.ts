import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  loadCheckpoint,
  loadEnvironmentLog,
  loadTensorBoardImages,
  loadWeights,
} from "@gradiente/train/node";
import { afterAll, beforeAll, expect, it } from "vitest";

/* Files that are too large to be what they are called are not read. */

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gradiente-limits-"));
});
afterAll(() => rm(folder, { recursive: true }));

it.each<[string, string, number, (folder: string) => Promise<unknown>]>([
  ["event files", "events.out.tfevents.1.host", 2_147_483_648, (path) => loadTensorBoardImages(path)],
  ["logs of environments", "environment.json", 67_108_864, (path) => loadEnvironmentLog(join(path, "environment.json"))],
  ["manifests", "manifest.json", 67_108_864, (path) => loadCheckpoint(path)],
  ["indices", "model.safetensors.index.json", 67_108_864, (path) => loadWeights(join(path, "model.safetensors"))],
])("%s have a most of bytes", async (_, name, most, load) => {
  const file = join(folder, name);
  await writeFile(file, "");
  await truncate(file, most + 1);
  await expect(load(folder)).rejects.toThrow(`it has ${most + 1} bytes, more than the ${most} that it may have`);
  await rm(file);
}); // biome-ignore format: one row each
