import { gradiente } from "@gradiente/cli";
import { runProgram } from "@gradiente/cli/program";
import { vi } from "vitest";
import { isExpected } from "../src/expected.ts";

/** What a command prints, what it complains about, and how it ends. */
export interface Ending {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

/** Runs the command in this process. */
export async function run(...args: string[]): Promise<Ending> {
  const written = { out: "", err: "" };
  const into = (stream: "out" | "err") => (text: unknown) => {
    written[stream] += String(text);
    return true;
  };
  vi.spyOn(process.stdout, "write").mockImplementation(into("out"));
  vi.spyOn(process.stderr, "write").mockImplementation(into("err"));
  try {
    await runProgram(() => gradiente(args), { isExpected });
  } finally {
    vi.restoreAllMocks();
    for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners("error");
  }
  const code = Number(process.exitCode ?? 0);
  process.exitCode = undefined;
  return { ...written, code };
}
