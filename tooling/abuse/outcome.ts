import { type NestedArray, Tensor, Variable } from "@gradiente/core";
import type { Fault } from "./faults.ts";
import type { Call } from "./sample.ts";

/** What was wrong with the answer to a wrong call. */
export interface Bad {
  readonly name: string;
  readonly fault: string;
  readonly kind:
    | "engine error"
    | "unnamed error"
    | "accepted"
    | "silent NaN"
    | "broken tensor"
    | "hang"
    | "crash";
  readonly what: string;
}

/** What engines say where nobody has checked: V8's words. */
const ENGINE =
  /Cannot \w+|is not (a function|iterable|a constructor|defined|extensible|a valid)|Invalid \w+|Maximum call stack|Converting circular|Reduce of empty|allocation failed|out of (bounds|range)|invoked without|Method .* called/;

/** How errors of this library begin: with what was called, or with the place in a file. */
const NAMED = /^[\w.]+(\([^)]*\))?( \([^)]*\))?(, (byte|line|column) \d+)*: /;

/** How errors of files begin: with what was to be done, and the file. */
const OF_A_FILE = /^cannot (read|write) [^:]+: /;

/** Errors that belong to no function: the caller's own is async, or is a class. */
const UNNAMED = /^the function is async|^Class constructor \w+ cannot be invoked without 'new'/;

function judgeError(error: unknown): Pick<Bad, "kind" | "what"> | null {
  if (!(error instanceof Error)) return { kind: "unnamed error", what: `it throws ${typeof error}` };
  const [what] = error.message.split("\n");
  // Of what is in a file, with its path.
  const { file } = error as { readonly file?: unknown };
  if (typeof file === "string" && error.message.startsWith(`${file}: `)) return null;
  if (NAMED.test(what) || OF_A_FILE.test(what) || UNNAMED.test(what)) return null;
  return { kind: ENGINE.test(what) ? "engine error" : "unnamed error", what };
}

/** All tensors in a result: alone, in lists, in records. */
function tensorsIn(result: unknown, depth = 3): Tensor[] {
  if (result instanceof Tensor) return [result];
  if (result instanceof Variable) return [result.value];
  if (typeof result !== "object" || result === null || depth === 0) return [];
  const isRecord = Object.getPrototypeOf(result) === Object.prototype;
  const parts: unknown[] = Array.isArray(result)
    ? result.slice(0, 16)
    : isRecord
      ? Object.values(result)
      : [];
  return parts.flatMap((part) => tensorsIn(part, depth - 1));
}

const LARGEST_READ = 100_000;

function hasNaN(result: unknown): boolean {
  if (typeof result === "number") return Number.isNaN(result);
  return tensorsIn(result).some((x) => x.size < LARGEST_READ && x.toTypedArray().some(Number.isNaN));
}

/** Null if the tensor can be read, and its shape and size agree with what is read. */
function problemOf(x: Tensor): string | null {
  const { shape, size } = x;
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0)) return `its shape is ${shape}`;
  if (shape.reduce((product, length) => product * length, 1) !== size) return `${size} elements in ${shape}`;
  if (size > LARGEST_READ) return null;
  const depth = (value: NestedArray): number =>
    Array.isArray(value) && value.length > 0 ? 1 + depth(value[0]) : 0;
  x.toTypedArray();
  return size > 0 && depth(x.toArray()) !== shape.length ? `it does not read as ${shape}` : null;
}

function judgeResult(
  { refused, isNumeric }: Fault,
  result: unknown,
  validHasNaN: boolean,
): Pick<Bad, "kind" | "what"> | null {
  if (refused !== null) return { kind: "accepted", what: refused };
  for (const x of tensorsIn(result)) {
    const problem = problemOf(x);
    if (problem !== null) return { kind: "broken tensor", what: problem };
  }
  return !isNumeric && !validHasNaN && hasNaN(result)
    ? { kind: "silent NaN", what: "the result has NaN" }
    : null;
}

/** How long a promise is waited for. */
const PATIENCE_MS = 10_000;

const LATE = Symbol("late");

/** What a call comes to: promises are awaited, and so are those that promises give. */
async function settled(result: unknown): Promise<unknown> {
  if (!(result instanceof Promise)) return result;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, LATE);
  });
  try {
    return await Promise.race([result, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Makes a wrong call, and says what was bad about the answer, the promised one too; null if nothing was. */
export async function judge({ name, run }: Call, fault: Fault, validHasNaN: boolean): Promise<Bad | null> {
  const judged = async (): Promise<Pick<Bad, "kind" | "what"> | null> => {
    try {
      const result = await settled(run(fault.args()));
      if (result === LATE)
        return { kind: "hang", what: `its promise waits for over ${PATIENCE_MS / 1000} s` };
      return judgeResult(fault, result, validHasNaN);
    } catch (error) {
      return judgeError(error);
    }
  };
  const found = await judged();
  return found && { name, fault: fault.label, ...found };
}

/** Makes the valid call, which must not throw. */
export async function holds({ run, args }: Call): Promise<{ readonly hasNaN: boolean }> {
  const result = await settled(run(args()));
  if (result === LATE) throw new Error(`the valid call waits for over ${PATIENCE_MS / 1000} s`);
  return { hasNaN: hasNaN(result) };
}
