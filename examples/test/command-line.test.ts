import { type SpawnOptions, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, open, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Run } from "./program.ts";

const [example, reproduce, mnist] = ["example.ts", "reproduce/main.ts", "mnist/main.ts"].map((file) =>
  fileURLToPath(new URL(`../src/${file}`, import.meta.url)),
);
const preload = (file: string) => ["--import", new URL(`./${file}`, import.meta.url).href];

/** A program that takes longer hangs. */
const LIMIT = 30_000;

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "gradiente-command-line-"));
  await writeFile(join(home, "file"), "");
});
afterAll(() => rm(home, { recursive: true, force: true }));

interface Start {
  /** What is loaded before the program. */
  readonly before?: readonly string[];
  readonly stdout?: "pipe" | number;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with each piece of standard output; true closes it, as `head` does when it has enough. */
  readonly enough?: (text: string) => boolean;
}

function run(
  program: string,
  args: readonly string[],
  { before = [], stdout = "pipe", env = {}, enough }: Start = {},
): Promise<Run> {
  const options: SpawnOptions = {
    cwd: home,
    env: { ...process.env, GRADIENTE_DATA: "", XDG_CACHE_HOME: home, LOCALAPPDATA: home, HOME: home, ...env },
    stdio: ["ignore", stdout, "pipe"],
    timeout: LIMIT,
    killSignal: "SIGKILL",
  };
  const load = [...before, "--import", import.meta.resolve("tsx"), ...preload("no-network.mjs")];
  const child = spawn(
    process.execPath,
    [...load, "--conditions=@gradiente/source", program, ...args],
    options,
  );
  let [out, err] = ["", ""];
  child.stdout?.on("data", (chunk) => {
    out += chunk;
    if (enough?.(out)) child.stdout?.destroy();
  });
  child.stderr?.on("data", (chunk) => {
    err += chunk;
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}

const isPosix = process.platform !== "win32";

describe("a reader that has enough (| head -1)", () => {
  const enough = (text: string) => text.includes("\n");
  it.runIf(isPosix)("ends an experiment, without a word", async () => {
    const { code, out, err } = await run(example, ["c1", "--epochs", "2000"], { enough });
    expect(out).toBe("c1: Linear regression by gradient descent\n");
    expect(err).toBe("");
    // As the shell calls a process that SIGPIPE has ended.
    expect(code).toBe(141);
  });

  it.runIf(isPosix)("ends the training of mnist", async () => {
    const { code, err } = await run(mnist, ["--limit", "100", "--epochs", "100000"], { enough });
    expect(err).toBe("");
    expect(code).toBe(141);
  });
});

describe("a full disk", () => {
  it.runIf(existsSync("/dev/full"))("under the output is told", async () => {
    const full = await open("/dev/full", "w");
    onTestFinished(() => full.close());
    for (const [program, args] of [
      [example, []],
      [example, ["e3"]],
      [mnist, ["--limit", "100"]],
    ] as const) {
      const { code, err } = await run(program, args, { stdout: full.fd });
      expect(err).toMatch(/^error: cannot write the output: ENOSPC: no space left on device.*\n$/);
      expect(code).toBe(1);
    }
  });

  it("under the results is told, and leaves no half files", async () => {
    const { code, err } = await run(example, ["e3", "--out", "there"], { before: preload("full-disk.mjs") });
    expect(err).toMatch(/^error: cannot write there.neuron\.svg: the disk is full; .*\n$/);
    expect(code).toBe(1);
    expect(await readdir(join(home, "there"))).toEqual([]);
  });

  it("under the weights of mnist is told", async () => {
    const { code, err } = await run(mnist, ["--limit", "100", "--epochs", "1"], {
      before: preload("full-disk.mjs"),
    });
    expect(err).toMatch(/^error: cannot write out.mnist\.safetensors: the disk is full; .*\n$/);
    expect(code).toBe(1);
  });
});

describe("a wrong command line is one line and exit code 2", () => {
  it.each([
    [example, ["zz", "--quick"], /^error: there is no experiment zz; .*\n$/],
    [example, ["--quick"], /^error: unknown option '--quick'\n$/],
    [example, ["e3", "extra"], /^error: too many arguments.*\n$/],
    [
      example,
      ["e3", "--out", "file"],
      /^error: --out: cannot write file: a folder in its path is a file; name a file in a folder \(EEXIST.*\n$/,
    ],
    [
      example,
      ["e3", "--out", "file/below"],
      /^error: --out: cannot write file.below: a folder in its path is a file; name a file in a folder \(ENOTDIR.*\n$/,
    ],
    [reproduce, ["zz"], /^error: there is no experiment zz; there are a1, .*, f3\n$/],
    [reproduce, ["--jobs", "0"], /^error: option '--jobs <number>' argument '0' is invalid\. .*\n$/],
    [reproduce, ["--seed", "3"], /^error: unknown option '--seed' \(Did you mean --seeds\?\)\n$/],
  ])("%s %j", async (program, args, message) => {
    const { code, err } = await run(program, args);
    expect(err).toMatch(message);
    expect(code).toBe(2);
  });
});

it("reproduce says that its folder cannot be made, and runs nothing more", async () => {
  const own = await mkdtemp(join(home, "own-"));
  await mkdir(join(own, "out"));
  await writeFile(join(own, "out", "reproduce"), "");
  const { code, out, err } = await run(reproduce, ["e3", "c1", "--jobs", "1"], {
    before: ["--import", `data:text/javascript,process.chdir(${JSON.stringify(own)})`],
  });
  expect(err).toMatch(/^error: (ENOTDIR|EEXIST): .*\n$/);
  expect(out).toBe("");
  expect(code).toBe(1);
});

it("--native without the compiled kernels says what is missing", async () => {
  const env = { GRADIENTE_NATIVE: join(home, "nothing.node") };
  const { code, err } = await run(example, ["c1", "--quick", "--native"], { env });
  expect(err).toMatch(
    /^error: --native: the native kernels are not available: .*nothing\.node, where there is no file/,
  );
  expect(err.trim().split("\n").length).toBe(1);
  expect(code).toBe(2);
});
