import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { conformance } from "@gradiente/testing";
import fc from "fast-check";
import { limits } from "../../packages/native/src/backend.ts";
import { addon } from "../../packages/native/src/border.ts";
import { type InstructionSet, setNativeThreads, useNative } from "../../packages/native/src/index.ts";
import { BUILD_FOLDER, buildNative, defaultCompiler, type Sanitizer, sanitizers } from "./build.ts";

/*
 * `pnpm fuzz:native`: the native kernels against the plain loops, on shapes, strides and values at random, with every
 * instruction set that this processor has. `--cases 100000` says how many of each kernel, `--seed 7` which. `--sanitize`
 * compiles the kernels with AddressSanitizer and UndefinedBehaviorSanitizer first, and runs on those. `--threads 3` shares
 * the work of every call, however small, and `--races` looks with ThreadSanitizer for what threads do at the same time.
 */

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    threads: { type: "string", default: "1" },
    only: { type: "string", default: "" },
    sanitize: { type: "boolean", default: false },
    races: { type: "boolean", default: false },
  },
});

if (values.sanitize) process.exitCode = await sanitized("memory");
else if (values.races) process.exitCode = await sanitized("threads");
else await fuzz();

/** The same program again, on kernels that check themselves: their library has to be there from the start. */
async function sanitized(sanitize: Sanitizer): Promise<number> {
  const folder = `${BUILD_FOLDER}/sanitized-${sanitize}`;
  const built = await buildNative({ sanitize, folder });
  const libraries = sanitizers[sanitize].libraries.map((name) =>
    execFileSync(defaultCompiler(), [`-print-file-name=${name}`], { encoding: "utf8" }).trim(),
  );
  const args = [
    "--cases",
    values.cases,
    "--seed",
    values.seed,
    "--only",
    values.only,
    "--threads",
    values.threads,
  ];
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
        TSAN_OPTIONS: `exitcode=0:log_path=${folder}/races`,
      },
    },
  );
  const races = racesIn(folder);
  console.log(races.join("\n"));
  return races.length > 0 ? 1 : (status ?? 1);
}

/** What ThreadSanitizer has found of the kernels. Of the threads of Node, it knows too little to be right. */
function racesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith("races."))
    .flatMap((name) => {
      const found = readFileSync(`${folder}/${name}`, "utf8").split(/^=+$/m);
      rmSync(`${folder}/${name}`);
      return found.filter((report) => report.includes("gradiente.node"));
    });
}

async function fuzz(): Promise<void> {
  fc.configureGlobal({ numRuns: Number(values.cases), seed: Number(values.seed) });
  Object.assign(limits, { smallest: 1, smallestProduct: 1, smallestMatrix: 1, smallestRandom: 1 });
  // Among threads, everything is shared, however small.
  Object.assign(limits.smallestShared, { awake: 0, asleep: 0 });
  setNativeThreads(Number(values.threads));
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
