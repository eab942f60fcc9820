import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seed } from "@gradiente/core";
import { ReLU } from "@gradiente/nn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readWeights, writeWeights } from "../src/kit/csv-weights.ts";
import { drawInText } from "../src/kit/digit-text.ts";
import { perceptron } from "../src/kit/network.ts";

const net = (hidden = 2) => perceptron([3, hidden, 1], { activation: () => new ReLU() });

describe("weights as CSV", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "gradiente-csv-weights-"));
    seed(3);
    await writeWeights(folder, net());
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("are a file for each matrix, a line for each of its rows", async () => {
    const files = (await readdir(folder)).sort();
    expect(files).toEqual(["0.bias.csv", "0.weight.csv", "2.bias.csv", "2.weight.csv"]);
    const lines = (await readFile(join(folder, "0.weight.csv"), "utf8")).trimEnd().split("\n");
    expect(lines.map((line) => line.split(",").length)).toEqual([3, 3, 3]);
    expect(lines[0]).toBe("0,1,2");
  });

  it("come back to the last bit", async () => {
    const other = net();
    await readWeights(folder, other);
    seed(3);
    const expected = net().stateDict();
    for (const [name, value] of other.stateDict()) {
      expect(value.toTypedArray(), name).toEqual(expected.get(name)?.toTypedArray());
    }
  });

  it("of other layers, or none, are errors that name the file", async () => {
    await expect(readWeights(folder, net(4))).rejects.toThrow(/0\.weight\.csv.*2 rows.*4/s);
    await expect(readWeights(join(folder, "none"), net())).rejects.toThrow(/none.0\.weight\.csv/);
    await writeFile(join(folder, "2.bias.csv"), "0\nx\n");
    await expect(readWeights(folder, net())).rejects.toThrow(/2\.bias\.csv, line 2, column 1: "x"/);
  });
});

it("an image is drawn in text, two characters a pixel", () => {
  expect(drawInText([0, 0.5, 1, 0.3, 0.7, 0], 3)).toBe("  ▒▒██\n░░▓▓");
});
