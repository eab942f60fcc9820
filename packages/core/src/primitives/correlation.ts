import { winogradOn } from "../backends/wasm/winograd.ts";
import type { Factor, Kind } from "./contraction.ts";

/** Filters, images seen as windows, and what filters make of images: with fewer multiplications, where that is possible. */
export function fewerMultiplications(filters: Factor, images: Factor, maps: Factor): Kind {
  const names = ["filters", "images", "maps"] as const;
  return {
    factors: [filters, images, maps],
    withVectors: ([w, x, y], sought) => winogradOn(w, x, y, names[sought]),
  };
}
