// Writes weights beyond 2 GiB, reads them back and compares every element: pnpm large-weights [--mib 2304]. It needs that
// much disk, and about three times as much memory.
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Tensor, tensor } from "@gradiente/core";
import { loadWeights, saveWeights } from "@gradiente/train/node";

const MIB = 2 ** 20;

/** Elements of float32 that no other place has in the next four million, or in another tensor's. */
function pattern(size: number, salt: number): Float32Array {
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) values[i] = ((i + 1_000_003 * salt) % 4_194_301) / 4;
  return values;
}

/** The first place where a tensor is not what was written; -1 if there is none. */
function firstDifference(x: Tensor, salt: number): number {
  const values = x.toTypedArray();
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== ((i + 1_000_003 * salt) % 4_194_301) / 4) return i;
  }
  return -1;
}

/** Writes so many tensors of one size, reads them and compares. */
async function travel(title: string, count: number, mib: number, shardBytes: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "gradiente-large-"));
  try {
    const size = (mib * MIB) / 4;
    const seconds = () => performance.now() / 1000;
    const write = async () => {
      const weights = Array.from(
        { length: count },
        (_, n) => [`layer.${n}.weight`, tensor(pattern(size, n), { shape: [size] })] as const,
      );
      const begin = seconds();
      const path = await saveWeights(join(folder, "model.safetensors"), new Map(weights), { shardBytes });
      return { path, took: seconds() - begin };
    };
    const { path, took } = await write();
    globalThis.gc?.();
    const names = await readdir(folder);
    const bytes = (await Promise.all(names.map((name) => stat(join(folder, name))))).reduce(
      (sum, file) => sum + file.size,
      0,
    );
    const begin = seconds();
    const read = await loadWeights(path);
    const reading = seconds() - begin;
    if (read.size !== count) throw new Error(`${title}: ${read.size} tensors came back of ${count}`);
    for (const [at, [name, x]] of [...read].entries()) {
      const place = firstDifference(x, at);
      if (place >= 0) throw new Error(`${title}: element ${place} of ${name} is not what was written`);
    }
    const peak = process.resourceUsage().maxRSS / 1024 ** 2;
    console.log(
      `${title}: ${bytes} bytes in ${names.length} files, written in ${took.toFixed(0)} s, read in ${reading.toFixed(0)} s, ` +
        `every element the same; the most memory so far ${peak.toFixed(1)} GiB`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const { values } = parseArgs({ options: { mib: { type: "string", default: "2304" } } });
if (!/^\d{1,6}$/.test(values.mib)) throw new Error(`--mib must be a whole number, not ${values.mib}`);
const all = Number(values.mib);
const each = Math.ceil(all / 9);
await travel("nine tensors in shards of a quarter of them", 9, each, Math.ceil(all / 4) * MIB);
globalThis.gc?.();
await travel("nine tensors in shards of 2 GiB", 9, each, 2 ** 31);
globalThis.gc?.();
await travel("one tensor in one file", 1, all, 2 ** 31);
