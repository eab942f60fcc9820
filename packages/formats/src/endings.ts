import type { TensorFormat } from "./tensor-file.ts";

const ENDINGS = {
  safetensors: "safetensors",
  npy: "npy",
  npz: "npz",
  mat: "mat",
  csv: "csv",
  txt: "csv",
  parquet: "parquet",
} as const satisfies Readonly<Record<string, TensorFormat>>;

/** PyTorch's files are only read. */
const READ: Readonly<Record<string, TensorFormat>> = { ...ENDINGS, pt: "pytorch", pth: "pytorch" };

/** The endings of the names of files that are written. */
export const WRITTEN = /* @__PURE__ */ Object.keys(ENDINGS).map((ending) => `.${ending}`);

const endingOf = (file: string) => (/\.([^./\\]+)$/.exec(file)?.[1] ?? "").toLowerCase();

/** The format that a file has by its name; undefined if the name does not say it. */
export function formatRead(file: string): TensorFormat | undefined {
  const ending = endingOf(file);
  return Object.hasOwn(READ, ending) ? READ[ending] : undefined;
}

/** The format in which a file of this name is written; undefined if the name does not say it. */
export function formatWritten(file: string): Exclude<TensorFormat, "pytorch"> | undefined {
  const ending = endingOf(file);
  return Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending as keyof typeof ENDINGS] : undefined;
}
