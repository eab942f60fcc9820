import ts from "typescript";
import { expect, test } from "vitest";
import { compilerOptions, programOf } from "../program.ts";
import { core, isLower, upwardCalls } from "../rooms/upward-calls.ts";

const index = `${core}index.ts`;

/** Core with lines more at the ends of some of its files. */
function coreWith(ends: Readonly<Record<string, readonly string[]>>): ts.Program {
  const host = ts.createCompilerHost(compilerOptions());
  const { readFile } = host;
  host.readFile = (path) => {
    const lines = path.startsWith(core) ? (ends[path.slice(core.length)] ?? []) : [];
    return readFile(path) + lines.map((line) => `${line}\n`).join("");
  };
  return ts.createProgram([index], compilerOptions(), host);
}

const whole = programOf([index]);
test("no lower room calls an upper one", () => {
  expect(upwardCalls(whole)).toEqual([]);
});

test("all lower rooms are looked at", () => {
  const files = whole.getSourceFiles().map(({ fileName }) => fileName);
  const seen = new Set(files.filter(isLower).map((file) => file.slice(core.length).split("/")[0]));
  expect([...seen].sort()).toEqual([
    "backend.ts",
    "backends",
    "create.ts",
    "dtype.ts",
    "functions.ts",
    "layout.ts",
    "operand.ts",
    "primitives",
    "print.ts",
    "registry.ts",
    "shape.ts",
    "special",
    "tape.ts",
    "tensor.ts",
    "variable.ts",
    "viewing.ts",
  ]);
});

/** Ways from a lower room to a method, a line each. */
const ways = [
  "export const a = (x: Tensor) => x.add(1);",
  'export const b = (x: Tensor) => x["add"](1);',
  "export const c = ({ add }: Tensor) => add(1);",
  "export const d = (x: Tensor) => { const { add: plus } = x; return plus(1); };",
  "export const e = (x: Tensor | null) => x?.add(1);",
  "export const f = <T extends Tensor>(x: T) => x.add(1);",
  'export const g = (x: import("../variable.ts").Variable) => x.add(1);',
  "export const h = (x: { also: true } & Tensor) => x.add(1);",
  'import { Variable } from "../variable.ts"; class Own extends Variable {} export const i = (x: Own) => x.add(1);',
];

const file = "primitives/cast.ts";
const broken = coreWith({
  [file]: [
    ...ways,
    // Arrays, layouts and the parts of a tensor may have names of ops.
    "export const j = (x: Tensor) => [x.layout.expand([1]), [1].slice(0)];",
    "export const k = (x: Tensor) => x.cast('bool');",
  ],
  // Upper rooms may call them.
  "ops/elementwise/cast.ts": ["export const a = (x: Tensor) => x.add(1);"],
});

test("every way to a method is named, with its line and the way out, and nothing else is", () => {
  const first = (whole.getSourceFile(core + file) as ts.SourceFile).text.split("\n").length;
  const place = (line: number) => `packages/core/src/${file}:${first + line}`;
  expect(upwardCalls(broken)).toEqual([
    ...ways.map(
      (_, line) =>
        `${place(line)}: .add is an op of src/ops/elementwise/arithmetic.ts, a room above; import a kernel's ` +
        "function from primitives/, as ops/elementwise/arithmetic.ts does",
    ),
    `${place(ways.length + 1)}: .cast is an op of src/ops/elementwise/cast.ts, a room above; import inDType from ` +
      "primitives/cast.ts",
  ]);
});
