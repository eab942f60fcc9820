import { registerBackend, setBackend } from "@gradiente/core";
import { reference } from "@gradiente/core/backend";
import { afterEach, beforeEach } from "vitest";
import { limits } from "../src/reuse.ts";

/* A backend that writes over all memory that it gets back: a tensor that somebody still has would show it. */

declare module "@gradiente/core" {
  interface BackendNames {
    overwriting: true;
  }
}

export const OVERWRITTEN = 123;

/** How many storages have come back in this test, and how many were asked for. */
export const counted = { recycled: 0, allocated: 0 };

/** Has the tests of a file run on it, and memory of any size come back. */
export function onOverwriting(): void {
  // Each file of tests begins without it.
  registerBackend("overwriting", () => ({
    ...reference,
    name: "overwriting",
    allocate: (dtype, size) => {
      counted.allocated++;
      return reference.allocate(dtype, size);
    },
    recycle: (array) => {
      counted.recycled++;
      (array as Float64Array).fill(OVERWRITTEN);
    },
  }));
  const { smallest } = limits;
  beforeEach(() => {
    limits.smallest = 0;
    counted.recycled = 0;
    setBackend("overwriting");
  });
  afterEach(() => {
    limits.smallest = smallest;
  });
}
