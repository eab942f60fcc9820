import { access, constants, mkdir } from "node:fs/promises";
import { createInterface, type Interface } from "node:readline";
import { DatasetFormatError, DatasetNotFoundError } from "@gradiente/datasets";
import { FileError } from "@gradiente/files";
import { TrainingError } from "@gradiente/train";
import { Command, CommanderError } from "commander";
import { OptionError } from "./experiment.ts";

/*
 * How the programs of this folder meet the shell: what they print, what they say is wrong, and how they end. An error of
 * the user or of the system is a line on standard error and an exit code. Only a bug has a stack.
 */

/** The exit codes of programs, by the conventions of shells. */
export const EXIT = { done: 0, failure: 1, usage: 2, interrupted: 130, readerGone: 141 } as const;

/** Runs a program. It sets `process.exitCode` itself if it does not end as it should. */
export async function runProgram(main: () => Promise<void>): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", endWithoutOutput);
  try {
    await main();
  } catch (error) {
    process.exitCode = explain(error);
  }
}

/** Prints a line on standard output. `console.log` would not say that it could not, on a full disk for instance. */
export function print(line: string): void {
  write(process.stdout, line);
}

/** Prints a line on standard error. */
export function complain(line: string): void {
  write(process.stderr, line);
}

function write(stream: NodeJS.WriteStream, line: string): void {
  try {
    stream.write(`${line}\n`);
  } catch (error) {
    endWithoutOutput(error as NodeJS.ErrnoException);
  }
}

/** Ends a program that nobody hears any more: the reader of a pipe has gone (`| head -1`), or a disk is full. */
function endWithoutOutput(error: NodeJS.ErrnoException): never {
  if (error.code === "EPIPE") process.exit(EXIT.readerGone);
  // If standard error is what fails, there is nobody to tell.
  process.stderr.off("error", endWithoutOutput).on("error", () => {});
  process.stderr.write(`error: cannot write the output: ${error.message}\n`);
  process.exit(EXIT.failure);
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

/** A command whose errors {@link runProgram} sees, each on one line. */
export function command(name: string): Command {
  return new Command(name)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ outputError: (text) => complain(text.trim().replace(/\s*\n\s*/g, " ")) });
}

/** Says what went wrong, if it is not a bug. @returns the exit code. */
function explain(error: unknown): number {
  // Commander has said it already, or shown the help.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof OptionError) {
    complain(`error: ${error.message}`);
    return EXIT.usage;
  }
  if (isOfTheWorld(error)) {
    complain(`error: ${error.message}`);
    return EXIT.failure;
  }
  throw error;
}

/** Whether an error is about files, data or the system, so that its message is what the user needs. */
function isOfTheWorld(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if (error instanceof TrainingError) return isOfTheWorld(error.cause);
  const kinds = [FileError, DatasetNotFoundError, DatasetFormatError];
  return kinds.some((kind) => error instanceof kind) || "syscall" in error;
}

/** Makes the folder that an option names. @throws OptionError if a file is in the way, or it cannot be written to. */
export async function makeFolder(option: string, folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const isFile = code === "EEXIST" || code === "ENOTDIR";
    throw new OptionError(
      `${option}: ${isFile ? `${folder}: a file is in the way; name a folder` : message}`,
      {
        cause,
      },
    );
  }
}
