import { allocateArray } from "../../dtype.ts";
import { Layout } from "../../layout.ts";
import type { View } from "../view.ts";
import { binaryOn, whereOn } from "./apply.ts";
import { type Code, countTo, i32, memory, simd, v128 } from "./assembler.ts";
import { Block } from "./block.ts";
import { dense } from "./dense.ts";
import { type KernelSource, kernel } from "./kernel.ts";
import { compiled } from "./kernels.ts";
import { f32x4, lowHalves, VECTOR, type Vectors, vectorsOf } from "./lanes.ts";
import { CHUNK } from "./rows.ts";
import { fill, readAt, reserve, resetScratch } from "./scratch.ts";
import { Staging } from "./staging.ts";

/* Copies from one dtype to another. */

/** Copies `x` to `out` of another dtype. False if there is no kernel, or none that is right for all elements of `x`. */
export function castOn(x: View, out: View): boolean {
  if (x.dtype === out.dtype || !out.layout.contiguous) return false;
  // Booleans become numbers by a choice between 1 and 0, and numbers become booleans by a comparison.
  if (x.dtype === "bool") return whereOn(x, constant(1, out), constant(0, out), out);
  if (out.dtype === "bool") return binaryOn({ name: "ne", parameters: [] }, x, constant(0, x), out);
  const [source, target] = [vectorsOf(x.dtype), vectorsOf(out.dtype)];
  return source !== undefined && target !== undefined && convertOn(x, out, source, target);
}

/** A view in which one number stands for all elements. */
function constant(value: number, { layout, dtype }: View): View {
  const buffer = allocateArray(dtype, 1).fill(value);
  return { buffer, layout: Layout.dense([]).expand(layout.shape), dtype };
}

/** Elements that a kernel converts at a time: one vector, or two vectors of float64. */
const AT_ONCE = 4;

function convertOn(x: View, out: View, source: Vectors, target: Vectors): boolean {
  const { buffer, layout, dtype } = dense(x);
  const found = compiled(["cast", dtype, out.dtype], () => castKernel(source, target));
  resetScratch();
  const from = new Staging({ buffer, dtype }, CHUNK, layout.offset);
  const to = new Staging(out, CHUNK, out.layout.offset);
  const flag = reserve(4);
  const given = found.arguments({});
  given.x = from.address;
  given.out = to.address;
  given.flag = flag;
  for (let at = 0; at < layout.size; at += CHUNK) {
    const count = Math.min(CHUNK, layout.size - at);
    from.load(at, count);
    fill(from.address + count * from.bytes, dtype, 0, AT_ONCE);
    given.count = count;
    found.run(given);
    // The plain loops find the element, and throw.
    if (readAt(flag, "int32") !== 0) return false;
    to.store(at, count);
  }
  return true;
}

const cast = { x: "address", out: "address", count: "i32", flag: "address" } as const;

/** `flag` is set to a number other than 0 if the target dtype cannot hold some element. */
function castKernel(source: Vectors, target: Vectors): KernelSource<typeof cast> {
  return kernel(cast, ({ x, out, count, flag }, f) => {
    const at = f.local("i32");
    const beyond = f.local("v128");
    const block = new Block(f);
    const parts = vectorsIn(source.bytes).map((offset) =>
      block.let(memory.loadV128([i32.add(x.get, i32.mul(at.get, i32.const(source.bytes)))], offset)),
    );
    if (target.dtype === "int32") {
      // A fraction is cut off. Below -2³¹, the next float32 is beyond -2³¹ - 1.
      const single = source.dtype === "float32";
      const isAbove = single ? source.ge : source.gt;
      const [low, high] = [source.splat(single ? -(2 ** 31) : -(2 ** 31) - 1), source.splat(2 ** 31)];
      for (const part of parts) {
        const holds = v128.and(isAbove(part, low), source.lt(part, high));
        block.do(beyond.set(v128.or(beyond.get, v128.not(holds))));
      }
    }
    const converted = convert(source, target, parts);
    vectorsIn(target.bytes).forEach((offset, i) => {
      const address = i32.add(out.get, i32.mul(at.get, i32.const(target.bytes)));
      block.do(memory.storeV128([address, converted[i]], offset));
    });
    return [
      ...countTo(at, count.get, AT_ONCE, block.code),
      ...memory.storeI32([flag.get, v128.anyTrue(beyond.get)]),
    ];
  });
}

/** Where the vectors of {@link AT_ONCE} elements begin. */
function vectorsIn(bytes: number): readonly number[] {
  return Array.from({ length: (AT_ONCE * bytes) / VECTOR }, (_, i) => i * VECTOR);
}

const convertI32 = simd(250);
const truncateF32 = simd(248);
const truncateF64 = simd(252);

function convert(source: Vectors, target: Vectors, parts: readonly Code[]): readonly Code[] {
  if (target.dtype === "float64") return source.widen(parts[0]);
  if (target.dtype === "float32")
    return [source.dtype === "float64" ? f32x4.narrow(parts) : convertI32(parts[0])];
  if (source.dtype === "float32") return [truncateF32(parts[0])];
  return [v128.shuffle(truncateF64(parts[0]), truncateF64(parts[1]), lowHalves)];
}
