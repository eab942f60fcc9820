import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { checkSaved, SavedDataError } from "@gradiente/datasets";
import { FileError, readRegularFile, writeFileAtomically } from "@gradiente/files";
import { MANIFEST, manifestSchema } from "../../run-schemas.ts";
import { parseSavedJson } from "../../saved-json.ts";
import type { WrittenFile } from "./tensor-files.ts";

/** A checkpoint in a directory. */
export interface Checkpoint {
  /** The number of its epoch. */
  readonly epoch: number;
  /** Its files: one, or several and, as the last, their index. */
  readonly files: readonly WrittenFile[];
}

/** What a directory holds, from the oldest to the newest. */
export interface Manifest {
  readonly checkpoints: readonly Checkpoint[];
  /** The epoch of the best one; null if none is kept as such. */
  readonly best: number | null;
}

const FILE = "manifest.json";
const MOST_BYTES = 2 ** 26;

/**
 * Reads the manifest of a directory; undefined if there is none.
 *
 * @throws SavedDataError for one that is damaged, or of a later version; FileError if it cannot be read.
 */
export async function readManifest(directory: string): Promise<Manifest | undefined> {
  const file = join(directory, FILE);
  const place = { file, writer: "ModelCheckpoint" };
  let bytes: Uint8Array;
  try {
    bytes = await readRegularFile(file, { limit: MOST_BYTES });
  } catch (error) {
    if (error instanceof FileError && error.code === "ENOENT") return undefined;
    throw error;
  }
  const json = parseSavedJson(Buffer.from(bytes).toString("utf8"), place);
  const format = (json as { readonly format?: unknown } | null)?.format;
  const later = typeof format === "string" ? Number(/^gradiente-run-(\d+)$/.exec(format)?.[1]) : Number.NaN;
  if (later > 1) {
    throw new LaterVersionError(
      place,
      `is of the format ${format}, which a later version of Gradiente reads`,
    );
  }
  const { checkpoints, best } = checkSaved(manifestSchema, json, place);
  return { checkpoints: [...checkpoints].sort((a, b) => a.epoch - b.epoch), best };
}

/** Thrown for what is not damaged, but cannot be known here: nothing may be taken for lost. */
export class LaterVersionError extends SavedDataError {}

export async function writeManifest(directory: string, { checkpoints, best }: Manifest): Promise<void> {
  const json = { format: MANIFEST, checkpoints, best };
  await writeFileAtomically(join(directory, FILE), `${JSON.stringify(json, null, 2)}\n`);
}

/** The name of the files of a checkpoint, without its end. */
export const stemOf = (epoch: number): string => `epoch-${String(epoch).padStart(6, "0")}`;

const NAME = /^epoch-(\d{6,})(-\d{5}-of-\d{5})?\.safetensors(\.index\.json)?$/;

/** The files of checkpoints in a directory, with their epochs. */
export async function listFiles(
  directory: string,
): Promise<{ name: string; epoch: number; isPart: boolean }[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === "ENOENT") return [];
    throw new FileError("read", directory, error.message, { cause: error });
  });
  return names.flatMap((name) => {
    const [, epoch, part] = NAME.exec(name) ?? [];
    return epoch === undefined ? [] : [{ name, epoch: Number(epoch), isPart: part !== undefined }];
  });
}

/** What to read for each checkpoint that a directory seems to have, from the newest to the oldest, without its manifest. */
export async function listCheckpoints(directory: string): Promise<{ name: string; epoch: number }[]> {
  const heads = (await listFiles(directory)).filter(({ isPart }) => !isPart);
  return heads.sort((a, b) => b.epoch - a.epoch);
}
