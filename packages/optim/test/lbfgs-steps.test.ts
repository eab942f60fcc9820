import { tensor, Variable } from "@gradiente/core";
import { LBFGS, type LBFGSOptions } from "@gradiente/optim";
import { describe, expect, it } from "vitest";

const f64 = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype: "float64" });

/** A parabola with this curvature, lowest at 0, and what an optimiser without a line search does of it in one step. */
const parabola = (curvature: number, from: number, options: LBFGSOptions) => {
  const w = new Variable(f64(from));
  const optimizer = new LBFGS(new Map([["w", w]]), {
    ...{ learningRate: 0.5, iterations: 6, evaluations: 100, gradientTolerance: 0, changeTolerance: 0 },
    ...options,
  });
  optimizer.step(() => w.square().mul(curvature / 2));
  const state = optimizer.stateDict();
  return [state.get("evaluations")?.item() ?? 0, state.get("iterations")?.item() ?? 0, w.item()];
};

describe("LBFGS", () => {
  // All numbers are exact. From the second iteration on, a move goes the rate's part of the way to 0.
  it.each<[string, number, number, LBFGSOptions, number[]]>([
    ["after all iterations; the last is not evaluated", 1, 0.5, { iterations: 3 }, [3, 3, 0.0625]],
    ["after so many evaluations", 1, 0.5, { evaluations: 3 }, [3, 2, 0.125]],
    ["where the gradient is small", 1, 0.5, { gradientTolerance: 0.125 }, [3, 2, 0.125]],
    ["not where it is larger than that", 1, 0.5, { gradientTolerance: 0.124 }, [4, 3, 0.0625]],
    ["at once where the gradient is small", 1, 0.5, { gradientTolerance: 0.5 }, [0, 0, 0.5]],
    ["not at once where it is larger than that", 1, 0.5, { gradientTolerance: 0.499 }, [2, 1, 0.25]],
    ["where the parameters change little", 128, 0.5, { learningRate: 0.25, changeTolerance: 0.0625 }, [3, 2, 0.1875]],
    ["not where they change by more than that", 128, 0.5, { learningRate: 0.25, changeTolerance: 0.0624 }, [4, 3, 0.140625]],
    ["where the loss changes little", 1 / 64, 32, { changeTolerance: 0.12451171876 }, [2, 1, 31.75]],
    ["not where it changes by so much", 1 / 64, 32, { iterations: 2, changeTolerance: 0.12451171875 }, [2, 2, 15.875]],
    ["at once where the slope is flat", 1, 0.5, { changeTolerance: 0.2501 }, [0, 0, 0.5]],
    ["not at once where it is so steep", 1, 0.5, { changeTolerance: 0.25 }, [2, 1, 0.25]],
    ["after a first move of the rate where the gradient is larger than 1", 4, 8, { iterations: 1 }, [1, 1, 7.5]],
  ])("ends a step %s", (_name, curvature, from, options, wanted) => {
    expect(parabola(curvature, from, options)).toEqual(wanted);
  }); // biome-ignore format: one row a case

  it("counts the iterations and evaluations of all steps", () => {
    const w = new Variable(f64(4));
    const optimizer = new LBFGS(new Map([["w", w]]), { learningRate: 0.5, iterations: 2, evaluations: 9 });
    const counts = () => ["step", "iterations", "evaluations", "pairs", "scale"].map((name) => optimizer.stateDict().get(name)?.item()); // biome-ignore format: one line
    expect(counts()).toEqual([0, 0, 0, 0, 1]);
    const loss = () => w.square().mul(2);
    optimizer.step(loss);
    expect(counts()).toEqual([1, 2, 2, 1, 0.25]);
    optimizer.step(loss);
    expect(counts()).toEqual([2, 4, 4, 3, 0.25]);
  });

  it("goes back to where it was where a line search finds nothing lower", () => {
    const w = new Variable(f64([1, 2]));
    // The gradient promises less in each direction, but the loss is lowest here.
    const loss = () => w.neg().sum().add(w.value.detach().sub(f64([1, 2])).abs().sum().mul(9)); // biome-ignore format: one line
    const optimizer = new LBFGS(new Map([["w", w]]), {
      lineSearch: "strongWolfe",
      iterations: 1,
      changeTolerance: 0.01,
    });
    optimizer.step(loss);
    expect(w.toArray()).toEqual([1, 2]);
    expect(optimizer.stateDict().get("w.move")?.toArray()).toEqual([0, 0]);
  });
});
