import { NpyError, SafetensorsError } from "@gradiente/core";
import { FileError } from "@gradiente/files";
import { FormatError } from "@gradiente/formats";

/** The names of errors of packages that are loaded only when they are needed. */
const NAMES: readonly unknown[] = ["ModelError", "SavedDataError", "LaterVersionError"];

/** Whether an error is about a file or what it holds, so that its message is all that the user needs. */
export function isExpected(error: unknown): boolean {
  const isOfKind = [FileError, FormatError, NpyError, SafetensorsError].some((kind) => error instanceof kind);
  return isOfKind || NAMES.includes((error as Partial<Error> | null)?.name);
}
