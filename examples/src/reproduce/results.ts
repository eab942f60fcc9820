import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { FileError } from "@gradiente/files";
import type { Experiment } from "../kit/experiment.ts";
import type { Result } from "../kit/perform.ts";

/** The folder of the files of a run. */
export function folderOf(id: string, seed: number): string {
  return join("out", "reproduce", id, String(seed));
}

function resultIn(file: string, text: string): Result {
  try {
    return JSON.parse(text) as Result;
  } catch (cause) {
    const problem = `it is no JSON (${(cause as Error).message}); remove it, and run the experiment again`;
    throw new FileError("read", file, problem, { cause });
  }
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
      const file = join(folderOf(id, seed), "result.json");
      const text = await readFile(file, "utf8").catch(() => null);
      if (text === null) continue;
      const result = resultIn(file, text);
      if (!result.quick && !result.interrupted) found.push(result);
    }
    if (found.length > 0) results.set(id, found);
  }
  return results;
}
