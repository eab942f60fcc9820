import {
  AnomalyError,
  defineOp,
  detectAnomaly,
  fuse,
  noGrad,
  ones,
  type Tensor,
  tensor,
  Variable,
  zeros,
} from "@gradiente/core";
import { describe, expect, it } from "vitest";
import { observer } from "../src/tape.ts";

function anomalyOf(f: () => unknown, options?: { infinities?: boolean }): AnomalyError {
  try {
    detectAnomaly(f, options);
  } catch (error) {
    if (error instanceof AnomalyError) return error;
    throw error;
  }
  return expect.fail("there was no anomaly");
}

describe("detectAnomaly", () => {
  it("gives what the function gives", () => {
    expect(detectAnomaly(() => tensor([4]).sqrt().item())).toBe(2);
  });

  it("names the op that made it, forward, and the line that called it", () => {
    function lossOf(x: Tensor): Tensor {
      return x.sub(2).log().sum();
    }
    const error = anomalyOf(() => lossOf(tensor([3, 1])));
    expect([error.op, error.phase]).toEqual(["log", "forward"]);
    expect(error.message).toMatch(
      /^detectAnomaly: 'log' with inputs of shape \[2\] made NaN; it was called\n +at lossOf \(.*anomaly\.test\.ts:\d+:\d+\)/,
    );
    expect(error.message).not.toMatch(/core\/src/);
  });

  it("looks at every kind of op, recorded or not", () => {
    const huge = tensor([3e38, 3e38]);
    const found = (f: () => unknown) => anomalyOf(f).op;
    expect(found(() => noGrad(() => huge.mul(2)))).toBe("mul");
    expect(found(() => huge.sum())).toBe("sum");
    expect(found(() => huge.matmul(huge))).toBe("matmul");
    expect(found(() => tensor([[3e38], [3e38]]).matmul(tensor([[2, 2]])))).toBe("matmul");
    expect(found(() => tensor([1e300], { dtype: "float64" }).cast("float32"))).toBe("cast");
    const big = ones([4096]);
    expect(found(() => fuse((x) => [x.mul(0).log()], [big]))).toBe("log");
    const own = defineOp({
      name: "own",
      forward: (x: Tensor) => tensor(x.toTypedArray().fill(Number.NaN)),
      gradient: () => (dy) => dy,
    });
    expect(found(() => own(tensor([1])))).toBe("own");
  });

  it("names the op whose gradient made it, and where that was called", () => {
    const w = new Variable(tensor([0, 4]));
    function distance(x: Variable): Tensor {
      return x.sqrt().sum();
    }
    const error = anomalyOf(() => distance(w).backward());
    expect([error.op, error.phase]).toEqual(["sqrt", "backward"]);
    expect(error.message).toMatch(
      /^detectAnomaly: the gradient of 'sqrt' by its input 0 has Infinity, but the gradient of its output has none; the op was called \n +at distance \(.*anomaly\.test\.ts/,
    );
    const before = distance(w);
    expect(anomalyOf(() => before.backward()).message).toMatch(/called before detectAnomaly/);
  });

  it("excuses infinities that were given, what pullbacks mask, and infinities altogether if asked", () => {
    const mask = tensor([true, false]).where(0, Number.NEGATIVE_INFINITY);
    expect(detectAnomaly(() => tensor([1, 2]).add(mask).softmax().toArray())).toEqual([1, 0]);
    const zero = new Variable(zeros([2]));
    detectAnomaly(() =>
      zero
        .pow(new Variable(tensor([2, 0])))
        .sum()
        .backward(),
    );
    expect(anomalyOf(() => mask.sub(mask)).message).toMatch(/'sub' .* made NaN/);
    expect(anomalyOf(() => tensor(0).log()).message).toMatch(/made -Infinity/);
    expect(detectAnomaly(() => tensor(0).log().item(), { infinities: false })).toBe(Number.NEGATIVE_INFINITY);
  });

  it("is refused inside of another observer", () => {
    expect(() => detectAnomaly(() => detectAnomaly(() => 1))).toThrow(
      "detectAnomaly: this call is inside of detectAnomaly, and only one function can watch at a time",
    );
    expect(observer).toBe(null);
  });

  it("ends with the function, whatever happens in it, and refuses async ones", () => {
    anomalyOf(() => tensor(-1).log());
    expect(observer).toBe(null);
    expect(tensor(-1).log().item()).toBeNaN();
    expect(() => detectAnomaly(async () => 1)).toThrow(/async/);
  });
});
