import { inspect } from "node:util";
import {
  type BackendName,
  checkpoint,
  defineOp,
  detectAnomaly,
  fuse,
  grad,
  noGrad,
  ones,
  type Profile,
  profile,
  rand,
  registerBackend,
  type Tensor,
  tensor,
  Variable,
  watchFallbacks,
  windows,
} from "@gradiente/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { reference } from "../src/backends/reference/index.ts";
import { observer } from "../src/tape.ts";

/** A clock that goes on by a millisecond whenever it is read: a span without others in it takes one. */
let ticks = 0;
beforeEach(() => {
  ticks = 0;
  vi.spyOn(performance, "now").mockImplementation(() => ticks++);
});
afterEach(() => void vi.restoreAllMocks());

/** relu(x w + b), summed up: 2 inputs, 3 features, 4 outputs. */
function net() {
  const w = new Variable(ones([3, 4]));
  const b = new Variable(ones([4]));
  const x = ones([2, 3]);
  const hidden = { forward: (input: Tensor) => input.matmul(w).add(b) };
  const model = { forward: (input: Tensor) => hidden.forward(input).relu() };
  const modules = new Map([
    ["", model],
    ["hidden", hidden],
  ]);
  return { modules, lossOf: () => model.forward(x).sum() };
}

const callsOf = (rows: Profile["ops"]) => Object.fromEntries(rows.map(({ name, calls }) => [name, calls]));
const rowOf = (rows: Profile["ops"], wanted: string) => {
  const row = rows.find(({ name }) => name === wanted);
  return row ?? expect.fail(`there is no ${wanted}`);
};

