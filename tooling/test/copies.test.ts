import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, Script } from "node:vm";
import { build } from "tsup";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../program.ts";

/*
 * Two copies of the packages in one program, and a test runner's own realm: what jest does with modules and with global
 * classes, by the same means (`vm`). `pnpm test:jest` asks jest itself.
 */

type Packages = typeof import("@gradiente/core") &
  typeof import("@gradiente/core/distributions") &
  typeof import("@gradiente/nn") &
  typeof import("@gradiente/optim");

const folder = join(root, "out", "copies");
let script: Script;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  const entry = join(folder, "entry.ts");
  writeFileSync(
    entry,
    ["core", "core/distributions", "nn", "optim"]
      .map((name) => `export * from "@gradiente/${name}";\n`)
      .join(""),
  );
  await build({
    config: false,
    entry: [entry],
    outDir: join(folder, "dist"),
    format: "cjs",
    platform: "neutral",
    target: "es2022",
    tsconfig: join(root, "tsconfig.json"),
    noExternal: [/^@gradiente\//],
    outExtension: () => ({ js: ".cjs" }),
    silent: true,
    // Each copy gets its own when it is loaded.
    define: { GRADIENTE_VERSION: "globalThis.copyVersion", GRADIENTE_FORMAT: "globalThis.copyFormat" },
    esbuildOptions: (options) => {
      options.conditions = ["@gradiente/source"];
    },
  });
  script = new Script(readFileSync(join(folder, "dist", "entry.cjs"), "utf8"));
});

afterAll(() => rmSync(folder, { recursive: true }));

interface Build {
  readonly version: string;
  readonly format: string;
}

interface Realm {
  readonly packages: Packages;
  /** The value of an expression there: of the classes of that realm. */
  evaluate<T>(expression: string): T;
}

/** A copy of the packages in a realm of its own. */
function load(build?: Build): Realm {
  const module = { exports: {} };
  const context = createContext({
    module,
    exports: module.exports,
    copyVersion: build?.version,
    copyFormat: build?.format,
    performance,
    TextEncoder,
    TextDecoder,
    structuredClone,
  });
  script.runInContext(context);
  return {
    packages: module.exports as Packages,
    evaluate: (expression) => new Script(`(${expression})`).runInContext(context),
  };
}

const esm = { version: "1.2.0", format: "an ES module" };
const commonjs = { version: "1.2.0", format: "CommonJS" };
const newer = { version: "1.3.0", format: "CommonJS" };

