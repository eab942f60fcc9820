import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { appendInFull, FileError } from "@gradiente/files";
import { expect, test } from "vitest";
import { noSpace, temporaryFolder, writingBy } from "./fixtures.ts";

test("adds to the end of a file, which it makes", async () => {
  const file = join(await temporaryFolder(), "log");
  await appendInFull(file, "a,b\n");
  await writingBy((own, bytes, at, length) => own(bytes, at, Math.min(length, 1)));
  await appendInFull(file, new TextEncoder().encode("1,2\n"));
  expect(await readFile(file, "utf8")).toBe("a,b\n1,2\n");
});

test("leaves no half line on a disk that fills up, and names the file", async () => {
  const file = join(await temporaryFolder(), "log");
  await writeFile(file, "a,b\n");
  let calls = 0;
  await writingBy((own, bytes, at) => {
    if (calls++ > 0) throw noSpace();
    return own(bytes, at, 2);
  });
  const failure = appendInFull(file, "1,2\n");
  await expect(failure).rejects.toThrow(FileError);
  await expect(failure).rejects.toThrow(`cannot write ${file}: the disk is full`);
  expect(await readFile(file, "utf8")).toBe("a,b\n");
});

test.runIf(process.platform === "linux")("hears of a real disk that is full", async () => {
  await expect(appendInFull("/dev/full", "x")).rejects.toThrow(/^cannot write \/dev\/full: the disk is full/);
});

test.skipIf(process.platform === "win32")("refuses a FIFO, which it would wait for", async () => {
  const file = join(await temporaryFolder(), "log");
  execFileSync("mkfifo", [file]);
  const failure = appendInFull(file, "1,2\n");
  await expect(failure).rejects.toThrow(
    `cannot write ${file}: it is a FIFO, not a regular file; name a file`,
  );
});
