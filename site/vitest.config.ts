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
    // The tests ask what a page shows in the end, and not how soon: other programs may be running.
    expect: { poll: { timeout: 30_000 } },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
