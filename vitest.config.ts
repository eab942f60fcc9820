import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

// Workspace packages run from their sources: no build before a test.
const conditions = ["@gradiente/source", ...defaultServerConditions];

/** Tests of everything that computes run once on each backend. */
const computing = ["packages/{core,nn,optim,testing}/test/**/*.test.ts"];
const seed = "./tooling/property-seed.ts";

export default defineConfig({
  test: {
    reporters: ["./tooling/summary-reporter.ts"],
    // Vitest would leave one core idle: half of a small machine.
    maxWorkers: "100%",
    projects: [
      project("wasm", computing, [seed, "./tooling/backend-wasm.ts"]),
      project("reference", computing, [seed, "./tooling/backend-reference.ts"]),
      project(
        "default",
        [
          "packages/{files,datasets,train,plot}/test/**/*.test.ts",
          "examples/test/**/*.test.ts",
          "benchmarks/test/**/*.test.ts",
          "tooling/test/**/*.test.ts",
        ],
        [seed],
      ),
    ],
  },
});

function project(name: string, include: string[], setupFiles: string[]) {
  return {
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: { name, include, setupFiles, testTimeout: 60_000, hookTimeout: 60_000 },
  };
}
