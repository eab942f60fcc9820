import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Tensor, tensor } from "@gradiente/core";
import { loadImage, saveImage, saveParquet, saveTensors } from "@gradiente/formats/files";
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

const PARQUET = `
import json, sys
import pyarrow.parquet as pq
table = pq.read_table(sys.argv[1], page_checksum_verification=True)
print(json.dumps([[field.name, str(field.type), field.nullable, table[field.name].to_pylist()] for field in table.schema]))
`;

const arrow = await pythonWith("pyarrow.parquet");

describe.skipIf(arrow === undefined)("pyarrow", () => {
  it("reads our Parquet files", async () => {
    const path = join(folder, "a.parquet");
    await saveParquet(path, [
      ["n", tensor([1, -2, 3], { dtype: "int32" })],
      ["x", tensor([0.1, 1e300, -0], { dtype: "float64" })],
      ["s", tensor([1.5, -2, 0])],
      ["b", tensor([true, false, true])],
      ["m", { kind: "numeric", dtype: "bool", values: [1, Number.NaN, 0] }],
      ["w", { kind: "text", values: ["é", null, ""] }],
      ["c", { kind: "categorical", values: ["x", "y", "x"] }],
    ]);
    expect(JSON.parse(execFileSync(arrow as string, ["-c", PARQUET, path], { encoding: "utf8" }))).toEqual([
      ["n", "int32", false, [1, -2, 3]],
      ["x", "double", false, [0.1, 1e300, -0]],
      ["s", "float", false, [1.5, -2, 0]],
      ["b", "bool", false, [true, false, true]],
      ["m", "bool", true, [true, null, false]],
      ["w", "string", true, ["é", null, ""]],
      ["c", "string", false, ["x", "y", "x"]],
    ]);
  });
});

const PILLOW = `
import json, sys
import numpy as np
from PIL import Image
image = Image.open(sys.argv[1])
levels = np.asarray(image).astype(int)
print(json.dumps([image.format, image.mode, list(levels.shape), levels.flatten().tolist()]))
`;

const pillow = await pythonWith("numpy, PIL");

describe.skipIf(pillow === undefined)("Pillow", () => {
  const load = (path: string): [string, string, number[], number[]] =>
    JSON.parse(execFileSync(pillow as string, ["-c", PILLOW, path], { encoding: "utf8" }));
  const image = (channels: number, most: number) => {
    const levels = Float32Array.from({ length: channels * 6 * 5 }, (_, at) => (at * at * 7) % (most + 1));
    return tensor(
      levels.map((level) => level / most),
      { shape: [channels, 6, 5] },
    );
  };
  const interleaved = (x: Tensor, most: number) =>
    Array.from(x.permute([1, 2, 0]).toTypedArray(), (value) => Math.round(value * most));

  it.each([
    [1, "L"],
    [2, "LA"],
    [3, "RGB"],
    [4, "RGBA"],
  ])("reads our PNG files of %i channels", async (channels, mode) => {
    const path = join(folder, `${mode}.png`);
    await saveImage(path, image(channels, 255));
    const shape = channels === 1 ? [6, 5] : [6, 5, channels];
    expect(load(path)).toEqual(["PNG", mode, shape, interleaved(image(channels, 255), 255)]);
  });

  it("reads our PNG files of 16 bits", async () => {
    const path = join(folder, "deep.png");
    await saveImage(path, image(1, 65535), { bitDepth: 16 });
    const [format, , shape, levels] = load(path);
    expect([format, shape, levels]).toEqual(["PNG", [6, 5], interleaved(image(1, 65535), 65535)]);
  });

  it("reads of our JPEG files what we read of them", async () => {
    for (const [channels, quality] of [
      [1, 90],
      [3, 95],
      [3, 60],
    ]) {
      const path = join(folder, `${channels}-${quality}.jpg`);
      await saveImage(path, image(channels, 255), { quality });
      const [format, mode, , levels] = load(path);
      expect([format, mode]).toEqual(["JPEG", channels === 1 ? "L" : "RGB"]);
      expect(levels).toEqual(interleaved(await loadImage(path), 255));
    }
  });
});
