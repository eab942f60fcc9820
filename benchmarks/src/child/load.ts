import type { Contender } from "../contender.ts";

/** The contenders that run in Node, each loaded only where it is asked for. */
export const contenders: Readonly<Record<string, () => Promise<Contender>>> = {
  "ours-reference": async () =>
    (await import("../contenders/ours.ts")).ours({ backend: "reference", threads: 1 }),
  "ours-wasm": async () => (await import("../contenders/ours.ts")).ours({ backend: "wasm", threads: 1 }),
  "ours-wasm-2": async () => (await import("../contenders/ours.ts")).ours({ backend: "wasm", threads: 2 }),
  "ours-native": async () => (await import("../contenders/ours.ts")).ours({ backend: "native", threads: 1 }),
  "ours-native-2": async () =>
    (await import("../contenders/ours.ts")).ours({ backend: "native", threads: 2 }),
  "tfjs-cpu": async () => (await import("../contenders/tfjs.ts")).tfjs("cpu"),
  "tfjs-wasm": async () => (await import("../contenders/tfjs.ts")).tfjs("wasm"),
  "jax-js": async () => (await import("../contenders/jax.ts")).jax(),
};
