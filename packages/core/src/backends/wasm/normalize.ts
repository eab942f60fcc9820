import type { Normalization } from "../../backend.ts";
import type { Formula } from "../formulas/expression.ts";
import { unaryFormulas } from "../formulas/index.ts";
import type { View } from "../view.ts";
import {
  advance,
  type Code,
  countTo,
  type FunctionBuilder,
  i32,
  type Local,
  memory,
  v128,
} from "./assembler.ts";
import { Block } from "./block.ts";
import { dense } from "./dense.ts";
import { type KernelSource, kernel } from "./kernel.ts";
import { compiled } from "./kernels.ts";
import { type Lanes, lanesOf, VECTOR } from "./lanes.ts";
import { printFormula } from "./print.ts";
import { fill, resetScratch } from "./scratch.ts";
import { Staging } from "./staging.ts";
import { chooseThreads, runParts, SHARE, tasksOf } from "./threads.ts";

/** Elements that are processed at a time. */
const CHUNK = 8192;

/** Fills `out`. False if there is no kernel for it. */
export function normalizeOn(kind: Normalization, x: View, out: View): boolean {
  const { dtype } = x;
  const lanes = lanesOf(dtype);
  if (lanes === undefined) return false;
  const { buffer, layout } = dense(x);
  const columns = layout.shape[layout.shape.length - 1];
  const rows = layout.size / columns;
  // Rows begin at whole vectors. They are padded with -Infinity, which has no effect.
  const width = Math.ceil(columns / lanes.count) * lanes.count;
  const { threads, scope } = chooseThreads(rows < 2 ? 0 : layout.size);
  const height = threads * Math.max(1, Math.floor((threads === 1 ? CHUNK : SHARE) / width));
  const found = compiled([kind, dtype], () => normalizeKernel(lanes, kind), scope);
  resetScratch(scope);
  const source = new Staging({ buffer, dtype }, height * width, layout.offset);
  const target = new Staging(out, height * width, out.layout.offset);
  if (width > columns) fill(source.address, dtype, Number.NEGATIVE_INFINITY, height * width);
  const rowBytes = width * lanes.bytes;
  const tasks = tasksOf(found, threads);
  for (let row = 0; row < rows; row += height) {
    const count = Math.min(height, rows - row);
    const [pieces, piece] = width === columns ? [1, count * columns] : [count, columns];
    for (let i = 0; i < pieces; i++) source.load((row + i) * columns, piece, i * width);
    runParts(found, tasks, count, 1, (task, from, to) => {
      task.x = source.address + from * rowBytes;
      task.out = target.address + from * rowBytes;
      task.rowBytes = rowBytes;
      task.rows = to - from;
    });
    for (let i = 0; i < pieces; i++) target.store((row + i) * columns, piece, i * width);
  }
  return true;
}

const signature = { x: "address", out: "address", rowBytes: "i32", rows: "i32" } as const;

function normalizeKernel(lanes: Lanes, kind: Normalization): KernelSource<typeof signature> {
  return kernel(signature, ({ x, out, rowBytes, rows }, f) => {
    const row = f.local("i32");
    const oneRow = [
      ...rowNormalized(f, lanes, kind, x, out, rowBytes),
      ...advance(x, rowBytes.get),
      ...advance(out, rowBytes.get),
    ];
    return countTo(row, rows.get, 1, oneRow);
  });
}

/** Normalises the row at `x`. Its size in bytes is a multiple of that of a vector. */
export function rowNormalized(
  f: FunctionBuilder,
  lanes: Lanes,
  kind: Normalization,
  x: Local,
  out: Local,
  rowBytes: Local,
): Code {
  const [exp, log1p] = ["exp", "log1p"].map((name) => unaryFormulas.find(name, lanes.dtype) as Formula);
  const at = f.local("i32");
  const shift = f.local("v128");
  // Softmax: the sum of powers. Its logarithm: the sum of those below 1, and the number of the others, beside which the
  // former would lose the digits that the logarithm needs.
  const total = f.local("v128");
  const ones = f.local("v128");
  const one = lanes.splat(1);
  const value = memory.loadV128([i32.add(x.get, at.get)]);
  const store = (vector: Code) => memory.storeV128([i32.add(out.get, at.get), vector]);
  const sweep = (body: Code) => [...at.set(i32.const(0)), ...countTo(at, rowBytes.get, VECTOR, body)];

  const powers = new Block(f);
  const power = powers.let(printFormula(exp, powers, [lanes.sub(value, shift.get)]));
  if (kind === "softmax") {
    powers.do(total.set(lanes.add(total.get, power)));
    powers.do(store(power));
  } else {
    powers.do(total.set(lanes.add(total.get, v128.and(power, lanes.ne(power, one)))));
    powers.do(ones.set(lanes.add(ones.get, v128.and(one, lanes.eq(power, one)))));
  }

  const end = new Block(f);
  const others = lanes.add(lanes.sub(ones.get, one), total.get);
  const logTotal = kind === "softmax" ? [] : end.let(printFormula(log1p, end, [others]));
  const result =
    kind === "softmax"
      ? lanes.div(memory.loadV128([i32.add(out.get, at.get)]), total.get)
      : lanes.sub(lanes.sub(value, shift.get), logTotal);

  const sums = kind === "softmax" ? [total] : [total, ones];
  const infinite = lanes.splat(Number.POSITIVE_INFINITY);
  return [
    ...shift.set(lanes.splat(Number.NEGATIVE_INFINITY)),
    ...sweep(shift.set(lanes.pmax(shift.get, value))),
    ...lanes.rotations.flatMap((rotate) => shift.set(lanes.pmax(shift.get, rotate(shift.get)))),
    ...shift.set(v128.and(shift.get, lanes.ne(lanes.abs(shift.get), infinite))),
    ...sums.flatMap((sum) => sum.set(lanes.splat(0))),
    ...sweep(powers.code),
    ...sums.flatMap((sum) =>
      lanes.rotations.flatMap((rotate) => sum.set(lanes.add(sum.get, rotate(sum.get)))),
    ),
    ...end.code,
    ...sweep(store(result)),
  ];
}
