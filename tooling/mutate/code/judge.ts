import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** The first test that failed, and why; null if all passed; or that they did not end. */
export type Verdict =
  | { readonly file: string; readonly test: string; readonly message: string }
  | "no end"
  | null;

interface Report {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Runs some test files of a tree, until the first failure or the end of the time in milliseconds. */
export async function judge(
  folder: string,
  tests: readonly string[],
  time: number,
  projects: readonly string[],
): Promise<Verdict> {
  if (tests.length === 0) return null;
  const output = join(folder, "out/verdict.json");
  rmSync(output, { force: true });
  const ended = await run(
    folder,
    [
      ...["run", "--bail", "1", "--passWithNoTests", "--reporter", "json", "--outputFile", output],
      ...projects.flatMap((name) => ["--project", name]),
      ...tests,
    ],
    time,
  );
  if (!ended) return "no end";
  return verdictOf(folder, JSON.parse(readFileSync(output, "utf8")) as Report);
}

function verdictOf(folder: string, { success, testResults }: Report): Verdict {
  for (const { name, status, message, assertionResults } of testResults) {
    const file = name.replace(`${folder}/`, "");
    const failed = assertionResults.find((result) => result.status === "failed");
    if (failed !== undefined) {
      return { file, test: failed.fullName, message: firstLine(failed.failureMessages[0] ?? "") };
    }
    if (status === "failed") return { file, test: "(loading)", message: firstLine(message) };
  }
  return success ? null : { file: "(none)", test: "(outside of tests)", message: "an unhandled error" };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0];
}

/** Whether Vitest ended in time. What it has started ends with it. */
function run(folder: string, args: readonly string[], time: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const vitest = join(folder, "node_modules/vitest/vitest.mjs");
    const child = spawn(process.execPath, [vitest, ...args], {
      cwd: folder,
      stdio: "ignore",
      detached: true,
    });
    const kill = () => process.kill(-(child.pid as number), "SIGKILL");
    const timer = setTimeout(kill, time);
    process.prependOnceListener("exit", kill);
    child.on("error", reject);
    child.on("exit", (_, signal) => {
      clearTimeout(timer);
      process.off("exit", kill);
      resolve(signal !== "SIGKILL");
    });
  });
}
