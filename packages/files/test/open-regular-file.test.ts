import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileError, openRegularFile } from "@gradiente/files";
import { afterAll, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "gradiente-open-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "a.bin");

it("reads parts of a file, in any order", async () => {
  writeFileSync(
    path,
    Uint8Array.from({ length: 1000 }, (_, at) => at),
  );
  const file = await openRegularFile(path);
  expect([file.name, file.size]).toEqual([path, 1000]);
  expect([...(await file.read(998, 1000))]).toEqual([998 % 256, 999 % 256]);
  expect([...(await file.read(0, 3))]).toEqual([0, 1, 2]);
  expect(await file.read(5, 5)).toHaveLength(0);
  for (const [begin, end] of [
    [-1, 2],
    [3, 2],
    [0, 1001],
    [0.5, 2],
    [0, Number.NaN],
  ]) {
    // biome-ignore format: cases
    await expect(file.read(begin, end)).rejects.toThrow(RangeError);
  }
  truncateSync(path, 10);
  await expect(file.read(5, 20)).rejects.toThrow(
    `cannot read ${path}: it had 1000 bytes when it was opened, and has fewer`,
  );
  await file.close();
});

it("refuses what is no file, by name", async () => {
  await expect(openRegularFile(join(folder, "none"))).rejects.toThrow("none: there is no such file");
  await expect(openRegularFile(folder)).rejects.toThrow(FileError);
  await expect(openRegularFile("")).rejects.toThrow("openRegularFile: the path must be a path");
});
