import { type SaveOptions, saveTensors } from "@gradiente/formats/files";
import { print, UsageError } from "../program.ts";
import { read } from "../read.ts";
import { json, printable } from "../show/text.ts";

/** Options of `convert`, as the command line has them. */
export interface ConvertOptions {
  readonly dtype?: string;
  readonly compress?: true;
  readonly only?: string;
  readonly json?: true;
}

/** Writes what a file holds in the format that another name ends in. */
export async function convert(from: string, to: string, options: ConvertOptions): Promise<void> {
  const { format, tensors, values } = await read(from);
  const chosen = options.only === undefined ? tensors : choose(from, tensors, options.only);
  await saveTensors(to, chosen, {
    ...(options.dtype !== undefined && { dtype: options.dtype as NonNullable<SaveOptions["dtype"]> }),
    ...(options.compress && { compress: true }),
  });
  const left = [...values.keys()];
  if (options.json) {
    print(json({ from, to, format, tensors: [...chosen.keys()], leftOut: left }));
    return;
  }
  print(`${printable(to)}: ${chosen.size} tensors`);
  if (left.length > 0) print(`left out, for it is no tensor: ${left.map(printable).join(", ")}`);
}

function choose<T>(file: string, tensors: ReadonlyMap<string, T>, name: string): Map<string, T> {
  const x = tensors.get(name);
  if (x !== undefined) return new Map([[name, x]]);
  throw new UsageError(
    `--only ${name}: ${file} has ${[...tensors.keys()].map(printable).join(", ") || "no tensors"}`,
  );
}
