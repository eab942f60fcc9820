import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ones, zeros } from "@gradiente/core";
import { describe, expect, it, test } from "vitest";
import { root } from "../program.ts";

describe("a failure about large tensors is reported within seconds", () => {
  const [x, y] = [zeros([40_000]), ones([40_000])];
  let began = Number.NaN;

  // Vitest works out the difference of both sides between a failing test and the next one.
  it.fails("as by toBe", () => {
    began = performance.now();
    expect(x).toBe(y);
  });
  it.fails("as by toEqual on arrays", () => {
    expect(x.toArray()).toEqual(y.toArray());
  });

  it("and does not look like a hang", () => {
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});

/** The files of all tests, and what they share. */
function testFiles(): string[] {
  const packages = readdirSync(join(root, "packages")).map((name) => `packages/${name}`);
  // A package that holds a compiled addon and nothing else has no tests.
  const tested = [...packages, "examples", "benchmarks", "tooling"].filter((folder) =>
    existsSync(join(root, folder, "test")),
  );
  return tested.flatMap((folder) =>
    readdirSync(join(root, folder, "test"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join(folder, "test", name)),
  );
}

/** Where a pattern occurs, as `file:line`. */
function placesOf(pattern: RegExp): string[] {
  return testFiles().flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    return [...text.matchAll(pattern)].map(
      ({ index }) => `${file}:${text.slice(0, index).split("\n").length}`,
    );
  });
}

test("a test that expects an error names it: a slip in the test throws too", () => {
  expect(placesOf(/(?<!\.not)\s*\.toThrow(Error)?\(\)/g)).toEqual([]);
  expect(placesOf(/\.toThrow\(./g).length).toBeGreaterThan(100);
});
