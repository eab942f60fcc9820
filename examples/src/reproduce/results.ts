import { join } from "node:path";
import { FileError, readRegularFile } from "@gradiente/files";
import type { Experiment } from "../kit/experiment.ts";
import type { Result } from "../kit/perform.ts";

/** The folder of the files of a run. */
export function folderOf(id: string, seed: number): string {
  return join("out", "reproduce", id, String(seed));
}

/** The existing results of full runs, by experiment, in the order of seeds. */
export async function readResults(
  experiments: readonly Experiment[],
  seeds: readonly number[],
): Promise<Map<string, Result[]>> {
  const results = new Map<string, Result[]>();
  for (const { id } of experiments) {
    const found: Result[] = [];
    for (const seed of seeds) {
      const result = await readResult(join(folderOf(id, seed), "result.json"), id);
      if (result !== null && !result.quick && !result.interrupted) found.push(result);
    }
    if (found.length > 0) results.set(id, found);
  }
  return results;
}

/** The result of a run; null if there is none. @throws Error that names the file if it holds something else. */
async function readResult(file: string, id: string): Promise<Result | null> {
  try {
    const result = JSON.parse(new TextDecoder().decode(await readRegularFile(file))) as Result | null;
    if (result?.experiment === id) return result;
  } catch (error) {
    if (error instanceof FileError && error.code === "ENOENT") return null;
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Error(`${file} is not the result of experiment ${id}: remove it, and run the experiment again`);
}
