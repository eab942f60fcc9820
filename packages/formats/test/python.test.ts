import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Tensor, tensor } from "@gradiente/core";
import { saveTensors } from "@gradiente/formats/files";
import { afterAll, describe, expect, it } from "vitest";
import { pythonWith } from "../../../tooling/python.ts";

/* What we write, as Python reads it: where there is a python3 with NumPy and SciPy. */

const folder = mkdtempSync(join(tmpdir(), "gradiente-formats-python-"));
afterAll(() => rmSync(folder, { recursive: true }));

const tensors: [string, Tensor][] = [
  ["w", tensor([[1.5, -2], [0.1, 4]])], // biome-ignore format: a matrix
  ["d", tensor([[1 / 3, 1e300, 0]], { dtype: "float64" })],
  ["n", tensor([[1, -2], [2147483647, 0]], { dtype: "int32" })], // biome-ignore format: a matrix
  ["b", tensor([[true, false]])],
  [
    "cube",
    tensor(
      Float32Array.from({ length: 24 }, (_, i) => i),
      { shape: [2, 3, 4] },
    ),
  ],
];

const LOAD = `
import json, sys
import numpy as np
import scipy.io
path = sys.argv[1]
if path.endswith(".mat"):
    arrays = {name: x for name, x in scipy.io.loadmat(path).items() if not name.startswith("__")}
elif path.endswith(".npz"):
    arrays = dict(np.load(path, allow_pickle=False))
elif path.endswith(".npy"):
    arrays = {"array": np.load(path, allow_pickle=False)}
else:
    arrays = {"array": np.loadtxt(path, delimiter=",", ndmin=2), "again": np.genfromtxt(path, delimiter=",")}
print(json.dumps({name: [str(x.dtype), list(x.shape), x.astype(float).flatten().tolist()] for name, x in arrays.items()}))
`;

const python = await pythonWith("numpy, scipy.io");

describe.skipIf(python === undefined)("Python", () => {
  const load = (name: string): Record<string, unknown> =>
    JSON.parse(execFileSync(python as string, ["-c", LOAD, join(folder, name)], { encoding: "utf8" }));
  const told = (x: Tensor, dtype: string = x.dtype) => [dtype, x.shape, [...x.toTypedArray()]];
  const all = (dtypes: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(tensors.map(([name, x]) => [name, told(x, dtypes[name])]));

  it.each(["plain", "compressed"])("reads our npz, %s", async (kind) => {
    await saveTensors(join(folder, `${kind}.npz`), tensors, { compress: kind === "compressed" });
    expect(load(`${kind}.npz`)).toEqual(all());
  });

  it("reads our npy, of 16 bits too", async () => {
    const [, w] = tensors[0];
    await saveTensors(join(folder, "w.npy"), [["w", w]]);
    expect(load("w.npy")).toEqual({ array: told(w) });
    await saveTensors(join(folder, "h.npy"), [["w", tensor([1.5, -2])]], { dtype: "float16" });
    expect(load("h.npy")).toEqual({ array: ["float16", [2], [1.5, -2]] });
  });

  it("reads our MAT files", async () => {
    await saveTensors(join(folder, "a.mat"), tensors);
    // SciPy gives logical as the bytes that stand there.
    expect(load("a.mat")).toEqual(all({ b: "uint8" }));
  });

  it("reads our CSV, by both of NumPy's readers, to the bit", async () => {
    const [, d] = tensors[1];
    const x = d.reshape([3, 1]).mul(tensor([[1, -1]], { dtype: "float64" }));
    await saveTensors(join(folder, "d.csv"), [["d", x]]);
    expect(load("d.csv")).toEqual({ array: told(x), again: told(x) });
  });
});
