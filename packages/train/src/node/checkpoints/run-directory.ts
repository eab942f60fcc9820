import { unlink } from "node:fs/promises";
import { join } from "node:path";
import { warn } from "@gradiente/core";
import { SavedDataError } from "@gradiente/datasets";
import { FileError } from "@gradiente/files";
import { decodeTrainingState, type TrainingState } from "@gradiente/train";
import { partsOfState } from "../../state-parts.ts";
import { loadTensorFiles } from "./load-tensor-files.ts";
import {
  type Checkpoint,
  LaterVersionError,
  listCheckpoints,
  listFiles,
  type Manifest,
  readManifest,
  stemOf,
  writeManifest,
} from "./manifest.ts";
import { verifyFiles, writeTensorFiles } from "./tensor-files.ts";

/** How checkpoints are kept. */
export interface Keeping {
  /** How many of the newest. */
  readonly keep: number;
  /** The most bytes of a file. */
  readonly shardBytes: number;
}

/**
 * Adds a checkpoint to a directory: its files are written, flushed and renamed into place, read again and compared, then
 * named in the manifest; only then do older ones go.
 *
 * @param isBest whether it is the best one so far, which stays until there is a better one; undefined if none is kept so.
 */
export async function saveCheckpoint(
  directory: string,
  epoch: number,
  state: TrainingState,
  isBest: boolean | undefined,
  { keep, shardBytes }: Keeping,
): Promise<void> {
  const before = await manifestOrNone(directory);
  const { tensors, metadata } = partsOfState(state);
  const files = await writeTensorFiles(directory, stemOf(epoch), tensors, metadata, shardBytes);
  await verifyFiles(directory, files);
  // What comes later belongs to a training that was given up, from a checkpoint that turned out to be damaged.
  const earlier = before.checkpoints.filter((checkpoint) => checkpoint.epoch < epoch);
  const best = isBest === undefined ? null : isBest ? epoch : before.best;
  const all = [...earlier, { epoch, files }];
  const checkpoints = all.filter((checkpoint, at) => at >= all.length - keep || checkpoint.epoch === best);
  await writeManifest(directory, { checkpoints, best });
  await removeOthers(directory, checkpoints);
}

/** The manifest; an empty one in place of one that is missing, or damaged, which was told when the training began. */
async function manifestOrNone(directory: string): Promise<Manifest> {
  const none: Manifest = { checkpoints: [], best: null };
  try {
    return (await readManifest(directory)) ?? none;
  } catch (error) {
    if (error instanceof SavedDataError && !(error instanceof LaterVersionError)) return none;
    throw error;
  }
}

/** Removes the files of checkpoints that are kept no longer, or were never finished. */
async function removeOthers(directory: string, checkpoints: readonly Checkpoint[]): Promise<void> {
  const kept = new Set(checkpoints.flatMap(({ files }) => files.map(({ name }) => name)));
  for (const { name } of await listFiles(directory)) {
    // A file that stays is no reason to end a training; the next checkpoint tries again.
    if (!kept.has(name)) await unlink(join(directory, name)).catch(() => {});
  }
}

/** A checkpoint that was read, and its epoch. */
export interface Found {
  readonly epoch: number;
  readonly state: TrainingState;
}

/**
 * The newest checkpoint of a directory that is as it was written; undefined if it has none. Damaged ones are warned of.
 *
 * @param which "best" for the best one instead: there is no other in its place.
 * @throws FileError if all are damaged; it says what is wrong with each.
 */
export async function newestCheckpoint(directory: string, which?: "best"): Promise<Found | undefined> {
  const problems: string[] = [];
  const candidates = await candidatesIn(directory, problems, which);
  for (const { epoch, read } of candidates) {
    try {
      const state = await read();
      if (problems.length > 0) {
        const told = problems.join("; ");
        // By what is wrong: another checkpoint that is damaged, or the same in another way, is told of again.
        warn("GRADIENTE_CHECKPOINT", `the checkpoint of epoch ${epoch} is taken: ${told}`, told);
      }
      return { epoch, state };
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  if (problems.length === 0) return undefined;
  const problem = `none of its checkpoints is whole: ${problems.join("; ")}. To train from the beginning, name another directory`;
  throw new FileError("read", directory, problem);
}

interface Candidate {
  readonly epoch: number;
  readonly read: () => Promise<TrainingState>;
}

/**
 * The checkpoints that a manifest names, from the newest to the oldest; those that seem to be there, if it is damaged, or if
 * the process was killed before it wrote the first.
 */
async function candidatesIn(
  directory: string,
  problems: string[],
  which: "best" | undefined,
): Promise<readonly Candidate[]> {
  const read = async (name: string, epoch: number) => {
    const file = join(directory, name);
    const state = decodeTrainingState(await loadTensorFiles(file), file);
    if (state.history.length === epoch) return state;
    const problem = `it has the state after epoch ${state.history.length}, not ${epoch}, as the directory says`;
    throw new FileError("read", file, problem);
  };
  const listed = async () =>
    (await listCheckpoints(directory)).map(({ name, epoch }) => ({ epoch, read: () => read(name, epoch) }));
  try {
    const manifest = await readManifest(directory);
    if (manifest === undefined) return which === "best" ? [] : await listed();
    const { checkpoints, best } = manifest;
    const chosen = which === "best" ? checkpoints.filter(({ epoch }) => epoch === best) : checkpoints;
    return [...chosen].reverse().map(({ epoch, files }) => ({
      epoch,
      read: async () => {
        await verifyFiles(directory, files);
        return read((files.at(-1) as (typeof files)[number]).name, epoch);
      },
    }));
  } catch (error) {
    if (error instanceof LaterVersionError || which === "best") throw error;
    problems.push((error as Error).message);
    return listed();
  }
}
