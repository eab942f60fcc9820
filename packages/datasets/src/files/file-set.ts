/** One file of a data set, as its publisher serves it. */
export interface PublishedFile {
  /** The name when unpacked. */
  readonly name: string;
  /** The name on the mirrors and in the cache: with `.gz` if it is served gzipped, else the same. */
  readonly published: string;
  /** Other names under which people have it: that of the publisher's archive, say. */
  readonly aliases?: readonly string[];
  /** Size and checksum of the file as published. */
  readonly bytes: number;
  readonly sha256: string;
  /** The most bytes that it may have once unpacked: an end to gzip bombs. */
  readonly unpackedBytes: number;
}

/** The files that make up a data set, and where the public can fetch them. */
export interface FileSet {
  /** The set's folder, below a data or cache directory. */
  readonly folder: string;
  /** The set's name in messages. */
  readonly title: string;
  readonly files: readonly PublishedFile[];
  /** URLs of directories that hold every published file, in the order in which they are asked; none if a login is needed. */
  readonly mirrors: readonly string[];
  /** The page from which people get the files by hand, and what they have to do there. Default: the mirrors. */
  readonly page?: string;
}

/** Where a person gets the files of a set, in words. */
export function sourceOf(set: FileSet): string {
  return set.page ?? set.mirrors.join(" or ");
}

/** A file's content, and what to call the file when the content turns out to be wrong. */
export interface FoundFile {
  readonly path: string;
  /** Unpacked. */
  readonly content: Uint8Array;
}

/** Found files by {@link PublishedFile.name}. */
export type FoundFiles = ReadonlyMap<string, FoundFile>;
