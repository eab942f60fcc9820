import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { conformance } from "@gradiente/testing";
import fc from "fast-check";
import { limits } from "../../packages/native/src/backend.ts";
import { addon } from "../../packages/native/src/border.ts";
import { type InstructionSet, useNative } from "../../packages/native/src/index.ts";
import { BUILD_FOLDER, buildNative, defaultCompiler } from "./build.ts";

/*
 * `pnpm fuzz:native`: the native kernels against the plain loops, on shapes, strides and values at random, with every
 * instruction set that this processor has. `--cases 100000` says how many of each kernel, `--seed 7` which. `--sanitize`
 * compiles the kernels with AddressSanitizer and UndefinedBehaviorSanitizer first, and runs on those.
 */

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "" },
    sanitize: { type: "boolean", default: false },
  },
});

if (values.sanitize) process.exitCode = await sanitized();
else await fuzz();

/** The same program again, on kernels that check themselves: their library has to be there from the start. */
async function sanitized(): Promise<number> {
  const folder = `${BUILD_FOLDER}/sanitized`;
  const built = await buildNative({ sanitize: true, folder });
  const libraries = ["libasan.so", "libubsan.so"].map((name) =>
    execFileSync(defaultCompiler(), [`-print-file-name=${name}`], { encoding: "utf8" }).trim(),
  );
  const args = ["--cases", values.cases, "--seed", values.seed, "--only", values.only];
  const { status } = spawnSync(
    process.execPath,
    [...process.execArgv, fileURLToPath(import.meta.url), ...args],
    {
      stdio: "inherit",
      env: {
        ...process.env,
        GRADIENTE_NATIVE: built,
        LD_PRELOAD: libraries.join(" "),
        // Node keeps what it has until the end; what kernels keep is checked by hand.
        ASAN_OPTIONS: "detect_leaks=0",
        UBSAN_OPTIONS: "halt_on_error=1:print_stacktrace=1",
      },
    },
  );
  return status ?? 1;
}

async function fuzz(): Promise<void> {
  fc.configureGlobal({ numRuns: Number(values.cases), seed: Number(values.seed) });
  Object.assign(limits, { smallest: 1, smallestProduct: 1, smallestMatrix: 1, smallestRandom: 1 });
  for (const level of addon().levels) {
    useNative({ instructions: level as InstructionSet });
    const checks = conformance("native").filter(({ name }) => name.includes(values.only));
    for (const { name, run } of checks) {
      try {
        await run();
      } catch (error) {
        throw new Error(`${level}: ${name}`, { cause: error });
      }
    }
    console.log(`fuzz:native: ${level}: ${checks.length} checks of ${values.cases} cases each`);
  }
}
