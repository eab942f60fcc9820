import { join } from "node:path";
import { aBoolean, declareOptions } from "@gradiente/core/arguments";
import { aPath } from "../checks.ts";
import { type Attempt, DatasetNotFoundError } from "../errors.ts";
import { defaultCacheDirectory, readCached, writeCached } from "./cache.ts";
import { listDirectory, readListed } from "./directory.ts";
import { DOWNLOAD, DownloadError, type DownloadOptions, download } from "./download.ts";
import { type FileSet, type FoundFile, type FoundFiles, type PublishedFile, sourceOf } from "./file-set.ts";
import { unpack } from "./unpack.ts";

/** Checks of the options of all loaders. */
export const ACQUIRE = declareOptions<AcquireOptions>({
  ...DOWNLOAD,
  directory: aPath,
  cacheDirectory: aPath,
  download: aBoolean,
});

/** Options of all loaders of files: the places to search, and how to download. */
export interface AcquireOptions extends DownloadOptions {
  /** A directory with the files, gzipped or unpacked. If it is given, no other place is searched. */
  readonly directory?: string;
  /** The directory of downloads, with one folder per data set. Default: `gradiente` in the user's cache directory. */
  readonly cacheDirectory?: string;
  /** Whether missing files may be downloaded. Default: true. */
  readonly download?: boolean;
}

/**
 * Finds the files of a data set. If a directory is given, only it is searched. Otherwise these places are searched in
 * turn: `GRADIENTE_DATA` (the folder of the data set in it, or the directory itself), the cache, and the mirrors.
 *
 * @throws DatasetNotFoundError if a file is in none of these places.
 * @throws RangeError or TypeError for a timeout that no timer can wait.
 * @throws DatasetFormatError if a file in the directory or in `GRADIENTE_DATA` is damaged. The user put it there to be
 * used, so the search stops.
 */
export async function acquire(set: FileSet, options: AcquireOptions): Promise<FoundFiles> {
  options.signal?.throwIfAborted();
  if (options.directory !== undefined) return fromDirectory(options.directory, set);
  const attempts: Attempt[] = [];
  return (await fromEnvironment(set, attempts)) ?? (await fromCacheOrMirrors(set, options, attempts));
}

async function fromDirectory(directory: string, set: FileSet): Promise<FoundFiles> {
  const { present, problem } = await listDirectory(directory, set);
  if (problem !== null) {
    throw new DatasetNotFoundError(
      set.title,
      [{ place: directory, reason: problem }],
      [
        `put the missing files there, from ${sourceOf(set)}`,
        "or leave out the option `directory`: then other places are searched, and files are downloaded",
      ],
    );
  }
  return readListed(present, set);
}

async function fromEnvironment(set: FileSet, attempts: Attempt[]): Promise<FoundFiles | null> {
  const root = process.env.GRADIENTE_DATA;
  if (root === undefined || root === "") {
    attempts.push({ place: "GRADIENTE_DATA", reason: "not set" });
    return null;
  }
  const folder = join(root, set.folder);
  for (const directory of set.sharesNames ? [folder] : [folder, root]) {
    const { present, problem } = await listDirectory(directory, set);
    if (problem === null) return readListed(present, set);
    const attempt = { place: `GRADIENTE_DATA, ${directory}`, reason: problem };
    if (present.size > 0) {
      // An incomplete set is a mistake. Missing files from another place would hide it.
      throw new DatasetNotFoundError(
        set.title,
        [...attempts, attempt],
        [
          `put the missing files there, from ${sourceOf(set)}`,
          "or unset GRADIENTE_DATA: then other places are searched, and files are downloaded",
        ],
      );
    }
    attempts.push(attempt);
  }
  return null;
}

async function fromCacheOrMirrors(
  set: FileSet,
  options: AcquireOptions,
  attempts: Attempt[],
): Promise<FoundFiles> {
  const directory = join(options.cacheDirectory ?? defaultCacheDirectory(), set.folder);
  const found = new Map<string, FoundFile>();
  const lacking: PublishedFile[] = [];
  for (const file of set.files) {
    const path = join(directory, file.published);
    const cached = await readCached(directory, file);
    if (typeof cached === "string") {
      attempts.push({ place: `cache, ${path}`, reason: cached });
      lacking.push(file);
    } else {
      found.set(file.name, { path, content: await unpack(cached, path, file.unpackedBytes) });
    }
  }
  for (const file of lacking) {
    const bytes = await fromMirrors(set, file, options, attempts);
    if (bytes === null) throw new DatasetNotFoundError(set.title, attempts, remedies(set));
    await writeCached(directory, file, bytes);
    const path = join(directory, file.published);
    found.set(file.name, { path, content: await unpack(bytes, path, file.unpackedBytes) });
  }
  return found;
}

async function fromMirrors(
  set: FileSet,
  file: PublishedFile,
  options: AcquireOptions,
  attempts: Attempt[],
): Promise<Uint8Array | null> {
  if (options.download === false) {
    attempts.push({ place: "download", reason: "turned off by the option `download: false`" });
    return null;
  }
  if (set.mirrors.length === 0) {
    attempts.push({
      place: "download",
      reason: "there is no public address from which it can be fetched without a login",
    });
  }
  for (const mirror of set.mirrors) {
    const url = `${mirror}${file.published}`;
    try {
      return await download(url, file, options);
    } catch (error) {
      if (!(error instanceof DownloadError)) throw error;
      attempts.push({ place: url, reason: error.message });
    }
  }
  return null;
}

/** The advice if a file is not found. It does not mention the cache, which only takes the published bytes and names. */
function remedies(set: FileSet): string[] {
  const names = set.files.map(({ published }) => published).join(", ");
  return [
    `download ${names} from ${sourceOf(set)} by hand into a folder "${set.folder}" (unpacked files work too), ` +
      "and set GRADIENTE_DATA to the directory that holds that folder",
    "or pass that folder as the option `directory`",
  ];
}
