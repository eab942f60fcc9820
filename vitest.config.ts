import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

// Workspace packages run from their sources: no build before a test.
const conditions = ["@gradiente/source", ...defaultServerConditions];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/test/**/*.test.ts", "examples/test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    setupFiles: ["./tooling/property-seed.ts"],
    reporters: ["./tooling/summary-reporter.ts"],
  },
});
