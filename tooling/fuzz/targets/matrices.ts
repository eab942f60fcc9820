import { tensor } from "@gradiente/core";
import { decodeCsv, decodeMat, decodeTfjs, encodeCsv, encodeMat } from "@gradiente/formats";
import { zlibSync } from "fflate";
import { mutateBytes } from "../mutate-bytes.ts";
import { mutateJson, textOf, toWritten } from "../mutate-json.ts";
import { plain } from "../plain.ts";
import { checkSame, type Target } from "../target.ts";

/* Matrices as text and in MAT files, and weights of TensorFlow.js. */

const [CSV, MAT, MODEL] = ["mutant.csv", "mutant.mat", "mutant.json"];

const text = new TextEncoder().encode("# of weights\n1.5,-2,nan\n\n3e-5, inf,0.25 # one\n+4.,-.5,-inf\n");

const mat = encodeMat([
  ["w", tensor([[1, 2], [3, 4]])], // biome-ignore format: a matrix
  ["d", tensor([[1e300]], { dtype: "float64" })],
  ["n", tensor([[1, 2, 3]], { dtype: "int32" })],
  ["b", tensor([[true, false]])],
]);

/** The same with its variables compressed, as MATLAB writes them. */
function compressed(elements: Uint8Array): Uint8Array {
  const packed = zlibSync(elements);
  const bytes = new Uint8Array(136 + packed.length);
  bytes.set(mat.subarray(0, 128));
  const view = new DataView(bytes.buffer);
  view.setUint32(128, 15, true);
  view.setUint32(132, packed.length, true);
  bytes.set(packed, 136);
  return bytes;
}
const first = mat.subarray(128, 128 + 8 + new DataView(mat.buffer).getUint32(132, true));

function readCsv(bytes: Uint8Array): void {
  const x = decodeCsv(bytes, CSV);
  checkSame(
    "what is written of it",
    plain(new Map([["x", decodeCsv(encodeCsv(x))]])),
    plain(new Map([["x", x]])),
  );
}

function readMat(bytes: Uint8Array): void {
  const tensors = decodeMat(bytes, MAT);
  const named = [...tensors.values()].map((x, at) => [`x${at}`, x] as const);
  checkSame("what is written of it", plain(decodeMat(encodeMat(named))), plain(new Map(named)));
}

const model = toWritten({
  format: "layers-model",
  weightsManifest: [
    {
      paths: ["a.bin", "b.bin"],
      weights: [
        { name: "w", shape: [2, 2], dtype: "float32" },
        { name: "b", shape: [3], dtype: "bool" },
        { name: "n", shape: [], dtype: "int32" },
        {
          name: "h",
          shape: [2],
          dtype: "float32",
          quantization: { dtype: "float16", original_dtype: "float32" },
        },
        { name: "q", shape: [3], dtype: "float32", quantization: { dtype: "uint8", scale: 0.5, min: -1 } },
        { name: "i", shape: [2], dtype: "int32", quantization: { dtype: "uint16", scale: 2, min: 1 } },
      ],
    },
  ],
});
const whole = Uint8Array.from({ length: 34 }, (_, at) => (at >= 16 && at < 19 ? at % 2 : (at * 7) % 60));

function readTfjs(bytes: Uint8Array): void {
  const shards = new Map([["a.bin", whole.subarray(0, 10)], ["b.bin", whole.subarray(10)]]); // biome-ignore format: pairs
  const tensors = decodeTfjs(bytes, shards, MODEL);
  for (const x of tensors.values()) {
    checkSame("the number of elements", x.toTypedArray().length, x.shape.reduce((size, axis) => size * axis, 1)); // biome-ignore format: one line
  }
}

/** Matrices as text and in MAT files, and weights of TensorFlow.js. */
export function matrixTargets(): Target[] {
  return [
    {
      name: "CSV of numbers, bytes",
      told: CSV,
      mutant: (random) => () => readCsv(mutateBytes(text, random)),
    },
    {
      name: "MAT, bytes",
      told: MAT,
      mutant: (random) => () => readMat(mutateBytes(random.pick([mat, compressed(first)]), random)),
    },
    {
      name: "MAT, inside what is compressed",
      told: MAT,
      mutant: (random) => () => readMat(compressed(mutateBytes(first, random))),
    },
    {
      name: "TensorFlow.js, model.json",
      told: MODEL,
      mutant: (random) => () => readTfjs(new TextEncoder().encode(textOf(mutateJson(model, random)))),
    },
  ];
}
