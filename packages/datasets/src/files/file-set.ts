/** One published file of a data set. */
export interface PublishedFile {
  /** The name of the unpacked file. */
  readonly name: string;
  /** The name on the mirrors and in the cache: with `.gz` if the file is served gzipped, else the same as `name`. */
  readonly published: string;
  /** Other names that users may have for it, such as the name in an archive of the publisher. */
  readonly aliases?: readonly string[];
  /** The size of the published file in bytes. */
  readonly bytes: number;
  /** The SHA-256 of the published file, in lower-case hexadecimal. */
  readonly sha256: string;
  /** The largest size of the unpacked file in bytes, a protection against gzip bombs. */
  readonly unpackedBytes: number;
}

/** The files of a data set, and the places from which they can be downloaded. */
export interface FileSet {
  /** The folder of the data set in a data or cache directory. */
  readonly folder: string;
  /** The name of the data set in messages. */
  readonly title: string;
  /** Whether another set has files of the same names: then only a folder of its own in a data directory is looked into. */
  readonly sharesNames?: boolean;
  /** The files of the data set. */
  readonly files: readonly PublishedFile[];
  /** The URLs of directories with all published files, in the order of attempts; empty if a login is needed. */
  readonly mirrors: readonly string[];
  /** The page for a download by hand, and what to do there. Default: the mirrors. */
  readonly page?: string;
}

/** The place for a download by hand, in words. */
export function sourceOf(set: FileSet): string {
  return set.page ?? set.mirrors.join(" or ");
}

/** The content of a file, and its path for error messages. */
export interface FoundFile {
  readonly path: string;
  /** The unpacked content. */
  readonly content: Uint8Array;
}

/** Found files by {@link PublishedFile.name}. */
export type FoundFiles = ReadonlyMap<string, FoundFile>;
