import { existsSync } from "node:fs";
import { defaultServerConditions } from "vite";
import { defaultExclude, defineConfig } from "vitest/config";
import { watchOptions } from "./tooling/options/plugin.ts";

// Workspace packages run from their sources: no build before a test.
const conditions = ["@gradiente/source", ...defaultServerConditions];

/** Tests of everything that computes run once on each backend; what stands on core alone, on the second in full mode. */
const computing = ["packages/{core,nn,optim,testing}/test/**/*.test.ts"];
const basic = ["packages/{core,testing}/test/**/*.test.ts"];
const every = ["./tooling/property-seed.ts", "./tooling/fresh-state.ts"];

/** The native kernels are there once `pnpm build:native` has compiled them; a variable names others. */
const hasNative = existsSync(
  process.env.GRADIENTE_NATIVE ?? new URL("./packages/native/build/gradiente.node", import.meta.url),
);

/** Of a machine without them. */
const absence = "packages/native/test/absent.test.ts";

/** What runs on it beside its own tests: every op, and golden values. `test:native` runs all that computes. */
const onNative = ["packages/core/test/{ops,golden}.test.ts"];

/** For \`pnpm options\`, which says what no test gives. */
const watching = process.env.GRADIENTE_OPTIONS !== undefined;
if (watching) every.push("./tooling/options/collect.ts");

/** For `pnpm mutate:code`, which asks what each test reaches. */
if (process.env.GRADIENTE_MUTANTS !== undefined) every.push("./tooling/mutate/code/notes.ts");

/** Tests of one backend, whichever is in use. */
const ofWasm = "packages/core/test/{wasm*,threads}.test.ts";

/** What takes long for what it tells: `test:full` runs it too. */
const slow = [
  "examples/test/command-line.test.ts",
  "examples/test/example.test.ts",
  "examples/test/mnist-accuracy.test.ts",
  "examples/test/plays-loss.test.ts",
  "examples/test/run-report.test.ts",
  "packages/core/test/wasm-formulas.test.ts",
  "packages/cli/test/terminal.test.ts",
  "packages/formats/test/python.test.ts",
  "packages/{cli,plot,train}/test/browser.test.ts",
  "packages/train/test/{determinism,kills,workers}.test.ts",
  "tooling/test/examples.test.ts",
  "tooling/test/fuzz-formats.test.ts",
];

export default defineConfig(({ mode }) => ({
  test: {
    reporters: ["./tooling/summary-reporter.ts"],
    // Vitest would leave one core idle: half of a small machine.
    maxWorkers: "100%",
    projects: [
      project("wasm", computing, [...every, "./tooling/backend-wasm.ts"], mode === "full" ? [] : slow),
      project(
        "reference",
        mode === "full" ? computing : basic,
        [...every, "./tooling/backend-reference.ts"],
        [ofWasm],
      ),
      ...(hasNative
        ? [
            project(
              "native",
              ["packages/native/test/**/*.test.ts", ...(mode === "native" ? computing : onNative)],
              [...every, "./tooling/backend-native.ts"],
              [ofWasm, absence, "packages/testing/test/conformance.test.ts"],
            ),
          ]
        : []),
      project(
        "default",
        [
          "packages/{files,formats,cli,datasets,train,plot}/test/**/*.test.ts",
          absence,
          "examples/test/**/*.test.ts",
          "benchmarks/test/**/*.test.ts",
          "tooling/test/**/*.test.ts",
        ],
        every,
        mode === "full" ? [] : slow,
      ),
    ],
  },
}));

function project(name: string, include: string[], setupFiles: string[], exclude: string[] = []) {
  return {
    plugins: watching ? [watchOptions()] : [],
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      name,
      include,
      exclude: [...defaultExclude, ...exclude],
      setupFiles,
      // The time for a difference grows with the square of its lines: of large tensors it would look like a hang.
      diff: { truncateThreshold: 200 },
      // The files of a project share processes: to load all sources for each would take longer than most of the tests.
      isolate: false,
      testTimeout: 60_000,
      hookTimeout: 60_000,
    },
  };
}
