import { aFunction, check, checkArgument } from "./arguments/check.ts";

/**
 * What the packages of Gradiente warn of:
 *
 * - `GRADIENTE_CACHE`, of `@gradiente/datasets`: a download is used, but cannot be kept in the cache directory, so it is
 *   downloaded again next time.
 * - `GRADIENTE_CHECKPOINT`, of `@gradiente/train/node`: a checkpoint is damaged, and the one before it is taken.
 * - `GRADIENTE_LOGITS`, of `@gradiente/nn`: a loss that takes logits was given what came out of a softmax or a sigmoid, so
 *   that it is applied twice and training is slow.
 * - `GRADIENTE_RESUME`, of `@gradiente/train`: a resumed training has another learning rate than it was to have.
 * - `GRADIENTE_SHARED_PARAMETER`, of `@gradiente/optim`: two optimisers update one parameter in turn.
 */
export type WarningCode =
  | "GRADIENTE_CACHE"
  | "GRADIENTE_CHECKPOINT"
  | "GRADIENTE_LOGITS"
  | "GRADIENTE_RESUME"
  | "GRADIENTE_SHARED_PARAMETER";

const CODES: readonly WarningCode[] = [
  "GRADIENTE_CACHE",
  "GRADIENTE_CHECKPOINT",
  "GRADIENTE_LOGITS",
  "GRADIENTE_RESUME",
  "GRADIENTE_SHARED_PARAMETER",
];

const aCode = /* @__PURE__ */ check<WarningCode>(
  `the code of a warning, such as "GRADIENTE_CACHE"`,
  (value) => CODES.includes(value as WarningCode),
);

const aText = /* @__PURE__ */ check<string>("text", (value) => typeof value === "string");

/** Takes a warning: what it is about, and its text for people. */
export type WarningHandler = (code: WarningCode, text: string) => void;

interface Host {
  readonly console?: { warn(text: string): void };
}

/** A handler, and what it has been told of. */
interface Listener {
  readonly handle: WarningHandler;
  readonly told: Set<string>;
}

function toConsole(code: WarningCode, text: string): void {
  (globalThis as Host).console?.warn(`Warning (${code}): ${text}`);
}

let present: Listener | undefined;

function listener(): Listener {
  present ??= { handle: toConsole, told: new Set() };
  return present;
}

/**
 * Gives a warning to the handler of {@link onWarning}. A handler is told of each subject once: what comes again at every
 * step is dropped, and a second file that is damaged is not.
 *
 * @param subject what the warning is about, such as the path of a file. Default: the code, so that a handler is given it
 * once.
 * @throws TypeError for a code that {@link WarningCode} does not list. What the handler throws is passed on.
 * @example
 * ```ts
 * let told = "";
 * onWarning((_code, text) => void (told = text));
 * warn("GRADIENTE_CACHE", "the cache is full");
 * told; // "the cache is full"
 * ```
 */
export function warn(code: WarningCode, text: string, subject: string = code): void {
  checkArgument("warn", "code", code, aCode);
  checkArgument("warn", "text", text, aText);
  checkArgument("warn", "subject", subject, aText);
  const { told, handle } = listener();
  if (told.has(code + subject)) return;
  told.add(code + subject);
  handle(code, text);
}

/**
 * Sets the function that is given the warnings of Gradiente's packages: each {@link WarningCode} once, or
 * once for each file that it is about. Default: `console.warn`. A function that does nothing silences them; one that throws
 * makes errors of them, which the function that warns passes on.
 *
 * @returns a function that puts back the handler of before.
 * @throws TypeError for what is no function.
 * @example
 * ```ts
 * import { onWarning } from "@gradiente/core";
 *
 * const restore = onWarning((code, text) => console.error(`${code}: ${text}`));
 * restore();
 * ```
 */
export function onWarning(handler: WarningHandler): () => void {
  checkArgument("onWarning", "handler", handler, aFunction());
  const before = listener();
  present = { handle: handler, told: new Set() };
  return () => {
    present = before;
  };
}