describe("profile", () => {
  it("counts calls by op, forward and backward, and by the op whose gradient is computed", () => {
    const { lossOf } = net();
    const forward = profile(lossOf);
    expect(callsOf(forward.ops)).toEqual({ matmul: 1, add: 1, relu: 1, sum: 1 });
    expect(forward.gradients).toEqual([]);
    const both = profile(() => lossOf().backward());
    // relu's gradient lets through what it is given, expand's sums over what was repeated, that of w is a product.
    expect(callsOf(both.ops)).toEqual({ matmul: 2, add: 1, relu: 1, sum: 2, gated: 1 });
    // That of add is by both operands, that of matmul by w alone. A sum keeps its axes, and a reshape drops them.
    expect(callsOf(both.gradients)).toEqual({ matmul: 1, add: 2, expand: 1, relu: 1, sum: 1, reshape: 1 });
    expect(both.modules).toEqual([]);
  });

  it("adds up bytes that are read and written, and what broadcasting repeats once", () => {
    const { ops } = profile(net().lossOf);
    const bytes = ops.map(({ name, read, written }) => [name, read, written]);
    // x 2·3, w 3·4, the product 2·4, b 4 values of 4 bytes.
    expect(bytes).toEqual([
      ["matmul", 24 + 48, 32],
      ["add", 32 + 16, 32],
      ["relu", 32, 32],
      ["sum", 32, 4],
    ]);
    const other = profile(() => tensor([1, 2, 3], { dtype: "float64" }).gt(2));
    expect(other.ops).toMatchObject([{ name: "gt", read: 24 + 8, written: 3 }]);
    // Windows that overlap show each of 5 values up to three times.
    const overlapping = profile(() => windows(ones([5]), [3]).exp());
    expect(overlapping.ops).toMatchObject([{ name: "exp", read: 20, written: 36 }]);
  });

  it("tells times in milliseconds, which lists share out without counting any twice", () => {
    const { modules, lossOf } = net();
    const found = profile(() => lossOf().backward(), { modules });
    const sum = (rows: Profile["ops"], part: "self" | "backward") =>
      rows.reduce((all, row) => all + row[part], 0);
    // The clock is read at the start and at the end, and twice by each of 7 ops, 7 gradients, 2 modules and 1 sweep.
    expect(found.time).toBe(2 * (7 + 7 + 2 + 1) + 1);
    expect(found.opTime).toBe(7);
    expect(sum(found.ops, "self")).toBe(7);
    expect(sum(found.ops, "backward")).toBe(3);
    expect(rowOf(found.ops, "matmul")).toMatchObject({ self: 2, total: 2, backward: 1 });
    // An op inside: from 0 to 3.
    expect(rowOf(found.gradients, "matmul")).toMatchObject({ self: 3, total: 3, backward: 3 });
    expect(rowOf(found.gradients, "relu")).toMatchObject({ self: 3, total: 3, backward: 3 });
    expect(rowOf(found.gradients, "add")).toMatchObject({ self: 2, total: 2, backward: 2 });
  });

  it("gives a module the gradients of what its forward recorded, and those around it their part", () => {
    const { modules, lossOf } = net();
    const { modules: rows } = profile(() => lossOf().backward(), { modules });
    // At forward two ops; at backward two pullbacks without ops, and two with one op each.
    expect(rowOf(rows, "hidden")).toMatchObject({ calls: 1, self: 5 + 8, total: 5 + 8, backward: 8 });
    // At forward an op, and what goes before and after; at backward a pullback with one op.
    expect(rowOf(rows, "")).toMatchObject({ calls: 1, self: 4 + 3, total: 13 + 4 + 3, backward: 3 });
    expect(rowOf(rows, "hidden").written).toBe(32 + 32 + 16 + 48);
    for (const module of modules.values()) expect(module.forward.name).toBe("forward");
  });

  it("is a table", () => {
    const { modules, lossOf } = net();
    expect(`\n${profile(() => lossOf().backward(), { modules })}\n`).toMatchInlineSnapshot(`
      "
      35.000 ms: 7.000 ms (20.0%) in ops, 28.000 ms (80.0%) outside of them, in the library's own code and in yours

      op               calls  self ms       %  total ms  backward ms  written   read  plain loops
      matmul               2    2.000    5.7%     2.000        1.000     80 B  128 B
      sum                  2    2.000    5.7%     2.000        1.000     20 B   64 B
      add                  1    1.000    2.9%     1.000        0.000     32 B   48 B
      relu                 1    1.000    2.9%     1.000        0.000     32 B   32 B
      gated                1    1.000    2.9%     1.000        1.000     32 B   36 B
      outside of them          28.000   80.0%
      all                  7   35.000  100.0%                  3.000    196 B  308 B

      gradient of      calls  self ms       %  total ms  backward ms  written   read  plain loops
      relu                 1    3.000    8.6%     3.000        3.000     32 B   36 B
      expand               1    3.000    8.6%     3.000        3.000     16 B   32 B
      matmul               1    3.000    8.6%     3.000        3.000     48 B   56 B
      add                  2    2.000    5.7%     2.000        2.000      0 B    0 B
      reshape              1    1.000    2.9%     1.000        1.000      0 B    0 B
      sum                  1    1.000    2.9%     1.000        1.000      0 B    0 B
      outside of them          22.000   62.9%
      all                  7   35.000  100.0%                 13.000     96 B  124 B

      module           calls  self ms       %  total ms  backward ms  written   read  plain loops
      hidden               1   13.000   37.1%    13.000        8.000    128 B  208 B
      (model)              1    7.000   20.0%    20.000        3.000     64 B   68 B
      outside of them          15.000   42.9%
      all                  2   35.000  100.0%                 11.000    192 B  276 B
      "
    `);
    const empty = profile(() => {});
    expect(inspect(empty)).toBe(String(empty));
    expect(String(empty)).toMatch(/^1\.000 ms: 0\.000 ms \(0\.0%\) in ops, 1\.000 ms \(100\.0%\) outside/);
  });

  it("notes what is left to the plain loops with the op, the gradient and the module it happened in", () => {
    const { unary: _missing, ...partial } = reference;
    registerBackend("withoutUnary" as BackendName, () => partial);
    const w = new Variable(ones([3]).to("withoutUnary" as BackendName));
    const layer = { forward: () => w.exp().mul(w).exp().sum() };
    let found = profile(() => {});
    const outer = watchFallbacks(() => {
      found = profile(() => layer.forward().backward().get(w).neg(), {
        modules: new Map([["layer", layer]]),
      });
    });
    expect(rowOf(found.ops, "exp").fallbacks).toEqual(new Map([["exp float32", 2]]));
    expect(rowOf(found.ops, "neg").fallbacks).toEqual(new Map([["neg float32", 1]]));
    expect(rowOf(found.ops, "mul").fallbacks).toEqual(new Map());
    expect(rowOf(found.modules, "layer").fallbacks).toEqual(new Map([["exp float32", 2]]));
    expect(String(found)).toMatch(/^exp .* exp float32 \(2\)$/m);
    expect([...outer]).toEqual([
      ["exp float32", 2],
      ["neg float32", 1],
    ]);
    const events = found.toChromeTrace().traceEvents.filter(({ args }) => args.plainLoops !== undefined);
    expect(events.map(({ name, args }) => [name, args.plainLoops])).toEqual([
      ["exp", { "exp float32": 1 }],
      ["exp", { "exp float32": 1 }],
      ["neg", { "neg float32": 1 }],
    ]);
  });

  it("sees gradients of slices, and sums of gradients that meet", () => {
    const w = new Variable(ones([4]));
    const alone = profile(() =>
      w
        .slice([[1, 3]])
        .sum()
        .backward(),
    );
    expect(rowOf(alone.gradients, "slice")).toMatchObject({ calls: 1, written: 16 });
    const meeting = profile(() => w.exp().add(w.sin()).sum().backward());
    // The sum of the values at forward, and of the gradients by w at backward, which is in no gradient of an op.
    expect(rowOf(meeting.ops, "add")).toMatchObject({ calls: 2, backward: 1 });
    expect(rowOf(meeting.gradients, "add")).toMatchObject({ calls: 2, written: 0 });
  });

  it("counts a fused function as one op, and one that cannot be fused as its ops", () => {
    const x = ones([2048]);
    expect(callsOf(profile(() => fuse((a) => [a.mul(2).sqrt()], [x])).ops)).toEqual({ fuse: 1 });
    expect(profile(() => fuse((a) => [a.mul(2).sqrt()], [x])).ops).toMatchObject([
      { read: 8192 + 4, written: 8192 },
    ]);
    const { ops } = profile(() => fuse((a) => [a.mul(2).sum(0, { keepDims: true })], [x]));
    expect(callsOf(ops)).toEqual({ mul: 1, sum: 1 });
    const turned = ones([64, 32]).transpose();
    expect(callsOf(profile(() => fuse((a) => [a.sqrt()], [turned])).ops)).toEqual({ contiguous: 1, fuse: 1 });
  });

  it("tells what ran again, or inside of a gradient, from what it ran in", () => {
    const w = new Variable(ones([3]));
    const layer = { forward: (x: Tensor) => x.exp() };
    const block = checkpoint((x: Tensor) => layer.forward(x.mul(2)));
    const found = profile(() => block(w.value).sum().backward(), { modules: new Map([["layer", layer]]) });
    expect(rowOf(found.ops, "exp")).toMatchObject({ calls: 2, self: 2, backward: 1 });
    expect(rowOf(found.modules, "layer")).toMatchObject({ calls: 2 });
    // The gradients of exp and mul were called inside that of the checkpoint.
    const { self, total } = rowOf(found.gradients, "checkpoint");
    const inside = ["exp", "mul"].map((name) => rowOf(found.gradients, name).total);
    expect(total).toBe(self + inside[0] + inside[1]);
    // In a gradient of a gradient, what the inner sweep did is not at forward.
    const second = profile(() => grad(grad((x) => x.exp().sum()))(tensor(1)));
    expect(rowOf(second.ops, "exp")).toMatchObject({ calls: 1, backward: 0 });
    expect(rowOf(second.ops, "mul").backward).toBe(rowOf(second.ops, "mul").self);
  });

  it("counts only calls that returned, and hides no time of what they called", () => {
    const layer = {
      forward: (x: Tensor): Tensor => {
        x.exp();
        throw new Error("no");
      },
    };
    const model = {
      forward: (x: Tensor) => {
        expect(() => layer.forward(x)).toThrow("no");
        return x;
      },
    };
    const modules = new Map([
      ["model", model],
      ["layer", layer],
    ]);
    const found = profile(() => model.forward(ones([2])), { modules });
    expect(rowOf(found.modules, "layer")).toMatchObject({ calls: 0, self: 1 });
    expect(rowOf(found.modules, "model")).toMatchObject({ calls: 1 });
    expect(found.opTime).toBe(1);
    expect(() => profile(() => layer.forward(ones([2])), { modules })).toThrow("no");
    expect(observer).toBe(null);
  });

  it("is for synchronous functions, and is refused inside of another observer", () => {
    const inside = (name: string) =>
      `this call is inside of ${name}, and only one function can watch at a time`;
    expect(() => profile(async () => 1)).toThrow(/async/);
    expect(() => detectAnomaly(() => profile(() => 1))).toThrow(`profile: ${inside("detectAnomaly")}`);
    expect(() => profile(() => detectAnomaly(() => 1))).toThrow(`detectAnomaly: ${inside("profile")}`);
    expect(() => profile(() => profile(() => 1))).toThrow(`profile: ${inside("profile")}`);
    expect(observer).toBe(null);
    expect(profile(() => noGrad(() => rand([2]))).ops).toMatchObject([{ name: "uniform", calls: 1 }]);
    const own = defineOp({ name: "own", forward: (x: Tensor) => x.exp(), gradient: () => (dy) => dy });
    expect(callsOf(profile(() => own(tensor(1))).ops)).toEqual({ exp: 1, own: 1 });
  });
});

