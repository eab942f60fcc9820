import {
  centreQuantile,
  farQuantile,
  middleQuantile,
  signedQuantile,
  tailDistance,
} from "../formulas/normal-quantile.ts";
import { CENTRE_END, MIDDLE_END } from "../normal-quantile.ts";
import {
  advance,
  type Code,
  type FunctionBuilder,
  i32,
  ifElse,
  type Local,
  memory,
  simd,
  v128,
  whileLoop,
} from "./assembler.ts";
import { Block } from "./block.ts";
import { type KernelSource, kernel } from "./kernel.ts";
import { f64x2, type Lanes, VECTOR } from "./lanes.ts";
import { printFormula } from "./print.ts";

/*
 * Quantiles of the normal distribution. Six in seven of the probabilities are in the centre. All are computed as if they
 * were. Those that are not are put aside, with the places of their results, and computed separately. This takes half the
 * time of a branch that every fourth vector takes.
 */

const signature = {
  out: "address",
  bytes: "i32",
  room: {
    /** First the float64 probabilities, and later the ones that are put aside. */
    probabilities: "address",
    /** The same number of 32-bit numbers. */
    places: "address",
  },
} as const;

/** Probabilities that were put aside are computed two vectors at a time. */
const VECTORS = 2;

/** `out` gets the quantiles of the probabilities in a number of bytes, rounded up to whole vectors. */
export function quantileKernel(lanes: Lanes): KernelSource<typeof signature> {
  return kernel(signature, ({ out, bytes, room }, f) => {
    const end = f.local("i32");
    const at = f.local("i32");
    const place = f.local("i32");
    const aside: Aside = { probability: f.local("i32"), place: f.local("i32") };

    const centre = new Block(f);
    const parts = lanes.dtype === "float32" ? 2 : 1;
    const results = Array.from({ length: parts }, (_, part) => {
      const p = centre.let(memory.loadV128([at.get], part * VECTOR));
      const q = centre.let(minusHalf(p));
      const isOutside = f64x2.gt(f64x2.abs(q), f64x2.splat(CENTRE_END));
      const first = 2 * part * lanes.bytes;
      putAside(centre, f.local("i32"), aside, p, isOutside, [0, 1].map((lane) => i32.add(out.get, i32.const(first + lane * lanes.bytes)))); // biome-ignore format: a line
      return centre.let(printFormula(centreQuantile, centre, [q]));
    });
    centre.do(memory.storeV128([out.get, lanes.narrow(results)]));

    // The last iteration may read beyond the end. The surplus quantile goes to the beginning, which has been read by then.
    const filling = Array.from({ length: 2 * VECTORS }, (_, i) =>
      memory.storeI32([aside.place.get, room.probabilities.get], i * 4),
    );

    const outside = new Block(f);
    const loaded = Array.from({ length: VECTORS }, (_, i) =>
      outside.let(memory.loadV128([at.get], i * VECTOR)),
    );
    const outer = loaded.map((p) => outerQuantile(lanes, outside, f, p));
    outer.forEach((values, i) => {
      for (const lane of [0, 1]) {
        const to = memory.loadI32([place.get], (2 * i + lane) * 4);
        outside.do(storeLane(lanes, to, values, lane));
      }
    });

    const begin = [...at.set(room.probabilities.get), ...place.set(room.places.get)];
    return [
      ...begin,
      ...aside.probability.set(at.get),
      ...aside.place.set(place.get),
      ...end.set(i32.add(out.get, bytes.get)),
      ...whileLoop(i32.ltU(out.get, end.get), [
        ...centre.code,
        ...advance(at, parts * VECTOR),
        ...advance(out, VECTOR),
      ]),
      ...filling.flat(),
      ...begin,
      ...whileLoop(i32.ltU(at.get, aside.probability.get), [
        ...outside.code,
        ...advance(at, VECTORS * VECTOR),
        ...advance(place, VECTORS * 2 * 4),
      ]),
    ];
  });
}

/** Where the next probability that is put aside goes. */
interface Aside {
  readonly probability: Local;
  readonly place: Local;
}

const minusHalf = (p: Code) => f64x2.sub(p, f64x2.splat(0.5));
const demote = /* @__PURE__ */ simd(94);
/** The highest bit of each lane. */
const bitmask = /* @__PURE__ */ simd(196);

/** Puts the lanes of a mask aside without a branch: a lane that is not in the mask is overwritten by the next one. */
function putAside(
  block: Block,
  bits: Local,
  aside: Aside,
  p: Code,
  mask: Code,
  places: readonly Code[],
): void {
  block.do(bits.set(bitmask(mask)));
  places.forEach((place, lane) => {
    block.do(memory.store64Lane([aside.probability.get, p], lane));
    block.do(memory.storeI32([aside.place.get, place]));
    const bit = i32.and(bits.get, i32.const(1 << lane));
    block.do(advance(aside.probability, i32.shiftLeft(bit, i32.const(3 - lane))));
    block.do(advance(aside.place, i32.shiftLeft(bit, i32.const(2 - lane))));
  });
}

function outerQuantile(lanes: Lanes, block: Block, f: FunctionBuilder, p: Code): Code {
  const r = block.let(printFormula(tailDistance, block, [p]));
  const size = f.local("v128");
  block.do(size.set(printFormula(middleQuantile, block, [r])));
  const isFar = block.let(f64x2.gt(r, f64x2.splat(MIDDLE_END)));
  const far = new Block(f);
  far.do(size.set(v128.select(printFormula(farQuantile, far, [r]), size.get, isFar)));
  block.do(ifElse(v128.anyTrue(isFar), far.code));
  const signed = block.let(printFormula(signedQuantile, block, [size.get, minusHalf(p)]));
  return lanes.dtype === "float32" ? block.let(demote(signed)) : signed;
}

function storeLane(lanes: Lanes, to: Code, values: Code, lane: number): Code {
  const store = lanes.dtype === "float32" ? memory.store32Lane : memory.store64Lane;
  return store([to, values], lane);
}
