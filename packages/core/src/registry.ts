import { aFunction, check, checkArgument } from "./arguments/check.ts";
import { found } from "./arguments/found.ts";
import type { Backend, Storage } from "./backend.ts";
import { complete, type PartialBackend } from "./backends/complete.ts";
import { reference } from "./backends/reference/index.ts";
import { hasSimd, wasm } from "./backends/wasm/index.ts";

/**
 * The names of backends. A package that brings one adds its own:
 *
 * ```ts
 * declare module "@gradiente/core" {
 *   interface BackendNames {
 *     mine: true;
 *   }
 * }
 * ```
 */
export interface BackendNames {
  /** Plain loops in double precision. */
  reference: true;
  /** Vector instructions in WebAssembly. */
  wasm: true;
}

/** The name of a backend that is known. */
export type BackendName = keyof BackendNames;

/** How each backend is made, when it is first asked for. */
const makers = new Map<string, () => Backend>([
  ["reference", () => reference],
  ["wasm", usableWasm],
]);
const made = new Map<string, Backend>();

function usableWasm(): Backend {
  if (hasSimd()) return wasm;
  throw new RangeError(
    "setBackend: WebAssembly with vector instructions is not available: the engine lacks it, or the page's " +
      "Content-Security-Policy lacks 'wasm-unsafe-eval'; use \"reference\"",
  );
}

let current: Backend = hasSimd() ? wasm : reference;

const aBackend = /* @__PURE__ */ check<PartialBackend>(
  "a backend, with allocate, constant, write and read",
  (value) => {
    const given = (value ?? {}) as Partial<Record<string, unknown>>;
    return ["allocate", "constant", "write", "read"].every((name) => typeof given[name] === "function");
  },
);

const aName = /* @__PURE__ */ check<string>("text", (value) => typeof value === "string" && value !== "");

/**
 * Makes a backend known by a name, so that `setBackend` and `x.to` find it. Kernels that it lacks, or that return false
 * because they lack a function, dtype or layout, run in plain loops, and `watchFallbacks` names them.
 *
 * @param create is called once, when the backend is first asked for; it may throw if it cannot run here.
 * @throws RangeError if there is a backend of this name.
 * @example
 * ```ts
 * registerBackend("reference-again" as never, () => {
 *   throw new Error("a backend is made when it is first asked for");
 * });
 * ```
 */
export function registerBackend<Kept extends Storage>(
  name: BackendName,
  create: () => PartialBackend<Kept>,
): void {
  if (makers.has(name)) {
    throw new RangeError(`registerBackend: there is a backend ${found(name)} already`);
  }
  checkArgument("registerBackend", "the name", name, aName);
  checkArgument("registerBackend", "create", create, aFunction());
  makers.set(name, () => {
    const backend = create() as PartialBackend;
    checkArgument("registerBackend", `what create gives for ${found(name)}`, backend, aBackend);
    return complete(backend);
  });
}

/** For tests: no backend is known any more but these. */
export function forgetBackends(but: readonly string[]): void {
  for (const name of makers.keys()) {
    if (but.includes(name)) continue;
    makers.delete(name);
    made.delete(name);
  }
}

/**
 * The backend of a name.
 *
 * @example
 * ```ts
 * import { backendOf } from "@gradiente/core/backend";
 *
 * const { allocate } = backendOf("crop", "reference");
 * typeof allocate; // "function"
 * ```
 */
export function backendOf(op: string, name: BackendName): Backend {
  const known = made.get(name);
  if (known !== undefined) return known;
  const make = makers.get(name);
  if (make === undefined) {
    const names = [...makers.keys()];
    const list = `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
    throw new RangeError(`${op}: there is no backend ${found(name)}; there are ${list}`);
  }
  const backend = make();
  made.set(name, backend);
  return backend;
}

/** Where tensors are put that are made of plain numbers. Ops run where their operands are. */
export function defaultBackend(): Backend {
  return current;
}

/** Runs `make` with another backend for what is made of plain numbers. */
export function withDefaultBackend<T>(backend: Backend, make: () => T): T {
  const before = current;
  current = backend;
  try {
    return make();
  } finally {
    current = before;
  }
}

/**
 * Chooses where tensors are put that are made from now on, and so how ops on them are computed: `wasm`, with vector
 * instructions, which is the default where the engine has them; `reference`, in plain loops and double precision; or a
 * backend that was registered with `registerBackend`. Tensors that exist stay where they are: `x.to(name)` moves one.
 *
 * @throws RangeError for another name, or for `wasm` on an engine without vector instructions.
 * @example
 * ```ts
 * setBackend("reference"); // plain loops
 * getBackend(); // "reference"
 * ```
 */
export function setBackend(name: BackendName): void {
  current = backendOf("setBackend", name);
}

/**
 * The name of the backend in use.
 *
 * @example getBackend(); // "wasm"
 */
export function getBackend(): BackendName {
  return current.name as BackendName;
}
