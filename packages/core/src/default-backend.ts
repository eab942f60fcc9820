import type { Backend } from "./backend.ts";
import { reference } from "./backends/reference/index.ts";
import { hasSimd, wasm } from "./backends/wasm/index.ts";

const backends = { reference, wasm } as const;

export type BackendName = keyof typeof backends;

let current: Backend = hasSimd() ? wasm : reference;

/** Where tensors live that are made from nothing: the numbers that the user writes. Ops follow their inputs. */
export function defaultBackend(): Backend {
  return current;
}

/**
 * Chooses how ops on tensors made from now on are computed: `wasm`, with vector instructions, which is what an
 * engine that has them starts with, or `reference`, in plain loops and double precision.
 *
 * @throws RangeError for another name, or for `wasm` on an engine without vector instructions.
 */
export function setBackend(name: BackendName): void {
  if (!Object.hasOwn(backends, name)) {
    throw new RangeError(
      `setBackend: there is no backend ${JSON.stringify(name)}; there are ${Object.keys(backends).join(" and ")}`,
    );
  }
  if (name === "wasm" && !hasSimd()) {
    throw new RangeError(
      "setBackend: WebAssembly with vector instructions is not to be had: the engine lacks it, or the page's " +
        "Content-Security-Policy lacks 'wasm-unsafe-eval'; use \"reference\"",
    );
  }
  current = backends[name];
}

/** The name of the backend in use. */
export function getBackend(): string {
  return current.name;
}
