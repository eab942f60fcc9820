/** One file of a data set, as its publisher serves it: gzipped. */
export interface PublishedFile {
  /** The name without `.gz`. */
  readonly name: string;
  /** Size and checksum of the gzipped file. */
  readonly bytes: number;
  readonly sha256: string;
  /** Size once unpacked. */
  readonly unpackedBytes: number;
}

/** The files that make up a data set, and where the public can fetch them. */
export interface FileSet {
  /** The set's folder, below a data or cache directory. */
  readonly folder: string;
  /** The set's name in messages. */
  readonly title: string;
  readonly files: readonly PublishedFile[];
  /** URLs of directories that hold every file as `<name>.gz`, in the order in which they are asked. */
  readonly mirrors: readonly string[];
}

/** A file's content, and what to call the file when the content turns out to be wrong. */
export interface FoundFile {
  readonly path: string;
  /** Unpacked. */
  readonly content: Uint8Array;
}

/** Found files by {@link PublishedFile.name}. */
export type FoundFiles = ReadonlyMap<string, FoundFile>;
