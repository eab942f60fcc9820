import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { decodeSafetensors, encodeSafetensors, type Tensor, tensor, zeros } from "@gradiente/core";
import { loadWeights } from "@gradiente/train/node";
import { mutateBytes } from "../mutate-bytes.ts";
import { mutateJson, textOf, type Written } from "../mutate-json.ts";
import { plain } from "../plain.ts";
import { divided, withHeader } from "../safetensors-parts.ts";
import type { Sample } from "../sample.ts";
import { check, checkSame, type Target } from "../target.ts";

const tensors: [string, Tensor][] = [
  ["0.weight", tensor([[1, 2, 3], [4, 5, 6]])], // biome-ignore format: a matrix
  ["7", tensor([1, -0, 1e300], { dtype: "float64" })],
  ["mask", tensor([true, false, true])],
  ["step", tensor(7, { dtype: "int32" })],
  ["none", zeros([0, 4])],
];
const weights = encodeSafetensors(tensors, { by: "fuzz", 1: "one" });

/** Bytes of each dtype that is widened, by its size: what they hold fits, until a byte of the widest ones is changed. */
const widths: Record<string, number> = {
  F16: 2,
  BF16: 2,
  I8: 1,
  U8: 1,
  I16: 2,
  U16: 2,
  U32: 4,
  I64: 8,
  U64: 8,
};

function ofOtherDtypes(): Uint8Array {
  const header: Record<string, unknown> = {};
  let at = 0;
  for (const [dtype, width] of Object.entries(widths)) {
    header[dtype] = { dtype, shape: [3], data_offsets: [at, at + 3 * width] };
    at += 3 * width;
  }
  // Each element is 1, whatever its size.
  const data = new Uint8Array(at);
  at = 0;
  for (const width of Object.values(widths)) {
    for (let i = 0; i < 3; i++) data[at + i * width] = 1;
    at += 3 * width;
  }
  return withHeader(JSON.stringify(header), data);
}

const others = ofOtherDtypes();

const FILE = "mutant.safetensors";

function read(bytes: Uint8Array): void {
  const { tensors, metadata } = decodeSafetensors(bytes, FILE);
  const again = decodeSafetensors(encodeSafetensors(tensors, metadata));
  checkSame("what is written of it", plain(again.tensors), plain(tensors));
  checkSame("metadata", again.metadata, metadata);
  const { header, data } = divided(bytes);
  const size = [...tensors].reduce((sum, [name, x]) => sum + x.size * bytesOf(header, name), 0);
  check("data that no tensor has", size === data.length);
  const names = new Set(header.kind === "object" ? header.entries.map(([key]) => key) : []);
  names.delete("__metadata__");
  checkSame("the set of names", new Set(tensors.keys()), names);
}

/** The bytes of an element of a tensor, by the dtype in the header. */
function bytesOf(header: Written, name: string): number {
  const partOf = (from: Written, key: string) =>
    from.kind === "object" ? from.entries.find(([other]) => other === key)?.[1] : undefined;
  const entry = partOf(header, name);
  const dtype = entry && partOf(entry, "dtype");
  const text: string = dtype?.kind === "raw" ? JSON.parse(dtype.text) : "";
  return { ...widths, F32: 4, F64: 8, I32: 4, BOOL: 1 }[text] ?? Number.NaN;
}

/** Safetensors files, and those of weights with a checksum, which come through the disk. */
export function safetensorsTargets({ folder, weightsFile }: Sample): Target[] {
  const { header, data } = divided(weights);
  const file = join(folder, "mutant-weights.safetensors");
  const kept = plain(decodeSafetensors(weightsFile).tensors);
  const checked = divided(weightsFile);
  const readWeights = async (bytes: Uint8Array) => {
    writeFileSync(file, bytes);
    const found = plain(await loadWeights(file));
    // Without the name of its format, a file is one of another program, which has no checksum.
    const { format } = decodeSafetensors(bytes).metadata;
    check("weights that were changed", format !== "gradiente-weights-1" || isDeepStrictEqual(found, kept));
  };
  return [
    { name: "safetensors, bytes", told: FILE, mutant: (random) => () => read(mutateBytes(weights, random)) },
    {
      name: "safetensors of other dtypes, bytes",
      told: FILE,
      mutant: (random) => () => read(mutateBytes(others, random)),
    },
    {
      name: "safetensors of other dtypes, header",
      told: FILE,
      mutant: (random) => () =>
        read(withHeader(textOf(mutateJson(divided(others).header, random)), divided(others).data)),
    },
    {
      name: "safetensors, header",
      told: FILE,
      mutant: (random) => () => read(withHeader(textOf(mutateJson(header, random)), data)),
    },
    {
      name: "weights, bytes",
      told: file,
      mutant: (random) => () => readWeights(mutateBytes(weightsFile, random)),
    },
    {
      name: "weights, header",
      told: file,
      mutant: (random) => () =>
        readWeights(withHeader(textOf(mutateJson(checked.header, random)), checked.data)),
    },
  ];
}
