import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeSafetensors } from "@gradiente/core";
import { syntheticDigits, wholeBatch } from "@gradiente/datasets";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { start as startProgram } from "./program.ts";

const main = fileURLToPath(new URL("../src/mnist/main.ts", import.meta.url));

let home: string;
let data: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "gradiente-mnist-"));
  data = await mkdtemp(join(tmpdir(), "gradiente-mnist-data-"));
  await writeIdx("train", 600);
  await writeIdx("t10k", 100);
});

afterAll(async () => {
  for (const directory of [home, data]) await rm(directory, { recursive: true, force: true });
});

/** Images in the format of MNIST, so that the whole way from file to weights is taken. */
async function writeIdx(part: string, samples: number): Promise<void> {
  const { x, y } = wholeBatch(syntheticDigits({ samples, seed: samples }));
  const header = (...words: number[]) =>
    Uint8Array.from(words.flatMap((w) => [w >>> 24, w >>> 16, w >>> 8, w]));
  const pixels = Uint8Array.from(x.mul(255).toTypedArray(), Math.round);
  await writeFile(
    join(data, `${part}-images-idx3-ubyte`),
    Buffer.concat([header(2051, samples, 28, 28), pixels]),
  );
  await writeFile(join(data, `${part}-labels-idx1-ubyte`), Buffer.concat([header(2049, samples), Uint8Array.from(y.toTypedArray())])); // biome-ignore format: as above
}

const start = (...args: string[]) => startProgram(main, args, home);
const run = (...args: string[]) => start(...args).ended;
const lastLine = (text: string) => text.trim().split("\n").at(-1);

describe("examples/mnist", () => {
  it("trains, reports each epoch, saves weights, and evaluates them again with the same result", async () => {
    const trained = await run("--data-dir", data, "--epochs", "2", "--batch-size", "50", "--seed", "3");
    expect(trained.err).toBe("");
    expect(trained.out).toMatch(/^MNIST: 600 images to train on, 100 to test on\n/);
    expect(trained.out).toMatch(
      /Epoch 1\/2: train loss \d+\.\d{4}, accuracy 0\.\d{4}; test loss \d+\.\d{4}, accuracy 0\.\d{4}\n/,
    );
    expect(trained.out).toMatch(/Epoch 2\/2: /);
    expect(trained.code).toBe(0);

    const weights = join(home, "out", "mnist.safetensors");
    const { tensors, metadata } = decodeSafetensors(await readFile(weights));
    expect([...tensors].map(([path, x]) => `${path} ${x.shape}`)).toEqual([
      "0.weight 64,784",
      "0.bias 64",
      "2.weight 10,64",
      "2.bias 10",
    ]);
    expect(metadata).toEqual({ data: "MNIST" });

    const loaded = await run("--data-dir", data, "--load", weights);
    expect(loaded.code).toBe(0);
    expect(lastLine(loaded.out)).toBe(lastLine(trained.out));

    const again = await run("--data-dir", data, "--epochs", "2", "--batch-size", "50", "--seed", "3");
    expect(again.out, "the same seed gives the same loss to the last bit").toBe(trained.out);
    const other = await run("--data-dir", data, "--epochs", "2", "--batch-size", "50", "--seed", "4");
    expect(other.out).not.toBe(trained.out);
  });

  it("without MNIST and network says where it looked, and goes on with synthetic digits, by name", async () => {
    const { code, out } = await run("--limit", "100", "--epochs", "1");
    expect(out).toMatch(/MNIST was not found\. Tried:\n[\s\S]*https:\/\/[\s\S]*What helps:/);
    expect(out).toContain("SYNTHETIC digits");
    expect(lastLine(out)).toMatch(/^Test on 2000 synthetic digits \(not MNIST\): loss /);
    expect(code).toBe(0);
  });

  it("stops cleanly on Ctrl-C, with what it has learned", async () => {
    const { child, ended } = start("--data-dir", data, "--epochs", "100000");
    child.stdout?.once("data", () => setTimeout(() => child.kill("SIGINT"), 300));
    const { code, out, err } = await ended;
    expect(err).toBe("");
    expect(out).toContain("Interrupted. Weights: out");
    expect(code).toBe(130);
    const loaded = await run("--data-dir", data, "--load", join(home, "out", "mnist.safetensors"));
    expect(lastLine(loaded.out), "what is reported is what was saved").toBe(lastLine(out));
  });

  it("--help says what there is", async () => {
    const { code, out } = await run("--help");
    expect(code).toBe(0);
    for (const option of [
      "epochs",
      "batch-size",
      "learning-rate",
      "seed",
      "limit",
      "data-dir",
      "load",
      "help",
    ]) {
      expect(out).toContain(`--${option}`);
    }
  });

  const bad: [args: string[], message: RegExp][] = [
    [
      ["--epochs", "0"],
      /'--epochs <number>' argument '0' is invalid\. It must be a whole number of at least 1\./,
    ],
    [["--epochs", "many"], /argument 'many' is invalid/],
    [["--batch-size", "1.5"], /'--batch-size <number>' argument '1\.5' is invalid/],
    [["--learning-rate", "-1"], /It must be a number above 0/],
    [["--seed", ""], /'--seed <number>' argument '' is invalid/],
    [["--epoch", "1"], /unknown option '--epoch' \(Did you mean --epochs\?\)\n$/],
    [["extra"], /too many arguments/],
    [["--data-dir", "nowhere"], /^error: .*MNIST was not found[\s\S]*nowhere/],
    [["--load", "nowhere.safetensors"], /^error: cannot read nowhere\.safetensors: there is no such file/],
    [["--load", main], /^error: .*main\.ts: safetensors: the header should have/],
  ];
  for (const [args, message] of bad) {
    it(`refuses ${args.join(" ").slice(0, 40)} with exit code 2`, async () => {
      const inData = args[0] === "--data-dir" ? [] : ["--data-dir", data];
      const { code, err } = await run(...inData, ...args);
      expect(err).toMatch(message);
      expect(err).not.toContain("    at ");
      expect(code).toBe(2);
    });
  }

  it("names a damaged file", async () => {
    const damaged = await mkdtemp(join(tmpdir(), "gradiente-mnist-bad-"));
    await writeFile(join(damaged, "train-images-idx3-ubyte"), "no images");
    for (const name of ["train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"]) {
      await writeFile(join(damaged, name), await readFile(join(data, name)));
    }
    const { code, err } = await run("--data-dir", damaged);
    expect(err).toMatch(/^error: .*train-images-idx3-ubyte/);
    expect(err).not.toContain("    at ");
    expect(code).toBe(1);
    await rm(damaged, { recursive: true });
  });
});
