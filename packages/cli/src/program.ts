import { Command, CommanderError } from "commander";
import { inert, inOneLine } from "./show/text.ts";

/*
 * How a program meets the shell: what it prints, what it says is wrong, and how it ends. An error of the user or of the
 * system is a line on standard error and an exit code. Only a bug has a stack.
 */

/**
 * The exit codes of programs, by the conventions of shells.
 *
 * @example
 * ```ts
 * import { EXIT } from "@gradiente/cli/program";
 *
 * EXIT.usage; // 2
 * ```
 */
export const EXIT = { done: 0, failure: 1, usage: 2, interrupted: 130, readerGone: 141 } as const;

/**
 * Thrown for what the user has asked for and cannot be done: an option, an argument.
 *
 * @example
 * ```ts no-run
 * import { runProgram, UsageError } from "@gradiente/cli/program";
 *
 * await runProgram(async () => {
 *   if (process.argv.length < 3) throw new UsageError("which file?"); // printed without a stack, with status 2
 * });
 * ```
 */
export class UsageError extends Error {
  static {
    this.prototype.name = "UsageError";
  }

  /** @param message for the user: the option or argument, what is wrong with it, and what helps. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** What a program knows of errors. */
export interface ProgramOptions {
  /** Whether an error is about files, data or the system, so that its message is all that the user needs. Default: none is. */
  readonly isExpected?: (error: unknown) => boolean;
}

/**
 * Runs a program. It sets `process.exitCode` itself if it does not end as it should.
 *
 * @example
 * ```ts no-run
 * import { print, runProgram } from "@gradiente/cli/program";
 *
 * await runProgram(async () => print("done"));
 * ```
 */
export async function runProgram(main: () => Promise<void>, options: ProgramOptions = {}): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", endWithoutOutput);
  process.once("beforeExit", endUnfinished);
  try {
    await main();
  } catch (error) {
    process.exitCode = explain(error, options);
  } finally {
    process.off("beforeExit", endUnfinished);
  }
}

/** Nothing is left that could go on, and the program has not come to its end: Node would say nothing. */
function endUnfinished(): void {
  complain("error: it cannot go on: it waits for a promise that nothing fulfils");
  process.exitCode = EXIT.failure;
}

/**
 * Prints a line on standard output. `console.log` would not say that it could not, on a full disk for instance.
 *
 * @example
 * ```ts no-run
 * import { print } from "@gradiente/cli/program";
 *
 * print("accuracy 0.98"); // to standard output
 * ```
 */
export function print(line: string): void {
  write(process.stdout, line);
}

/**
 * Prints lines on standard error. Names in files of strangers may have characters that would move the cursor of a terminal;
 * they are shown as JSON writes them.
 *
 * @example
 * ```ts no-run
 * import { complain } from "@gradiente/cli/program";
 *
 * complain("the file has no header"); // to standard error
 * ```
 */
export function complain(text: string): void {
  write(process.stderr, text.trim().split("\n").map(inert).join("\n"));
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

/**
 * A command whose errors {@link runProgram} sees, each on one line.
 *
 * @example
 * ```ts
 * import { command } from "@gradiente/cli/program";
 *
 * const program = command("train").option("--epochs <number>", "how often all samples are seen", Number, 10);
 * program.name(); // "train"
 * ```
 */
export function command(name: string): Command {
  return new Command(name)
    .allowExcessArguments(false)
    .exitOverride()
    .hook("preAction", (_, action) => checkFilled(action))
    .configureOutput({ outputError: (text) => complain(inOneLine(text.trim())) });
}

/** @throws UsageError for an empty argument: it stands for nothing, and is mostly a variable of the shell that is not set. */
function checkFilled(action: Command): void {
  const given = [
    ...action.registeredArguments.map((each, at) => [each.name(), action.args[at]] as const),
    ...action.options.map((each) => [each.long, action.getOptionValue(each.attributeName())] as const),
  ];
  const empty = given.find(([, value]) => [value].flat().includes(""));
  if (empty !== undefined)
    throw new UsageError(`${empty[0]}: it is empty; is a variable of the shell not set?`);
}

/** Says what went wrong, if it is not a bug. @returns the exit code. */
function explain(error: unknown, { isExpected = () => false }: ProgramOptions): number {
  // Commander has said it already, or shown the help.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof UsageError) {
    complain(`error: ${error.message}`);
    return EXIT.usage;
  }
  if (error instanceof Error && (isExpected(error) || "syscall" in error)) {
    complain(`error: ${error.message}`);
    return EXIT.failure;
  }
  throw error;
}
