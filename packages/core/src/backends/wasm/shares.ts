import type { SharesParameters } from "../../routines/shares.ts";
import type { View } from "../view.ts";
import { advance, type Code, countTo, i32, ifElse, type Local, memory, v128 } from "./assembler.ts";
import { type KernelSource, kernel } from "./kernel.ts";
import { compiled } from "./kernels.ts";
import { type Lanes, lanesOf, VECTOR } from "./lanes.ts";
import { rowNormalized } from "./normalize.ts";
import { folds, rowFolded } from "./reduce.ts";
import { fill, reserve, resetScratch } from "./scratch.ts";
import { Staging } from "./staging.ts";

/*
 * Turns attention scores into weights with vectors. The bits are those of softmax, sums and products one by one. Columns
 * must fill whole vectors. This file is loaded with the ops that use it, so that bundles of other programs are smaller.
 */

/** Elements that are processed at a time, unless a row is longer. */
const CHUNK = 8192;

/** Fills the output. False if there is no kernel for it. */
export function causalSharesOn(
  [x]: readonly View[],
  [out]: readonly View[],
  { rows, columns }: SharesParameters,
): boolean {
  const lanes = lanesOf(x.dtype);
  if (lanes === undefined || columns % lanes.count !== 0) return false;
  const found = compiled(["causalShares", lanes.dtype], () => causalKernel(lanes));
  const height = Math.max(1, Math.floor(CHUNK / columns));
  resetScratch();
  const source = new Staging(x, height * columns, x.layout.offset);
  const target = new Staging(out, height * columns, out.layout.offset);
  const given = found.arguments({});
  const masks = masksOf(lanes);
  for (let row = 0; row * columns < x.layout.size; row += height) {
    const count = Math.min(height * columns, x.layout.size - row * columns);
    source.load(row * columns, count);
    given.x = source.address;
    given.out = target.address;
    given.rowBytes = columns * lanes.bytes;
    given.rows = count / columns;
    given.place = row % rows;
    given.places = rows;
    given.masks = masks;
    found.run(given);
    target.store(row * columns, count);
  }
  return true;
}

/** Mask `i` covers the first `i` lanes. Mask 0 covers all lanes. */
function masksOf({ count, bytes }: Lanes): number {
  const address = reserve(count * VECTOR);
  for (let open = 0; open < count; open++) {
    const words = ((open === 0 ? count : open) * bytes) / 4;
    fill(address + open * VECTOR, "int32", -1, words);
    fill(address + open * VECTOR + words * 4, "int32", 0, VECTOR / 4 - words);
  }
  return address;
}

const causal = {
  x: "address",
  out: "address",
  rowBytes: "i32",
  rows: "i32",
  place: "i32",
  places: "i32",
  masks: "address",
} as const;

/** The first row has number `place` among the `places` rows of its matrix. */
function causalKernel(lanes: Lanes): KernelSource<typeof causal> {
  return kernel(causal, ({ x, out, rowBytes, rows, place, places, masks }, f) => {
    const [row, open, whole, last, mask, at] = Array.from({ length: 6 }, () => f.local("i32"));
    const isOpen = memory.loadV128([mask.get]);
    const left = v128.select(memory.loadV128([last.get]), lanes.splat(Number.NEGATIVE_INFINITY), isOpen);
    const oneRow = [
      ...advance(place, 1),
      ...open.set(i32.min(i32.mul(place.get, i32.const(lanes.bytes)), rowBytes.get)),
      ...whole.set(i32.and(i32.add(open.get, i32.const(VECTOR - 1)), i32.const(-VECTOR))),
      // Masked lanes of the last vector have no effect, and get 0, never NaN.
      ...last.set(i32.add(x.get, i32.sub(whole.get, i32.const(VECTOR)))),
      ...mask.set(i32.and(open.get, i32.const(VECTOR - 1))),
      ...mask.set(i32.add(masks.get, i32.mul(mask.get, i32.const(VECTOR / lanes.bytes)))),
      ...memory.storeV128([last.get, left]),
      ...rowNormalized(f, lanes, "softmax", x, out, whole),
      ...last.set(i32.add(out.get, i32.sub(whole.get, i32.const(VECTOR)))),
      ...memory.storeV128([last.get, v128.and(memory.loadV128([last.get]), isOpen)]),
      ...at.set(whole.get),
      ...countTo(at, rowBytes.get, VECTOR, memory.storeV128([i32.add(out.get, at.get), lanes.splat(0)])),
      ...advance(x, rowBytes.get),
      ...advance(out, rowBytes.get),
      ...ifElse(i32.geU(place.get, places.get), place.set(i32.const(0))),
    ];
    return countTo(row, rows.get, 1, oneRow);
  });
}

/** Like {@link causalSharesOn}, for the gradient. */
export function sharesBackOn(
  [y, dy]: readonly View[],
  [out]: readonly View[],
  { columns }: SharesParameters,
): boolean {
  const lanes = lanesOf(y.dtype);
  if (lanes === undefined || columns % lanes.count !== 0) return false;
  const found = compiled(["sharesBack", lanes.dtype], () => backKernel(lanes));
  const height = Math.max(1, Math.floor(CHUNK / columns));
  resetScratch();
  const [shares, gradient] = [y, dy].map((view) => new Staging(view, height * columns, view.layout.offset));
  const target = new Staging(out, height * columns, out.layout.offset);
  const total = reserve(VECTOR);
  const given = found.arguments({});
  for (let at = 0; at < y.layout.size; at += height * columns) {
    const count = Math.min(height * columns, y.layout.size - at);
    for (const source of [shares, gradient]) source.load(at, count);
    given.shares = shares.address;
    given.dy = gradient.address;
    given.out = target.address;
    given.rowBytes = columns * lanes.bytes;
    given.rows = count / columns;
    given.total = total;
    found.run(given);
    target.store(at, count);
  }
  return true;
}

const back = {
  shares: "address",
  dy: "address",
  out: "address",
  rowBytes: "i32",
  rows: "i32",
  total: "address",
} as const;

/** Of dy times the shares, twice, the part along the shares is taken away. */
function backKernel(lanes: Lanes): KernelSource<typeof back> {
  return kernel(back, ({ shares, dy, out, rowBytes, rows, total }, f) => {
    const [row, at, from] = Array.from({ length: 3 }, () => f.local("i32"));
    const sum = f.local("v128");
    const load = (base: Local) => memory.loadV128([i32.add(base.get, at.get)]);
    const sweep = (value: Code) => [
      ...at.set(i32.const(0)),
      ...countTo(at, rowBytes.get, VECTOR, memory.storeV128([i32.add(out.get, at.get), value])),
    ];
    const rounded = lanes.narrow(lanes.widen(sum.get).map(() => memory.load64Splat([total.get])));
    const across = [
      ...from.set(out.get),
      ...rowFolded(f, lanes, folds.sum, from, rowBytes, total),
      ...sum.set(rounded),
      ...sweep(lanes.sub(load(out), lanes.mul(load(shares), sum.get))),
    ];
    const oneRow = [
      ...sweep(lanes.mul(load(dy), load(shares))),
      ...across,
      ...across,
      ...[shares, dy, out].flatMap((pointer) => advance(pointer, rowBytes.get)),
    ];
    return countTo(row, rows.get, 1, oneRow);
  });
}
