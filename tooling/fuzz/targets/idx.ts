import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { loadMnist, parseIdx } from "@gradiente/datasets";
import { mutateBytes } from "../mutate-bytes.ts";
import type { Sample } from "../sample.ts";
import { check, checkSame, type Target } from "../target.ts";

function idx(shape: readonly number[], valueAt: (at: number) => number): Uint8Array {
  const size = shape.reduce((product, axis) => product * axis, 1);
  const bytes = new Uint8Array(4 + 4 * shape.length + size);
  const view = new DataView(bytes.buffer);
  view.setUint8(2, 0x08);
  view.setUint8(3, shape.length);
  for (const [axis, length] of shape.entries()) view.setUint32(4 + 4 * axis, length);
  for (let at = 0; at < size; at++) bytes[4 + 4 * shape.length + at] = valueAt(at);
  return bytes;
}

const FILE = "mutant-idx3-ubyte";

/** IDX files; and those of MNIST in a directory, gzipped or not. */
export function idxTargets({ folder }: Sample): Target[] {
  const cube = idx([2, 3, 4], (at) => at);
  const directory = join(folder, "mnist");
  mkdirSync(directory, { recursive: true });
  const files = new Map(
    ["train", "t10k"].flatMap((part): [string, Uint8Array][] => [
      [`${part}-images-idx3-ubyte`, idx([2, 28, 28], (at) => at % 251)],
      [`${part}-labels-idx1-ubyte`, idx([2], (at) => at)],
    ]),
  );
  const packed = new Map([...files].map(([name, bytes]) => [name, new Uint8Array(gzipSync(bytes))]));
  for (const [name, bytes] of packed) writeFileSync(join(directory, `${name}.gz`), bytes);
  return [
    {
      name: "IDX, bytes",
      told: FILE,
      mutant: (random) => {
        const bytes = mutateBytes(cube, random);
        return () => {
          const { shape, values } = parseIdx(bytes, FILE, 3);
          check("the number of values", values.length === shape.reduce((product, axis) => product * axis, 1));
          checkSame("the bytes", Buffer.from(values), Buffer.from(bytes.subarray(16)));
        };
      },
    },
    {
      name: "IDX in a directory, gzipped or not",
      told: directory,
      mutant: (random) => {
        const name = random.pick([...files.keys()]);
        const source = random.chance(0.5) ? packed : files;
        const bytes = mutateBytes(source.get(name) as Uint8Array, random);
        const path = join(directory, `${name}.gz`);
        return async () => {
          writeFileSync(path, bytes);
          try {
            const { train, test } = await loadMnist({ directory });
            for (const part of [train, test]) {
              const { x, y } = part.batch(Array.from({ length: part.size }, (_, at) => at));
              check(
                "a class beyond 9",
                y.toTypedArray().every((label) => label >= 0 && label <= 9),
              );
              check(
                "a pixel beyond 1",
                x.toTypedArray().every((pixel) => pixel >= 0 && pixel <= 1),
              );
            }
          } finally {
            writeFileSync(path, packed.get(name) as Uint8Array);
          }
        };
      },
    },
  ];
}
