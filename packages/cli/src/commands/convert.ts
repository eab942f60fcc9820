import { extname } from "node:path";
import { type SaveOptions, saveTensors } from "@gradiente/formats/files";
import { print, UsageError } from "../program.ts";
import { type ReadFile, read } from "../read.ts";
import { json, printable } from "../show/text.ts";

/** Options of `convert`, as the command line has them. */
export interface ConvertOptions {
  readonly dtype?: string;
  readonly compress?: true;
  readonly only?: string;
  readonly json?: true;
}

/** The endings of files that hold a single tensor. */
const HOLDS_ONE = [".npy", ".csv", ".txt"];

/** Writes what a file holds in the format that another name ends in. */
export async function convert(from: string, to: string, options: ConvertOptions): Promise<void> {
  const { format, tensors, values } = await read(from);
  const { dtype, only } = options;
  const chosen = only === undefined ? tensors : choose(from, tensors, only);
  if (HOLDS_ONE.includes(extname(to).toLowerCase()) && chosen.size > 1) {
    throw new UsageError(`--only NAME: ${to} holds one tensor, and ${from} has ${namesOf(tensors)}`);
  }
  const hasRoom = extname(to).toLowerCase() === ".safetensors";
  const metadata = hasRoom ? metadataOf(values, dtype !== undefined || only !== undefined) : {};
  await saveTensors(to, chosen, {
    ...(dtype !== undefined && { dtype: dtype as NonNullable<SaveOptions["dtype"]> }),
    ...(options.compress && { compress: true }),
    ...(hasRoom && { metadata }),
  });
  const kept = Object.keys(metadata);
  const leftOut = [...values.keys()].filter((name) => !Object.hasOwn(metadata, name));
  if (options.json) {
    print(json({ from, to, format, tensors: [...chosen.keys()], kept, leftOut }));
    return;
  }
  print(`${printable(to)}: ${chosen.size} tensors`);
  if (kept.length > 0) print(`kept as metadata: ${kept.map(printable).join(", ")}`);
  if (leftOut.length > 0) print(`left out: ${leftOut.map(printable).join(", ")}`);
}

/**
 * The values beside tensors as what safetensors has room for, which is text.
 *
 * @param isChanged whether the tensors are written otherwise than they were read. Then the checksum of our own files would
 * call them damaged, and so the names of our formats, which promise one, go with it.
 */
function metadataOf(values: ReadFile["values"], isChanged: boolean): Record<string, string> {
  const isOurs = String(values.get("format")).startsWith("gradiente-");
  const isKept = (name: string) => !(isOurs && isChanged && (name === "format" || name === "checksum"));
  // A column of texts is too long for metadata.
  return Object.fromEntries(
    [...values].flatMap(([name, value]) =>
      isKept(name) && (typeof value !== "object" || value === null) ? [[name, String(value)]] : [],
    ),
  );
}

function choose<T>(file: string, tensors: ReadonlyMap<string, T>, name: string): Map<string, T> {
  const x = tensors.get(name);
  if (x !== undefined) return new Map([[name, x]]);
  throw new UsageError(`--only ${name}: ${file} has ${namesOf(tensors)}`);
}

function namesOf(tensors: ReadonlyMap<string, unknown>): string {
  return [...tensors.keys()].map(printable).join(", ") || "no tensors";
}
