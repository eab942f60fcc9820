import { setBackend } from "@gradiente/core";
import { poisonStorage } from "../packages/core/src/backends/storage.ts";
import { limits } from "../packages/core/src/backends/wasm/index.ts";

// Every kernel is tested, at sizes at which the backend would leave the work to the reference loops.
setBackend("wasm");
limits.smallest = 1;
limits.smallestProduct = 1;
limits.smallestOfBatch = 1;
limits.smallestRandom = 1;

// Nothing may rely on what a new buffer holds.
poisonStorage();
