import { truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  loadCifar10,
  loadDiabetes,
  loadFashionMnist,
  loadLifeExpectancy,
  loadMnist,
  loadStudentPerformance,
  loadTinyShakespeare,
  loadTitanic,
  loadWineQuality,
} from "@gradiente/datasets";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { temporaryDirectory, writeFiles } from "./fixtures.ts";

/* How large the published files are, and how large they may be unpacked: what is told of files of other sizes. */

beforeEach(() => {
  vi.stubEnv("GRADIENTE_DATA", undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

type Load = (options: { readonly directory?: string; readonly cacheDirectory?: string; readonly download?: boolean }) => Promise<unknown>; // biome-ignore format: a line

/** The names of unpacked files, with the sizes of the published ones and the most bytes of the unpacked ones. */
const sets: [string, Load, ending: string, files: Record<string, [published: number, unpacked: number]>][] = [
  ["mnist", loadMnist, ".gz", {
    "train-images-idx3-ubyte": [9_912_422, 47_040_016],
    "train-labels-idx1-ubyte": [28_881, 60_008],
    "t10k-images-idx3-ubyte": [1_648_877, 7_840_016],
    "t10k-labels-idx1-ubyte": [4_542, 10_008],
  }],
  ["fashion-mnist", loadFashionMnist, ".gz", {
    "train-images-idx3-ubyte": [26_421_880, 47_040_016],
    "train-labels-idx1-ubyte": [29_515, 60_008],
    "t10k-images-idx3-ubyte": [4_422_102, 7_840_016],
    "t10k-labels-idx1-ubyte": [5_148, 10_008],
  }],
  ["cifar-10", loadCifar10, ".gz", { "cifar-10-binary.tar": [170_052_171, 184_500_000] }],
  // Lines may end in CRLF, and there may be a mark and a few blanks: a byte a line, and 1024.
  ["diabetes", loadDiabetes, "", { "diabetes.tab.txt": [18_496, 18_496 + 443 + 1024] }],
  ["titanic", loadTitanic, "", { "titanic.csv": [60_302, 60_302 + 892 + 1024] }],
  ["life-expectancy", loadLifeExpectancy, "", { "life-expectancy.csv": [333_442, 333_442 + 2939 + 1024] }],
  ["student-performance", loadStudentPerformance, "", { "student-performance.csv": [175_071, 175_071 + 10_001 + 1024] }],
  ["tiny-shakespeare", loadTinyShakespeare, "", { "input.txt": [1_115_394, 1_115_394 + 40_000 + 1024] }],
  ["wine-quality", (options) => loadWineQuality({ color: "red", ...options }), "", { "winequality-red.csv": [84_199, 84_199 + 1600 + 1024] }],
  ["wine-quality", (options) => loadWineQuality({ color: "white", ...options }), "", { "winequality-white.csv": [264_426, 264_426 + 4899 + 1024] }],
]; // biome-ignore format: a file a line

test.each(sets)("a download of another size is no file of %s", async (folder, load, ending, files) => {
  const cacheDirectory = await temporaryDirectory();
  const names = Object.keys(files).map((name) => `${name}${ending}`);
  await writeFiles(join(cacheDirectory, folder), Object.fromEntries(names.map((name) => [name, new Uint8Array(1)])));
  const message = await load({ cacheDirectory, download: false }).then(() => "read", String);
  for (const [name, [published]] of Object.entries(files)) {
    expect(message).toContain(`${join(folder, `${name}${ending}`)}: it has 1 bytes, not ${published}`);
  }
}); // biome-ignore format: a line

const unpacked = sets.flatMap(([folder, load, , files]) =>
  Object.entries(files).map(([name, [, most]]) => [`${folder}, ${name}`, load, files, name, most] as const),
);

// Of CIFAR-10 another test reads as much.
test.each(unpacked.filter(([, , , , most]) => most < 1e8))("too much is no file of %s", async (_, load, files, name, most) => {
  const directory = await temporaryDirectory();
  await writeFiles(directory, Object.fromEntries(Object.keys(files).map((each) => [each, new Uint8Array(1)])));
  await writeFile(join(directory, name), "");
  await truncate(join(directory, name), most + 1);
  await expect(load({ directory })).rejects.toThrow(`${name}: it holds more than the ${most} bytes of the original; is it the right file?`);
}); // biome-ignore format: a line
