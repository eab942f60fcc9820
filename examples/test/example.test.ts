import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { experiments } from "../src/experiments/index.ts";
import { type Run, start } from "./program.ts";

const main = fileURLToPath(new URL("../src/example.ts", import.meta.url));

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "gradiente-example-"));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const run = (...args: string[]): Promise<Run> => start(main, args, home).ended;

describe("pnpm example", () => {
  it("lists all rows of the five projects, and those of sequences and images", async () => {
    const { code, out } = await run();
    expect(code).toBe(0);
    for (const { id, title } of experiments) expect(out).toMatch(new RegExp(`^${id} .*${title}$`, "m"));
    expect(experiments.map(({ id }) => id)).toEqual([
      ...["a1", "a2", "a3", "a4", "a5"],
      ...["b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8"],
      ...["c1", "c2", "c3", "c4"],
      ...["d1", "d2"],
      ...["e1", "e2", "e3"],
      ...["f1", "f2", "f3"],
    ]);
  });

  it("runs one: result beside reference and target, and a file of it", async () => {
    const { code, out, err } = await run("e3", "--out", "there");
    expect(err).toBe("");
    expect(out).toContain("reference: 0.119, 0.310, 0.550");
    expect(out).toMatch(/\(q, b\) = \(0\.6, 0\.9\) +0\.550 +0\.550 +met\n/);
    expect(code).toBe(0);
    const { verdicts } = JSON.parse(await readFile(join(home, "there", "result.json"), "utf8"));
    expect(Object.keys(verdicts)).toEqual(Object.keys(experiments.find(({ id }) => id === "e3")!.measures));
    expect(new Set(Object.values(verdicts))).toEqual(new Set(["met"]));
    const page = await readFile(join(home, "there", "report.html"), "utf8");
    expect(page).toContain("<h1>E3. A neuron with weights set by hand</h1>");
    expect(page).toMatch(/s on the (wasm|reference) backend<\/caption>/);
  });

  it("--help of one tells its options", async () => {
    const { code, out } = await run("b6", "--help");
    expect(code).toBe(0);
    for (const option of ["seed", "epochs", "quick", "out", "help"]) expect(out).toContain(`--${option}`);
  });

  it("says what it needs where the data is missing", async () => {
    const { code, err } = await run("a3", "--quick");
    expect(err).toMatch(/^error: .*Titanic.* was not found\. Tried:\n[\s\S]*What helps:/);
    expect(err).not.toContain("    at ");
    expect(code).toBe(1);
  });

  it.skipIf(!process.env.GRADIENTE_DATA)(
    "refuses weights and an image that are not there (needs MNIST: GRADIENTE_DATA)",
    async () => {
      const withData = (...args: string[]) =>
        start(main, ["e2", "--quick", ...args], home, process.env.GRADIENTE_DATA).ended;
      for (const [args, message] of [
        [["--image", "200"], /^error: --image: there are 200 test images, 0 to 199\n$/],
        [
          ["--weights", "none.safetensors"],
          /^error: --weights: none\.safetensors: there is no such file.*\n$/,
        ],
        [["--weights", main], /^error: --weights: .*example\.ts: safetensors: the header.*\n$/],
      ] as const) {
        const { code, err } = await withData(...args);
        expect(err).toMatch(message);
        expect(code).toBe(2);
      }
    },
  );

  it.skipIf(!process.env.GRADIENTE_DATA)(
    "shows one image after the other, as they are asked for (needs MNIST: GRADIENTE_DATA)",
    async () => {
      const args = ["e2", "--quick", "--ask", "--image", "1"];
      const { child, ended } = start(main, args, home, process.env.GRADIENTE_DATA);
      child.stdin?.end("7\n200\nm\n");
      const { code, out, err } = await ended;
      expect(err).not.toContain("    at ");
      expect(out).toMatch(/image 1 is a 2, taken for a \d\n/);
      expect(out).toMatch(
        /the end\)\? .*\n[\s\S]*\n0 +0\.\d{4}.*\n[\s\S]*\n9 +0\.\d{4}.*\nimage 7 is a 9, taken/,
      );
      expect(out).toContain("there is no image 200\n");
      const [, label, taken] =
        /the end\)\? [\s\S]*there is no[\s\S]*image \d+ is a (\d), taken for a (\d)/.exec(out) ?? [];
      expect(taken).not.toBe(label);
      expect(code).toBe(0);
    },
  );

  it("stops on Ctrl-C in the middle of its trainings", async () => {
    const { child, ended } = start(main, ["c2", "--epochs", "1000"], home);
    child.stderr?.once("data", () => child.kill("SIGINT"));
    const { code, out, err } = await ended;
    expect(err).toMatch(/interrupted before there was a result\n$/);
    expect(err + out).not.toContain("    at ");
    expect(code).toBe(130);
  });

  it.each([
    [["zz"], /^error: there is no experiment zz; there are a1, .*, f3\n$/],
    [["a1", "--epochs", "0"], /It must be a whole number of at least 1/],
    [["a1", "--epoch", "1"], /^error: unknown option '--epoch' \(Did you mean --epochs\?\)\n$/],
  ])("refuses %j with exit code 2", async (args, message) => {
    const { code, err } = await run(...args);
    expect(err).toMatch(message);
    expect(err).not.toContain("    at ");
    expect(code).toBe(2);
  });
});