describe("two copies", () => {
  test.each([
    [
      "an ES module beside CommonJS",
      commonjs,
      esm,
      /1\.2\.0 as CommonJS and version 1\.2\.0 as an ES module.*one by require/,
    ],
    [
      "two versions",
      commonjs,
      newer,
      /1\.2\.0 as CommonJS and version 1\.3\.0 as CommonJS.*npm ls @gradiente\/core/,
    ],
    [
      "two versions in two formats",
      newer,
      esm,
      /1\.3\.0 as CommonJS and version 1\.2\.0 as an ES module.*two versions/,
    ],
    ["the same file loaded twice", esm, esm, /one file was loaded twice.*jest\.resetModules/],
    ["sources beside a build", undefined, esm, /its sources and version 1\.2\.0 as an ES module/],
  ])("are named, with why and how to get one: %s", (_, own, other, message) => {
    const a = load(own).packages;
    const b = load(other).packages;
    expect(() => a.tensor([1]).add(b.tensor([2]))).toThrow(message);
    expect(() => a.tensor([1]).add(b.tensor([2]))).toThrow(
      /^add: this Tensor is from another copy of @gradiente\/core/,
    );
  });

  test("are noticed wherever an object of one would be taken for something else by the other", () => {
    const a = load(commonjs).packages;
    const b = load(esm).packages;
    const [x, w] = [b.tensor([1, 2]), new b.Variable(b.tensor([1, 2]))];
    const never = (value: unknown) => value as never;
    class Holder extends a.Module {
      readonly held: unknown[];
      constructor(...held: unknown[]) {
        super();
        this.held = held;
      }
      override forward(y: ReturnType<typeof a.tensor>): ReturnType<typeof a.tensor> {
        return y;
      }
    }
    const own = new a.Variable(a.tensor([1, 2]));
    const calls: Record<string, () => unknown> = {
      "a method": () => a.tensor([1, 2]).mul(never(w)),
      "an operand of a function": () => a.exp(never(x)),
      "a list of tensors": () => a.stack([a.tensor([1, 2]), never(x)]),
      "in place of a list": () => a.concat(never(x)),
      "values of a tensor": () => a.tensor(never([x])),
      "an index": () => a.tensor([1, 2]).slice([never(b.tensor([0], { dtype: "int32" }))]),
      "the value of a Variable": () => new a.Variable(never(x)),
      "a new value": () => own.set(never(x)),
      "the result of a checkpoint": () => a.checkpoint(() => never(x))(),
      "an argument of an op": () =>
        a.defineOp({ name: "own", forward: (y: typeof own.value) => y, gradient: () => (dy) => dy })(
          never(x),
        ),
      "a gradient": () => own.sum().backward().get(never(w)),
      "a gradient asked for": () => own.sum().backward().has(never(w)),
      "a function of grad": () => a.grad((_: typeof own.value) => never(x.sum()))(1),
      "a Parameter in a module": () => new Holder(w).parameters(),
      "a layer in a module": () => new Holder(new b.Dense(1, 1)).stateDict(),
      "a layer in Sequential": () => new a.Sequential(never(new b.Dense(1, 1))),
      "what a layer is given": () => new a.Dense(2, 1).forward(never(x)),
      "a loss": () => a.mseLoss(a.tensor([1, 2]), never(x)),
      "a penalty": () => a.l1Penalty(never([w, own])).add(never(x)),
      "what an optimiser updates": () => new a.SGD(never(new Map([["w", w]])), { learningRate: 1 }),
    };
    const silent = Object.entries(calls).filter(([, call]) => {
      try {
        call();
        return true;
      } catch (error) {
        return !/another copy of @gradiente\/(core|nn)/.test((error as Error).message);
      }
    });
    expect(silent.map(([name]) => name)).toEqual([]);
  });

  test("are noticed by what takes generators, gradients, distributions and optimisers", () => {
    const a = load(commonjs).packages;
    const b = load(esm).packages;
    const never = (value: unknown) => value as never;
    const weights = (packages: Packages) => new Map([["w", new packages.Variable(packages.tensor([1, 2]))]]);
    const stranger = weights(b);
    const gradients = (stranger.get("w") as InstanceType<typeof b.Variable>).sum().backward();
    const lbfgs = new b.LBFGS(stranger);
    const calls: Record<string, () => unknown> = {
      "a generator": () => new a.Normal(0, 1).sample([1], { generator: never(new b.Generator(1)) }),
      "a generator of a layer": () => new a.Dense(1, 1, { generator: never(new b.Generator(1)) }),
      gradients: () => new a.SGD(weights(a), { learningRate: 1 }).step(never(gradients)),
      "a distribution": () => a.klDivergence(new a.Normal(0, 1), never(new b.Normal(0, 1))),
      "an optimiser": () => new a.SAM(never(new b.SGD(stranger, { learningRate: 1 }))),
      "an optimiser that evaluates": () => new a.SAM(never(lbfgs)),
    };
    for (const [name, call] of Object.entries(calls))
      expect(call, name).toThrow(/ is from another copy of @gradiente\//);
  });

  test("do not disturb each other", () => {
    const [a, b] = [load(esm).packages, load(esm).packages];
    const gradients = [a, b].map(({ grad, tensor }) =>
      grad((x) => x.square().sum())(tensor([1, 2])).toArray(),
    );
    expect(gradients.map((each) => [...(each as number[])])).toEqual([
      [2, 4],
      [2, 4],
    ]);
  });
});

describe("a realm of its own", () => {
  const realm = () => load(commonjs);

  test("does not matter for arrays and typed arrays, from here and from there", () => {
    const { packages, evaluate } = realm();
    const { tensor } = packages;
    for (const [dtype, name] of [
      ["float32", "Float32Array"],
      ["float64", "Float64Array"],
      ["int32", "Int32Array"],
    ] as const) {
      const arrays = [globalThis[name].of(1, 2), evaluate<Float32Array>(`${name}.of(1, 2)`)];
      expect(arrays[1]).not.toBeInstanceOf(globalThis[name]);
      for (const array of arrays)
        expect([tensor(array).dtype, String(tensor(array).toArray())]).toEqual([dtype, "1,2"]);
    }
    for (const nested of [[[1], [2]], evaluate<number[][]>("[[1], [2]]")]) {
      expect(String(tensor(nested).reshape([2]).toArray())).toBe("1,2");
    }
    const { encodeSafetensors, decodeSafetensors } = packages;
    const bytes = Uint8Array.from(encodeSafetensors([["w", tensor([1, 2])]]));
    expect(String(decodeSafetensors(bytes).tensors.get("w")?.toArray())).toBe("1,2");
  });

  test("does not matter for what a module holds, and what an optimiser gets", () => {
    const { packages, evaluate } = realm();
    const { Dense, Module, SGD } = packages;
    for (const hold of [
      (layer: unknown) => ({ layer }),
      (layer: unknown) => [layer],
      (layer: unknown) => new Map([["layer", layer]]),
      evaluate<(layer: unknown) => unknown>("(layer) => ({ layer })"),
      evaluate<(layer: unknown) => unknown>("(layer) => new Map([['layer', layer]])"),
    ]) {
      class Holder extends Module {
        readonly held = hold(new Dense(1, 1));
        override forward(x: ReturnType<typeof packages.tensor>): ReturnType<typeof packages.tensor> {
          return x;
        }
      }
      const parameters = new Holder().parameters();
      expect(parameters.size).toBe(2);
      const here = new Map([...parameters]);
      expect(new SGD(here, { learningRate: 1 }).parameters.size).toBe(2);
    }
  });

  test("does not matter for promises: an async function in a mode is refused", () => {
    const { packages, evaluate } = realm();
    for (const f of [async () => {}, evaluate<() => Promise<void>>("async () => {}")]) {
      expect(() => packages.noGrad(f)).toThrow(/is async/);
    }
  });
});
