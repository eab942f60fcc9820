import { availableParallelism, cpus, totalmem } from "node:os";
import { getBackend, getThreads, tensor } from "@gradiente/core";
import { EXIT, print } from "../program.ts";
import { bytesShown, columns, json, type Paint } from "../show/text.ts";
import { version } from "../version.ts";

/** What engines have, which no types here declare. */
const engine = globalThis as unknown as { readonly WebAssembly?: { validate(bytes: Uint8Array): boolean } };

/** The bytes of a module in which a function has one vector instruction, relaxed or not. */
function moduleWith(...instruction: readonly number[]): Uint8Array {
  const body = [0, 0x41, 0, 0xfd, 0x0f, 0x41, 0, 0xfd, 0x0f, 0x41, 0, 0xfd, 0x0f, ...instruction, 0x1a, 0x0b];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[1, 4, 1, 0x60, 0, 0],
    ...[3, 2, 1, 0],
    ...[10, body.length + 2, 1, body.length, ...body],
  ]);
}

/** i8x16.add, and a drop of the vector that is left over. */
const SIMD = moduleWith(0xfd, 0x6e, 0x1a);
/** f32x4.relaxed_madd. */
const RELAXED = moduleWith(0xfd, 0x85, 0x02);

/** What this machine and this installation have. */
export interface Findings {
  readonly gradiente: string;
  readonly node: string;
  readonly v8: string;
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
  readonly memory: number;
  readonly backend: string;
  readonly threads: number;
  readonly simd: boolean;
  readonly relaxedSimd: boolean;
  readonly sharedMemory: boolean;
  /** Whether `@gradiente/native` is installed, and its addon loads. */
  readonly native: "available" | "unavailable" | "not installed";
  /** Whether a product of matrices comes out right. */
  readonly computes: boolean;
}

const NATIVE: Readonly<Record<Findings["native"], string>> = {
  available: "installed; useNative() of @gradiente/native takes it",
  unavailable: "installed, but there is no compiled addon that loads here",
  "not installed": "not installed",
};

/** Says what Gradiente runs on here; the exit code is 1 if it does not compute as it should. */
export async function doctor(options: { readonly json?: true }, paint: Paint): Promise<void> {
  const findings = await examine();
  if (!findings.computes) process.exitCode = EXIT.failure;
  if (options.json) {
    print(json(findings));
    return;
  }
  const yes = (is: boolean) => (is ? "yes" : paint.warn("no"));
  const rows = [
    ["Gradiente", findings.gradiente],
    ["Node", `${findings.node}, V8 ${findings.v8}, ${findings.platform}`],
    [
      "processor",
      `${findings.processor}, ${findings.cores} at once, ${bytesShown(findings.memory)} of memory`,
    ],
    ["backend", `${findings.backend}, ${findings.threads} ${findings.threads === 1 ? "thread" : "threads"}`],
    ["vector instructions", `${yes(findings.simd)}, relaxed ones ${yes(findings.relaxedSimd)}`],
    ["shared memory", yes(findings.sharedMemory)],
    ["native code", NATIVE[findings.native]],
    ["computes as it should", yes(findings.computes)],
  ];
  for (const line of columns(rows)) print(line);
}

async function examine(): Promise<Findings> {
  const isModule = (bytes: Uint8Array) => engine.WebAssembly?.validate(bytes) === true;
  return {
    gradiente: version,
    node: process.versions.node,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model.trim() || "unknown",
    cores: availableParallelism(),
    memory: totalmem(),
    backend: getBackend(),
    threads: getThreads(),
    simd: isModule(SIMD),
    relaxedSimd: isModule(RELAXED),
    sharedMemory: typeof SharedArrayBuffer === "function",
    native: await nativeState(),
    computes: computes(),
  };
}

/** The package with native code, if it is installed beside this one: a variable, since nobody needs it. */
async function nativeState(): Promise<Findings["native"]> {
  const name = "@gradiente/native";
  try {
    const { isNativeAvailable } = (await import(name)) as { isNativeAvailable(): boolean };
    return isNativeAvailable() ? "available" : "unavailable";
  } catch {
    return "not installed";
  }
}

/** A product that is large enough for vectors, of whole numbers, which float32 holds exactly. */
function computes(): boolean {
  const size = 64;
  const x = tensor(
    Float32Array.from({ length: size * size }, (_, i) => (i % 7) - 3),
    { shape: [size, size] },
  );
  const product = x.matmul(x).toTypedArray();
  const given = x.toTypedArray();
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += given[row * size + k] * given[k * size + column];
      if (product[row * size + column] !== sum) return false;
    }
  }
  return true;
}
