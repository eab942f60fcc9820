import { registerBackend } from "@gradiente/core";
import { poisonStorage } from "../packages/core/src/backends/storage.ts";
import { createNative, limits } from "../packages/native/src/backend.ts";
import { useNative } from "../packages/native/src/index.ts";

// Importing the package makes its backend known once in a process; each file of tests forgets it again.
try {
  registerBackend("native", createNative);
} catch (error) {
  // The import has just done it.
  if (!(error instanceof RangeError)) throw error;
}

// Every kernel is tested, at sizes at which the backend would leave the work to plain loops.
useNative();
limits.smallest = 1;
limits.smallestProduct = 1;
limits.smallestRandom = 1;

// Nothing may rely on what a new buffer holds: all of them come from core, which fills them with NaN.
poisonStorage();
