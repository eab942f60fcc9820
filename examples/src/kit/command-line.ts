import { access, constants } from "node:fs/promises";
import { createInterface, type Interface } from "node:readline";
import { runProgram as run, UsageError } from "@gradiente/cli/program";
import { DatasetFormatError, DatasetNotFoundError } from "@gradiente/datasets";
import { FileError, makeFolder as make } from "@gradiente/files";
import { TrainingError } from "@gradiente/train";

/* How the programs of this folder meet the shell: as the command line of the packages does, with errors of data sets. */

/** Runs a program. It sets `process.exitCode` itself if it does not end as it should. */
export function runProgram(main: () => Promise<void>): Promise<void> {
  return run(main, { isExpected });
}

/** Whether an error is about files, data or the system, so that its message is what the user needs. */
function isExpected(error: unknown): boolean {
  if (error instanceof TrainingError) {
    const { cause } = error;
    return isExpected(cause) || (cause instanceof Error && "syscall" in cause);
  }
  return [FileError, DatasetNotFoundError, DatasetFormatError].some((kind) => error instanceof kind);
}

/** Standard input as answers to questions. */
export interface Answers {
  /** Prints a question and gives the next line; null at the end of the input, and once it is closed. */
  ask(question: string): Promise<string | null>;
  close(): void;
}

/** The answers on standard input, which ends when the signal aborts. It is opened by the first question. */
export function openAnswers(signal: AbortSignal): Answers {
  let input: Interface | undefined;
  let lines: AsyncIterator<string> | undefined;
  const close = () => input?.close();
  signal.addEventListener("abort", close, { once: true });
  return {
    ask: async (question) => {
      if (signal.aborted) return null;
      input ??= createInterface({ input: process.stdin });
      // All lines come from one iterator: those of a pipe may be there before they are asked for.
      lines ??= input[Symbol.asyncIterator]();
      process.stdout.write(question);
      const { done, value } = await lines.next();
      return done === true ? null : value;
    },
    close,
  };
}

/** Makes the folder that an option names. @throws UsageError if a file is in the way, or it cannot be written to. */
export async function makeFolder(option: string, folder: string): Promise<void> {
  try {
    await make(folder);
    await access(folder, constants.W_OK);
  } catch (cause) {
    throw new UsageError(`${option}: ${(cause as Error).message}`, { cause });
  }
}
