import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    reporters: ["../tooling/summary-reporter.ts"],
    // The compiler is loaded as it is: to transform it takes half a minute.
    server: { deps: { external: [/\/typescript\/lib\//] } },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
