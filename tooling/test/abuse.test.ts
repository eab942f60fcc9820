import { tensor } from "@gradiente/core";
import { describe, expect, it, vi } from "vitest";
import { calls } from "../abuse/calls.ts";
import { faultsOf } from "../abuse/faults.ts";
import { type Bad, holds, judge } from "../abuse/outcome.ts";
import type { Call } from "../abuse/sample.ts";

/* `pnpm abuse` makes every wrong call; here are some of them, drawn by the seed of the properties. */

const FAULTS_OF_A_CALL = 8;

/** Whole numbers below a limit, from a linear congruential generator. */
function draws(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

describe.each(Object.keys(calls))("%s", (from) => {
  it("has valid calls that hold", async () => {
    const failing: string[] = [];
    for (const call of calls[from]) {
      await holds(call).catch((error) => failing.push(`${call.name}: ${String(error)}`));
    }
    expect(failing).toEqual([]);
  });

  it("answers wrong calls with errors of its own, and ignores nothing", async () => {
    const draw = draws(Number(process.env.GRADIENTE_SEED ?? 1));
    const bad: Bad[] = [];
    for (const call of calls[from]) {
      const { hasNaN } = await holds(call);
      const faults = faultsOf(call);
      for (let left = Math.min(FAULTS_OF_A_CALL, faults.length); left > 0; left--) {
        const found = await judge(call, faults[draw(faults.length)], hasNaN);
        if (found !== null) bad.push(found);
      }
    }
    expect(bad).toEqual([]);
  });
});

describe("what is bad about an answer is seen", () => {
  const kindsOf = async (run: Call["run"], args: Call["args"] = () => [{ size: 1 }]) => {
    const call: Call = { name: "f", args, run };
    const found = await Promise.all(faultsOf(call).map((fault) => judge(call, fault, false)));
    return new Set(found.map((bad) => bad?.kind));
  };

  it("an engine's error", async () => {
    const read = ([options]: readonly unknown[]) => (options as { size: { a: number } }).size.a;
    expect(await kindsOf(read)).toContain("engine error");
  });

  it("an error that does not name the function", async () => {
    const refuse = () => {
      throw new RangeError("no");
    };
    expect(await kindsOf(refuse)).toEqual(new Set(["unnamed error"]));
  });

  it("an option that is ignored", async () => {
    expect(await kindsOf(() => 1)).toContain("accepted");
  });

  it("a NaN of a wrong type", async () => {
    const add = ([x]: readonly unknown[]) => Number((x as { size: number } | undefined)?.size) + 1;
    expect(await kindsOf(add, () => [undefined])).toContain("silent NaN");
  });

  it("a tensor that disagrees with its shape", async () => {
    const broken = () => Object.defineProperty(tensor([1, 2]), "shape", { value: [3] });
    expect(await kindsOf(broken, () => [1])).toContain("broken tensor");
  });

  it("what a promise comes to", async () => {
    const late = () => Promise.reject(new RangeError("no"));
    expect(await kindsOf(late)).toEqual(new Set(["unnamed error"]));
    const engine = async ([options]: readonly unknown[]) => (options as { size: { a: number } }).size.a;
    expect(await kindsOf(engine)).toContain("engine error");
    expect(
      await kindsOf(
        async () => Number.NaN,
        () => [undefined],
      ),
    ).toContain("silent NaN");
    const named = async () => {
      throw new TypeError("f: the size must be a number, not null");
    };
    expect(await kindsOf(named)).toEqual(new Set([undefined]));
  });

  it("a promise that nobody keeps", async () => {
    vi.useFakeTimers();
    const waiting = kindsOf(
      () => new Promise(() => {}),
      () => [],
    );
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await waiting).toEqual(
      new Set(faultsOf({ name: "f", args: () => [], run: () => 1 }).length > 0 ? ["hang"] : []),
    );
    vi.useRealTimers();
  });

  it("nothing of an error that names the function and the argument", async () => {
    const refuse = () => {
      throw new TypeError("f: the size must be a number, not null");
    };
    expect(await kindsOf(refuse)).toEqual(new Set([undefined]));
  });
});
