import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

/* A file of ops works by itself, in a process where nothing has installed the methods: `import` is all that it needs. */

const source = (path: string) => JSON.stringify(new URL(`../src/${path}`, import.meta.url).href);

const program = `
import { add } from ${source("ops/elementwise/arithmetic.ts")};
import { tensor } from ${source("create.ts")};

const column = tensor([[0.5], [1]], { dtype: "float32" });
const row = tensor([2 ** -40, 3], { dtype: "float64" });
const y = add(column, row);
console.log(JSON.stringify({ dtype: y.dtype, values: y.toArray(), methods: "add" in y }));
`;

test("add, imported alone, promotes float32 beside float64 and broadcasts", () => {
  const args = ["--import", import.meta.resolve("tsx"), "--input-type=module", "--eval", program];
  const output = execFileSync(process.execPath, args, { encoding: "utf8", timeout: 60_000 });
  expect(JSON.parse(output)).toEqual({
    dtype: "float64",
    values: [
      [0.5 + 2 ** -40, 3.5],
      [1 + 2 ** -40, 4],
    ],
    methods: false,
  });
});
