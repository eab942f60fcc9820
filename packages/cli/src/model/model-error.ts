import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import { isExpected } from "../expected.ts";
import { UsageError } from "../program.ts";
import { inOneLine } from "../show/text.ts";

/** Thrown for what a model's file is, does or cannot do. Its message says where, so that no stack is needed. */
export class ModelError extends Error {
  static {
    this.prototype.name = "ModelError";
  }
}

/**
 * Runs what the user has written, or what works on it. What it throws becomes one line: what was tried, the message, and
 * the place in the user's file, if the stack leads through it.
 *
 * @param doing what is tried, as in "its evaluation".
 */
export async function withUsersCode<T>(file: string, doing: string, f: () => T | Promise<T>): Promise<T> {
  try {
    return await f();
  } catch (error) {
    if (error instanceof UsageError || error instanceof ModelError || isExpected(error)) throw error;
    throw new ModelError(`${file}: ${doing} failed${placeIn(file, error)}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return `it threw ${String(error)}`;
  const message = inOneLine(error.message);
  // A plain error says all by its message; of the engine's own, the kind is half of it.
  return error.name === "Error" ? message : `${error.name}: ${message}`;
}

/** The innermost place of a stack that is in a file, as ` at line 3`. */
function placeIn(file: string, error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const line = stack
    .split("\n")
    .find((text) => text.includes(pathToFileURL(file).href) || text.includes(`/${basename(file)}:`));
  const [, at] = /:(\d+)(?::\d+)?\)?$/.exec(line ?? "") ?? [];
  return at === undefined ? "" : ` at line ${at}`;
}
