import { access, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { TrainingState } from "@gradiente/train";
import {
  loadCheckpoint,
  loadEnvironmentLog,
  loadTensorBoardImages,
  type TensorBoardImage,
  type TrainingStart,
} from "@gradiente/train/node";
import { UsageError } from "../program.ts";

/** What is known of a run. */
export interface FoundRun {
  /** Its path, as the user has given it. */
  readonly path: string;
  /** The directory that it is in. */
  readonly folder: string;
  readonly state: TrainingState;
  /** What it ran on; undefined if nobody has written that down. */
  readonly starts: readonly TrainingStart[] | undefined;
  /** The images in event files of TensorBoard in its directory. */
  readonly images: readonly TensorBoardImage[];
}

/** How the log of what a run ran on is called in its directory. */
const ENVIRONMENT = "environment.json";

/** Reads a run: a directory of checkpoints, or one checkpoint, and what stands beside it. */
export async function readRun(path: string, best: boolean): Promise<FoundRun> {
  const isDirectory = (await stat(path).catch(() => undefined))?.isDirectory() === true;
  if (best && !isDirectory) throw new UsageError(`--best: ${path} is no directory of a run`);
  const state = await loadCheckpoint(path, { best });
  const folder = isDirectory ? resolve(path) : dirname(resolve(path));
  const file = join(folder, ENVIRONMENT);
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  const starts = isThere ? await loadEnvironmentLog(file) : undefined;
  return { path, folder, state, starts, images: await loadTensorBoardImages(folder) };
}
