import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

test("worker threads give what this thread gives, whatever their number, and report every trouble", async () => {
  const script = join(import.meta.dirname, "fixtures", "search-in-workers.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--import",
    "tsx",
    "--conditions=@gradiente/source",
    script,
  ]);
  const { differing, troubled, best, uncloneable, wordless, survived, cancelled, jobErrors } =
    JSON.parse(stdout);
  expect(differing).toEqual([]);
  expect(troubled).toEqual([
    ["done", 1, null, null],
    ["failed", null, "RangeError", "thrown on purpose"],
    ["failed", null, "Error", "the worker thread ended in the middle of the trial, with exit code 3"],
    ["failed", null, "Error", "thrown later"],
    ["failed", null, "DataCloneError", expect.stringMatching(/could not be cloned/)],
    ["failed", null, "TypeError", expect.stringMatching(/returned undefined; expected its score/)],
    ["done", null, null, null],
    ["done", 1, null, null],
  ]);
  expect(uncloneable).toEqual([
    ["failed", expect.stringMatching(/could not be cloned.*pass a name/)],
    ["done", null],
  ]);
  expect(wordless).toEqual(
    Array(2).fill([
      "failed",
      "the trial returned { comment: 'good' }; expected scores by name, such as { accuracy: 0.9 }",
    ]),
  );
  expect(survived).toEqual([
    ["done", 0],
    ["done", 1],
    ["done", 2],
  ]);
  expect(best).toBe(0);
  expect(cancelled).toEqual(["done", "cancelled", "cancelled"]);
  expect(jobErrors[0]).toMatch(/^true JobError: .*trials\.ts exports no function nothing; it exports /);
  expect(jobErrors[1]).toMatch(/^true JobError: .*missing/);
}, 180_000);
