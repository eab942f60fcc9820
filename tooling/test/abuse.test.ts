import { tensor } from "@gradiente/core";
import { describe, expect, it } from "vitest";
import { calls } from "../abuse/calls.ts";
import { faultsOf } from "../abuse/faults.ts";
import { holds, judge } from "../abuse/outcome.ts";
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
  it("has valid calls that hold", () => {
    const failing = calls[from].flatMap((call) => {
      try {
        holds(call);
        return [];
      } catch (error) {
        return [`${call.name}: ${String(error)}`];
      }
    });
    expect(failing).toEqual([]);
  });

  it("answers wrong calls with errors of its own, and ignores nothing", () => {
    const draw = draws(Number(process.env.GRADIENTE_SEED ?? 1));
    const bad = calls[from].flatMap((call) => {
      const { hasNaN } = holds(call);
      const faults = faultsOf(call);
      const count = Math.min(FAULTS_OF_A_CALL, faults.length);
      return Array.from({ length: count }, () => judge(call, faults[draw(faults.length)], hasNaN)).filter(
        (found) => found !== null,
      );
    });
    expect(bad).toEqual([]);
  });
});

describe("what is bad about an answer is seen", () => {
  const kindsOf = (run: Call["run"], args: Call["args"] = () => [{ size: 1 }]) => {
    const call: Call = { name: "f", args, run };
    return new Set(faultsOf(call).map((fault) => judge(call, fault, false)?.kind));
  };

  it("an engine's error", () => {
    const read = ([options]: readonly unknown[]) => (options as { size: { a: number } }).size.a;
    expect(kindsOf(read)).toContain("engine error");
  });

  it("an error that does not name the function", () => {
    const refuse = () => {
      throw new RangeError("no");
    };
    expect(kindsOf(refuse)).toEqual(new Set(["unnamed error"]));
  });

  it("an option that is ignored", () => {
    expect(kindsOf(() => 1)).toContain("accepted");
  });

  it("a NaN of a wrong type", () => {
    const add = ([x]: readonly unknown[]) => Number((x as { size: number } | undefined)?.size) + 1;
    expect(kindsOf(add, () => [undefined])).toContain("silent NaN");
  });

  it("a tensor that disagrees with its shape", () => {
    const broken = () => Object.defineProperty(tensor([1, 2]), "shape", { value: [3] });
    expect(kindsOf(broken, () => [1])).toContain("broken tensor");
  });

  it("nothing of an error that names the function and the argument", () => {
    const refuse = () => {
      throw new TypeError("f: the size must be a number, not null");
    };
    expect(kindsOf(refuse)).toEqual(new Set([undefined]));
  });
});
