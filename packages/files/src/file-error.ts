/**
 * Thrown for a file that cannot be read or written: it names the file, what is wrong, and what helps.
 *
 * @example
 * ```ts
 * import { FileError, readRegularFile } from "@gradiente/files";
 *
 * let file: unknown;
 * try {
 *   await readRegularFile("absent.txt");
 * } catch (error) {
 *   if (error instanceof FileError) file = error.file;
 * }
 * file; // "absent.txt"
 * ```
 */
export class FileError extends Error {
  static {
    this.prototype.name = "FileError";
  }

  /** The path as it was given. */
  readonly file: string;
  /** What is wrong and what helps: the message without the file. */
  readonly problem: string;
  /** The system's code for it, `ENOSPC` for instance; undefined where the system has none. */
  readonly code: string | undefined;

  /**
   * An error about `file`, whose message says what was to be done, and what is wrong.
   *
   * @param action what was to be done, as in "cannot write".
   */
  constructor(
    action: Action,
    file: string,
    problem: string,
    options: { code?: string; cause?: unknown } = {},
  ) {
    const { code, ...errorOptions } = options;
    super(`cannot ${action} ${file}: ${problem}`, errorOptions);
    this.file = file;
    this.problem = problem;
    this.code = code;
  }
}

export type Action = "read" | "write";

/** What a code of the system means, and what helps. */
const MEANINGS: Readonly<Record<string, string | Readonly<Record<Action, string>>>> = {
  ENOSPC: "the disk is full; free some space, or name a file on another disk",
  EDQUOT: "your share of the disk is used up; delete some files, or name a file on another disk",
  EFBIG: "the file system holds no file as large as this; name a file on another disk",
  EROFS: "the file system is read-only; name a file on another one",
  EACCES: {
    read: "there is no permission; name a file that you may read, or change its permissions",
    write:
      "there is no permission; name a file that you may write, or change the permissions of it and its folder",
  },
  EPERM: {
    read: "the system does not permit it; name a file that you may read",
    write: "the system does not permit it; name a file in a folder that you may write to",
  },
  ENOENT: {
    read: "there is no such file; check the path",
    write: "its folder has gone, or takes nothing new; make it again, or name another one",
  },
  EISDIR: "it is a directory, not a file; name a file, in it or elsewhere",
  ENOTDIR: "a folder in its path is a file; name a file in a folder",
  EEXIST: "a folder in its path is a file; name a file in a folder",
  ENAMETOOLONG: "its name is too long; give it a shorter one",
  ELOOP: "its symbolic links lead round in a circle; name the file itself",
  EMFILE: "too many files are open; close some, or do less at a time",
  ENFILE: "too many files are open on this machine; close some",
  EIO: "the disk reports a fault; look after it, or name a file on another one",
};

/** The code of an error of the system. */
export function codeOf(error: unknown): string | undefined {
  // Not by its class: in jest, an error of Node is no instance of the `Error` that a test sees.
  const code = (error as { readonly code?: unknown } | null | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}

/** Awaits a step; what the system says against it becomes a {@link FileError} about the file. */
export async function explained<T>(action: Action, file: string, step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (cause) {
    if (cause instanceof FileError) throw cause;
    const code = codeOf(cause);
    const meaning = code === undefined ? undefined : MEANINGS[code];
    const words = typeof meaning === "object" ? meaning[action] : meaning;
    const told = (cause as Partial<Error> | null | undefined)?.message ?? String(cause);
    throw new FileError(action, file, words === undefined ? told : `${words} (${told})`, { code, cause });
  }
}
