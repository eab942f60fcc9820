import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FileError, lockFolder, makeFolder, writeFileAtomically } from "@gradiente/files";
import { describe, expect, test } from "vitest";
import { asOrdinaryUser, temporaryFolder } from "./fixtures.ts";

describe("makeFolder", () => {
  test("makes what is missing, and leaves what is there", async () => {
    const folder = await temporaryFolder();
    const inner = join(folder, "a/b");
    await makeFolder(inner);
    await writeFile(join(inner, "kept"), "x");
    await makeFolder(inner);
    expect((await stat(join(inner, "kept"))).size).toBe(1);
  });

  test("says what is in its way, and what helps", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "x");
    for (const name of ["file", "file/a"]) {
      const error = await makeFolder(join(folder, name)).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(FileError);
      expect((error as FileError).message).toContain(
        `cannot write ${join(folder, name)}: a folder in its path is a file`,
      );
    }
    await expect(makeFolder("")).rejects.toThrow("makeFolder: the folder must be a path");
  });

  test.runIf(process.platform === "linux")(
    "ends where a folder takes no new ones",
    { timeout: 5000 },
    async () => {
      const told = /its folder has gone, or takes nothing new/;
      await expect(makeFolder("/proc/gradiente/runs")).rejects.toThrow(told);
      await expect(writeFileAtomically("/proc/gradiente/result.txt", "")).rejects.toThrow(told);
      await expect(lockFolder("/proc/gradiente")).rejects.toThrow(told);
    },
  );

  test("makes none if the name of the innermost is too long", async () => {
    const folder = await temporaryFolder();
    const made = makeFolder(join(folder, "a", "b".repeat(5000)));
    await expect(made).rejects.toThrow("its name is too long");
    expect(await readdir(folder)).toEqual([]);
  });

  test.skipIf(process.platform === "win32")("names a folder without permission", async () => {
    const folder = await temporaryFolder();
    await makeFolder(join(folder, "closed"));
    const made = asOrdinaryUser(folder, () => makeFolder(join(folder, "closed/inner")));
    await expect(made).rejects.toThrow(/cannot write .*closed\/inner: there is no permission/);
  });
});
