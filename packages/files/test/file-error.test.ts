import { describe, expect, it } from "vitest";
import { codeOf, explained, FileError } from "../src/file-error.ts";

/* What the system says against a file, in words: each code, for what was to be done. */

const failing = (code: string | undefined) =>
  Promise.reject(Object.assign(new Error("said so"), code === undefined ? {} : { code }));

/** The beginning of what is said, and what helps, for reading and for writing; one text where they are the same. */
const meanings: Record<string, string | readonly [read: string, write: string]> = {
  ENOSPC: "the disk is full; free some space",
  EDQUOT: "your share of the disk is used up; delete some files",
  EFBIG: "the file system holds no file as large as this;",
  EROFS: "the file system is read-only;",
  EACCES: ["there is no permission; name a file that you may read", "there is no permission; name a file that you may write"],
  EPERM: ["the system does not permit it; name a file that you may read", "the system does not permit it; name a file in a folder"],
  ENOENT: ["there is no such file; check the path", "its folder has gone, or takes nothing new; make it again"],
  EISDIR: "it is a directory, not a file;",
  ENOTDIR: "a folder in its path is a file;",
  EEXIST: "a folder in its path is a file;",
  ENAMETOOLONG: "its name is too long;",
  ELOOP: "its symbolic links lead round in a circle;",
  EMFILE: "too many files are open; close some, or do less at a time",
  ENFILE: "too many files are open on this machine; close some",
  EIO: "the disk reports a fault;",
}; // biome-ignore format: one row a code

describe("what the system says against a file", () => {
  for (const [code, words] of Object.entries(meanings)) {
    it.each(["read", "write"] as const)(`${code}, of one to %s`, async (action) => {
      const error: unknown = await explained(action, "a/b", failing(code)).catch((each: unknown) => each);
      expect(error).toBeInstanceOf(FileError);
      const { message, code: kept, file, problem, cause } = error as FileError;
      const expected = typeof words === "string" ? words : words[action === "read" ? 0 : 1];
      expect(message.startsWith(`cannot ${action} a/b: ${expected}`)).toBe(true);
      expect(message.endsWith(" (said so)")).toBe(true);
      expect([kept, file, `cannot ${action} a/b: ${problem}`]).toEqual([code, "a/b", message]);
      expect((cause as Error).message).toBe("said so");
    });
  }

  it("is passed on as it is where it has no words", async () => {
    for (const code of ["EWEIRD", undefined]) {
      await expect(explained("read", "x", failing(code))).rejects.toMatchObject({
        message: "cannot read x: said so",
        code,
      });
    }
    await expect(explained("read", "x", Promise.reject("a text"))).rejects.toMatchObject({
      message: "cannot read x: a text",
      code: undefined,
    });
    await expect(explained("read", "x", Promise.reject(null))).rejects.toMatchObject({
      message: "cannot read x: null",
    });
    const own = new FileError("write", "y", "no");
    await expect(explained("read", "x", Promise.reject(own))).rejects.toBe(own);
    expect(await explained("read", "x", Promise.resolve(3))).toBe(3);
  });

  it("has a code that is a text, or none", () => {
    expect([{ code: "EIO" }, { code: 5 }, {}, null, undefined, "EIO"].map(codeOf)).toEqual(["EIO", undefined, undefined, undefined, undefined, undefined]); // biome-ignore format: a list
  });
});
