import { NpyError, SafetensorsError } from "@gradiente/core";
import { FileError } from "@gradiente/files";
import { FormatError } from "@gradiente/formats";

/** Whether an error is about a file or what it holds, so that its message is all that the user needs. */
export function isExpected(error: unknown): boolean {
  return [FileError, FormatError, NpyError, SafetensorsError].some((kind) => error instanceof kind);
}
