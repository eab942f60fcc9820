import { NpyError, SafetensorsError } from "@gradiente/core";
import { DatasetFormatError, DatasetNotFoundError, SavedDataError } from "@gradiente/datasets";
import { FileError } from "@gradiente/files";
import { FormatError } from "@gradiente/formats";
import { StateDictError } from "@gradiente/nn";
import { OptimizerStateError } from "@gradiente/optim";
import type { Reading } from "./target.ts";

/** What became of a mutant: read as something sound, refused in our own words, or something that must not be. */
export type Verdict =
  | { readonly outcome: "read" | "refused" }
  | { readonly outcome: "bad"; readonly why: string };

/** The most time that a mutant may take, in milliseconds: they are small, and machines are busy. */
const LONGEST = 5000;

/** The most bytes that reading a mutant may keep at once: they are files of a few kilobytes. */
const MOST_BYTES = 2 ** 28;

const own = [
  SafetensorsError,
  NpyError,
  FormatError,
  SavedDataError,
  DatasetFormatError,
  DatasetNotFoundError,
  FileError,
  StateDictError,
  OptimizerStateError,
];

/** @param told - What an error must name. */
export async function judge(read: Reading, told: string): Promise<Verdict> {
  const started = performance.now();
  const before = process.memoryUsage().arrayBuffers;
  let verdict: Verdict;
  try {
    await read();
    verdict = { outcome: "read" };
  } catch (error) {
    verdict = isTold(error, told) ? { outcome: "refused" } : { outcome: "bad", why: `${error}` };
  }
  const took = performance.now() - started;
  if (took > LONGEST) return { outcome: "bad", why: `it took ${took} ms` };
  const grown = process.memoryUsage().arrayBuffers - before;
  return grown > MOST_BYTES ? { outcome: "bad", why: `it took ${grown} bytes` } : verdict;
}

/** Whether an error is in our own words: of a class of ours, or with the name of what reads in front. */
function isTold(error: unknown, told: string): boolean {
  if (!(error instanceof Error)) return false;
  if (own.some((type) => error instanceof type)) return error.message.includes(told);
  return error.message.startsWith(told);
}
