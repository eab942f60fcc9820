import { winogradOn } from "../backends/wasm/winograd.ts";
import { arranged, type Factor, type Kind } from "./contraction.ts";

const names = ["filters", "images", "maps"] as const;

/** Filters, images seen as windows, and what filters make of images: with fewer multiplications, where that is possible. */
export function fewerMultiplications(...factors: readonly Factor[]): Kind {
  return (axes, a, b, out) => ({
    tensors: factors.map((factor) => arranged(factor, factor === axes.a ? a : factor === axes.b ? b : out)),
    sought: factors.indexOf(axes.out),
    withVectors: ([filters, images, maps], sought) => winogradOn(filters, images, maps, names[sought]),
  });
}