describe("toChromeTrace", () => {
  it("has an event for every call, by category, kind, op and module", () => {
    const { modules, lossOf } = net();
    const found = profile(() => lossOf().backward(), { modules });
    const { traceEvents, displayTimeUnit } = JSON.parse(JSON.stringify(found.toChromeTrace()));
    expect(displayTimeUnit).toBe("ms");
    type Event = ReturnType<typeof found.toChromeTrace>["traceEvents"][number];
    const lines = (traceEvents as Event[]).map(
      ({ name, cat, ph, ts, dur, args }) =>
        `${ph} ${ts / 1000}+${dur / 1000} ${cat} ${args.kind} ${name}; gradient of ${args.gradientOf}, ` +
        `module ${JSON.stringify(args.module)}, inputs ${args.inputs}`,
    );
    expect(`\n${lines.join("\n")}\n`).toMatchInlineSnapshot(`
      "
      X 1+9 forward module (model); gradient of undefined, module "", inputs undefined
      X 2+5 forward module hidden; gradient of undefined, module "hidden", inputs undefined
      X 3+1 forward op matmul; gradient of undefined, module "hidden", inputs [2, 3] [3, 4]
      X 5+1 forward op add; gradient of undefined, module "hidden", inputs [2, 4] [2, 4]
      X 8+1 forward op relu; gradient of undefined, module "", inputs [2, 4]
      X 11+1 forward op sum; gradient of undefined, module undefined, inputs [2, 4]
      X 13+21 backward sweep backward; gradient of undefined, module undefined, inputs undefined
      X 14+1 backward gradient gradient of reshape; gradient of reshape, module undefined, inputs undefined
      X 16+1 backward gradient gradient of sum; gradient of sum, module undefined, inputs undefined
      X 18+3 backward gradient gradient of relu; gradient of relu, module "", inputs undefined
      X 19+1 backward op gated; gradient of relu, module "", inputs [2, 4] [2, 4]
      X 22+1 backward gradient gradient of add; gradient of add, module "hidden", inputs undefined
      X 24+1 backward gradient gradient of add; gradient of add, module "hidden", inputs undefined
      X 26+3 backward gradient gradient of expand; gradient of expand, module "hidden", inputs undefined
      X 27+1 backward op sum; gradient of expand, module "hidden", inputs [2, 4]
      X 30+3 backward gradient gradient of matmul; gradient of matmul, module "hidden", inputs undefined
      X 31+1 backward op matmul; gradient of matmul, module "hidden", inputs [2, 3] [2, 4]
      "
    `);
  });

  it("nests events, whatever the clock says", () => {
    let time = 123.4;
    vi.spyOn(performance, "now").mockImplementation(() => {
      time += 0.000_301_7;
      return time;
    });
    const { modules, lossOf } = net();
    const { traceEvents } = profile(() => lossOf().backward(), { modules }).toChromeTrace();
    const ends: number[] = [];
    const nanoseconds = (microseconds: number) => Math.round(microseconds * 1000);
    for (const { ts, dur } of traceEvents) {
      const [begin, end] = [nanoseconds(ts), nanoseconds(ts) + nanoseconds(dur)];
      while (ends.length > 0 && ends[ends.length - 1] <= begin) ends.pop();
      expect(end).toBeLessThanOrEqual(ends[ends.length - 1] ?? Number.POSITIVE_INFINITY);
      ends.push(end);
    }
    expect(traceEvents).toHaveLength(17);
  });
});
