import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

// Packages run from their sources, as in the site.
const conditions = ["@gradiente/source", ...defaultServerConditions];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["test/**/*.test.ts"],
    reporters: ["../tooling/summary-reporter.ts"],
    // The compiler is loaded as it is: to transform it takes half a minute.
    server: { deps: { external: [/\/typescript\/lib\//] } },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
