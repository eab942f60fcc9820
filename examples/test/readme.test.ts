import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/* The programs in the README run as they are written there. */

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const programs = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
const folder = fileURLToPath(new URL("../out/readme", import.meta.url));

beforeAll(() => mkdirSync(folder, { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true }));

function run(code: string): string {
  const file = join(folder, "program.ts");
  writeFileSync(file, code);
  const args = ["--import", import.meta.resolve("tsx"), "--conditions=@gradiente/source", file];
  return execFileSync(process.execPath, args, { encoding: "utf8" });
}

describe("the README", () => {
  it.skipIf(!process.env.GRADIENTE_DATA)(
    "trains a model in ten lines (needs MNIST: GRADIENTE_DATA is set)",
    () => {
      const program = programs.find((code) => code.includes("loadMnist")) as string;
      const scored = `${program}
      const { x: images, y: digits } = test.batch(Array.from({ length: 1000 }, (_, i) => i));
      console.log(model.forward(images).argmax(1).eq(digits).mean().item());`;
      expect(Number(run(scored))).toBeGreaterThan(0.88);
    },
  );

  it("differentiates functions", () => {
    const program = programs.find((code) => code.includes("grad(f)")) as string;
    expect(run(program)).toBe("Tensor float32 [2]\n[3, 12]\nTensor float32 [] -0.726862\n");
  });

  it("builds a model of one's own", () => {
    const program = programs.find((code) => code.includes("class Net")) as string;
    expect(run(program)).toContain("(hidden): Dense(2 -> 16)\n  (out): Dense(16 -> 1)\n) 65 parameters");
  });

  it("has no program that is not run here", () => {
    expect(programs.length).toBe(3);
  });
});
