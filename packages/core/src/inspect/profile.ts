import { aFunction, checkArgument, mapOf } from "../arguments/check.ts";
import { declareOptions, optionsOf } from "../arguments/options.ts";
import { observed } from "../tape.ts";
import { type ChromeTrace, chromeTraceOf } from "./chrome-trace.ts";
import { type HasForward, hasForward, interceptForward } from "./intercept-forward.ts";
import { type ProfileRow, rowsOf } from "./rows.ts";
import { Recorder, type Span } from "./spans.ts";
import { formatRows, formatShare, formatTime } from "./table.ts";

/** Options of {@link profile}. */
export interface ProfileOptions {
  /**
   * Modules by path, as `model.modules()` gives them, to be listed too. A module at several paths is listed under the
   * first. Default: none.
   */
  readonly modules?: ReadonlyMap<string, HasForward>;
}

const PROFILE = /* @__PURE__ */ declareOptions<ProfileOptions>({
  modules: /* @__PURE__ */ mapOf("modules by path", hasForward),
});

/**
 * What a function spent its time on: see {@link profile}. Each list is sorted by `self`, the largest first, and tells the
 * whole time in its own way: what is in none of its rows was spent outside of them.
 */
export interface Profile {
  /** Milliseconds that the function took, the measuring included. */
  readonly time: number;
  /** Milliseconds of these in ops, that is in kernels. The rest is the library's own work and the caller's. */
  readonly opTime: number;
  /**
   * By op, forward and backward. Views (a transpose, a slice) compute nothing and are not listed. The time of an op of
   * `defineOp` is that of the ops that it calls, which are listed themselves.
   */
  readonly ops: readonly ProfileRow[];
  /** By the op whose gradient was computed. Sums where several gradients meet belong to none. */
  readonly gradients: readonly ProfileRow[];
  /** By module, gradients of what its `forward` recorded included; empty unless modules were given. */
  readonly modules: readonly ProfileRow[];
  /** A table for each list that is not empty. Percentages are shares of the whole time, by `self`. */
  toString(): string;
  /**
   * Every call as an event of the Chrome trace event format, nested as the calls were. Write it to a file as JSON, and
   * open that in `chrome://tracing` or https://ui.perfetto.dev. An op that a gradient called has that gradient's op as
   * `gradientOf` among its arguments.
   *
   * @returns plain data for `JSON.stringify`; times in it are in microseconds.
   * @example JSON.stringify(profile(() => tensor([1, 2]).exp()).toChromeTrace())
   */
  toChromeTrace(): ChromeTrace;
}

function profileOf(spans: readonly Span[], time: number): Profile {
  const ops = rowsOf(spans, "op");
  const gradients = rowsOf(spans, "gradient");
  const modules = rowsOf(spans, "module");
  const opTime = ops.reduce((total, { self }) => total + self, 0);
  const text = () => {
    const outside = time - opTime;
    const head =
      `${formatTime(time)} ms: ${formatTime(opTime)} ms (${formatShare(opTime, time)}) in ops, ` +
      `${formatTime(outside)} ms (${formatShare(outside, time)}) outside of them, in the library's own code and in yours`;
    const tables = [
      { title: "op", rows: ops },
      { title: "gradient of", rows: gradients },
      { title: "module", rows: modules },
    ]
      .filter(({ rows }) => rows.length > 0)
      .map(({ title, rows }) => formatRows(title, rows, time));
    return [head, ...tables].join("\n\n");
  };
  return {
    time,
    opTime,
    ops,
    gradients,
    modules,
    toString: text,
    toChromeTrace: () => chromeTraceOf(spans),
    // What Node's `console.log` shows.
    ...{ [Symbol.for("nodejs.util.inspect.custom")]: text },
  };
}

/**
 * Runs `f`, and measures what it spends its time on: by op, by the op whose gradient is computed, and by module.
 *
 * The first calls of a kernel are slow, and so is the first profile: run `f` some times before, and profile it twice.
 * Every call is noted, so profile some steps and not a whole training. Noting takes one to two microseconds a call, which
 * count as time outside of ops; without `profile` nothing is measured, and nothing slowed down. Times are those of
 * `performance.now()`, which some browsers round to 0.1 ms. On a backend that computes while the program goes on, they
 * are the times of the calls.
 *
 * @param f Is called once. What it returns is dropped.
 * @returns the times, calls and bytes; `String(...)` of it is a table.
 * @throws TypeError if `f` is async; Error inside of `detectAnomaly` or another `profile`; whatever `f` throws.
 * @example
 * const model = new Sequential(new Dense(4, 10), new Tanh(), new Dense(10, 3));
 * const optimizer = new Adam(model.parameters());
 * const { x, y } = loadIris();
 * const step = () => optimizer.step(crossEntropyLoss(model.forward(x), y).backward());
 * step();
 * console.log(String(profile(step, { modules: model.modules() })));
 */
export function profile(f: () => unknown, options?: ProfileOptions): Profile {
  const { modules = new Map() } = optionsOf("profile", options, PROFILE);
  checkArgument("profile", "f", f, aFunction());
  const paths = new Map<HasForward, string>();
  for (const [path, module] of modules) if (!paths.has(module)) paths.set(module, path);
  const recorder = new Recorder();
  observed(recorder, () =>
    interceptForward(paths.keys(), (module, call) => recorder.module(paths.get(module) as string, call), f),
  );
  return profileOf(recorder.spans, recorder.time);
}
