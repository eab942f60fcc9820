import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { decodeSafetensors, encodeSafetensors, type Tensor, tensor, zeros } from "@gradiente/core";
import { loadWeights } from "@gradiente/train/node";
import { mutateBytes } from "../mutate-bytes.ts";
import { mutateJson, textOf } from "../mutate-json.ts";
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

const FILE = "mutant.safetensors";

function read(bytes: Uint8Array): void {
  const { tensors, metadata } = decodeSafetensors(bytes, FILE);
  const again = decodeSafetensors(encodeSafetensors(tensors, metadata));
  checkSame("what is written of it", plain(again.tensors), plain(tensors));
  checkSame("metadata", again.metadata, metadata);
  const size = [...tensors.values()].reduce((sum, x) => sum + x.toTypedArray().byteLength, 0);
  const { header, data } = divided(bytes);
  check("data that no tensor has", size === data.length);
  const names = new Set(header.kind === "object" ? header.entries.map(([key]) => key) : []);
  names.delete("__metadata__");
  checkSame("the set of names", new Set(tensors.keys()), names);
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
