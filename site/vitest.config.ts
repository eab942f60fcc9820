import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    reporters: ["../tooling/summary-reporter.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
