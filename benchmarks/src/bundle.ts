import { fileURLToPath } from "node:url";
import { build } from "tsup";

const inPackage = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/**
 * Builds what answers for contenders in Node, with Gradiente from its sources and the peers from node_modules, as
 * they would be published: a loader that transpiles on the fly would slow down closures, which is what we are made of.
 */
export async function bundleServer(): Promise<string> {
  const outDir = inPackage("out/child");
  await build({
    config: false,
    entry: { serve: inPackage("src/child/serve.ts") },
    outDir,
    format: "esm",
    platform: "node",
    target: ["es2022", "node20"],
    tsconfig: inPackage("tsconfig.json"),
    noExternal: [/^@gradiente\//],
    external: [/^@tensorflow\//, /^@jax-js\//, "benchmark"],
    outExtension: () => ({ js: ".mjs" }),
    esbuildOptions: (options) => {
      options.conditions = ["@gradiente/source"];
    },
    clean: true,
    silent: true,
  });
  return `${outDir}/serve.mjs`;
}
