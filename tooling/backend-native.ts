import { poisonStorage } from "../packages/core/src/backends/storage.ts";
import { limits } from "../packages/native/src/backend.ts";
import { useNative } from "../packages/native/src/index.ts";

// Every kernel is tested, at sizes at which the backend would leave the work to plain loops.
useNative();
limits.smallest = 1;
limits.smallestProduct = 1;
limits.smallestRandom = 1;

// Nothing may rely on what a new buffer holds.
poisonStorage();
