import { decodeNpy, encodeNpy, tensor } from "@gradiente/core";
import { decodeNpz, decodePyTorch, encodeNpz } from "@gradiente/formats";
import { zipSync } from "fflate";
import { mutateBytes } from "../mutate-bytes.ts";
import { plain } from "../plain.ts";
import { checkSame, type Target } from "../target.ts";

/* Files of NumPy and PyTorch: as bytes, and packed anew, since a checksum refuses most changes of an archive. */

const arrays = [
  ["0.weight", tensor([[1, 2, 3], [4, 5, 6]])], // biome-ignore format: a matrix
  ["7", tensor([1, -0, 1e300], { dtype: "float64" })],
  ["mask", tensor([true, false, true])],
  ["step", tensor(7, { dtype: "int32" })],
] as const;

/** npy files of other dtypes and layouts than ours, by their header. */
const npy: Uint8Array[] = ["<i8 False", ">f4 True", "<f2 False", "|u1 True"].map((kind) => {
  const [descr, isFortran] = kind.split(" ");
  const size = Number(descr[2]);
  const header = `{'descr': '${descr}', 'fortran_order': ${isFortran}, 'shape': (2, 3), }\n`;
  const bytes = new Uint8Array(10 + header.length + 6 * size);
  bytes.set([0x93, ...Buffer.from("NUMPY"), 1, 0, header.length, 0, ...Buffer.from(header)]);
  for (let at = 0; at < 6; at++) bytes[10 + header.length + at * size] = at;
  return bytes;
});
npy.push(encodeNpy(arrays[0][1]));

/** The pickle of a state dict with every kind of thing, in protocol 2, as PyTorch 1.13 writes it. */
const pickle = new Uint8Array(
  Buffer.from(
    "gAJjY29sbGVjdGlvbnMKT3JkZXJlZERpY3QKcQApUnEBKFgBAAAAd3ECY3RvcmNoLl91dGlscwpfcmVidWlsZF90ZW5zb3JfdjIK" +
      "cQMoKFgHAAAAc3RvcmFnZXEEY3RvcmNoCkZsb2F0U3RvcmFnZQpxBVgBAAAAMHEGWAMAAABjcHVxB0sGdHEIUUsASwJLA4ZxCUsB" +
      "SwKGcQqJaAApUnELdHEMUnENWAEAAABucQ5oAygoaARjdG9yY2gKTG9uZ1N0b3JhZ2UKcQ9YAQAAADFxEGgHSwJ0cRFRSwBLAoVx" +
      "EksBhXETiWgAKVJxFHRxFVJxFlgEAAAAcmVzdHEXXXEYKEsBRz/4AAAAAAAAWAEAAAB4cRlOiGV1fXEaWAkAAABfbWV0YWRhdGFx" +
      "G2gAKVJxHHNiLg==",
    "base64",
  ),
);
const storages = {
  "m/data/0": new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer),
  "m/data/1": new Uint8Array(BigInt64Array.of(7n, -8n).buffer),
};
const pytorch = zipSync({ "m/data.pkl": pickle, ...storages }, { level: 0 });

/** The same as PyTorch wrote it before 1.6: what marks the format, its version, the machine, all, the storages. */
const before = Buffer.concat([
  Buffer.from("80028a0a6cfc9c46f9206aa850192e80024de9032e80027d2e", "hex"),
  pickle,
  Buffer.from("80025d28580100000030580100000031652e", "hex"),
  ...Object.values(storages).flatMap((bytes, at) => {
    const count = BigInt(at === 0 ? 6 : 2);
    return [new Uint8Array(BigInt64Array.of(count).buffer), bytes];
  }),
]);

const stored = encodeNpz(arrays);
const deflated = encodeNpz(arrays, { compress: true });

const [NPY, NPZ, PT] = ["mutant.npy", "mutant.npz", "mutant.pt"];

function readNpy(bytes: Uint8Array): void {
  const x = decodeNpy(bytes, NPY);
  checkSame(
    "what is written of it",
    plain(new Map([["x", decodeNpy(encodeNpy(x))]])),
    plain(new Map([["x", x]])),
  );
}

function readNpz(bytes: Uint8Array): void {
  const tensors = decodeNpz(bytes, NPZ);
  checkSame("what is written of it", plain(decodeNpz(encodeNpz(tensors))), plain(tensors));
}

function readPyTorch(bytes: Uint8Array): void {
  const { tensors } = decodePyTorch(bytes, PT);
  checkSame("what is written of it", plain(decodeNpz(encodeNpz(tensors))), plain(tensors));
}

/** Files of NumPy and PyTorch. */
export function archiveTargets(): Target[] {
  return [
    {
      name: "npy, bytes",
      told: NPY,
      mutant: (random) => () => readNpy(mutateBytes(random.pick(npy), random)),
    },
    {
      name: "npz, bytes",
      told: NPZ,
      mutant: (random) => () => readNpz(mutateBytes(random.pick([stored, deflated]), random)),
    },
    {
      name: "npz, its arrays",
      told: NPZ,
      mutant: (random) => () => readNpz(zipSync({ "a.npy": mutateBytes(random.pick(npy), random) })),
    },
    {
      name: "PyTorch, bytes",
      told: PT,
      mutant: (random) => () => readPyTorch(mutateBytes(pytorch, random)),
    },
    {
      name: "PyTorch before 1.6, bytes",
      told: PT,
      mutant: (random) => () => readPyTorch(mutateBytes(new Uint8Array(before), random)),
    },
    {
      name: "PyTorch, its pickle",
      told: PT,
      mutant: (random) => () =>
        readPyTorch(zipSync({ "m/data.pkl": mutateBytes(pickle, random), ...storages }, { level: 0 })),
    },
  ];
}
