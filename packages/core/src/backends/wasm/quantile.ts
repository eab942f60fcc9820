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
 * Quantiles of the normal distribution. Three quarters of the probabilities are in the centre: all are treated as if they
 * were, and those that are not are put aside, with the places of their results, to be worked out by themselves. That
 * takes half the time of a branch that every fourth vector takes.
 */

const signature = {
  out: "address",
  bytes: "i32",
  room: {
    /** Of float64, to start with; what is put aside, later. */
    probabilities: "address",
    /** As many numbers of 32 bits. */
    places: "address",
  },
} as const;

/** Those put aside are worked out two vectors at a time. */
const VECTORS = 2;

/** `out` gets the quantiles of as many probabilities as fill so many bytes, and the rest of a vector. */
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

    // The last round takes whatever follows. Its quantile goes to the beginning of the room, which has been read by then.
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

/** Where the next one that is put aside goes. */
interface Aside {
  readonly probability: Local;
  readonly place: Local;
}

const minusHalf = (p: Code) => f64x2.sub(p, f64x2.splat(0.5));
const demote = simd(94);
/** The highest bit of each lane. */
const bitmask = simd(196);

/** Puts lanes of a mask aside, without a branch: what is not in the mask is overwritten by the next. */
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
