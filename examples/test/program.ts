import { type ChildProcess, spawn } from "node:child_process";

const noNetwork = new URL("./no-network.mjs", import.meta.url).href;
const tsx = import.meta.resolve("tsx");

export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts a program of the examples without network, in a home where nothing is cached, and without data unless given. */
export function start(
  main: string,
  args: readonly string[],
  home: string,
  data = "",
): { child: ChildProcess; ended: Promise<Run> } {
  const child = spawn(
    process.execPath,
    ["--import", tsx, "--import", noNetwork, "--conditions=@gradiente/source", main, ...args],
    {
      cwd: home,
      // A program that hangs fails its test, and does not outlive it.
      timeout: 55_000,
      killSignal: "SIGKILL",
      env: { ...process.env, GRADIENTE_DATA: data, XDG_CACHE_HOME: home, LOCALAPPDATA: home, HOME: home },
    },
  );
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  return { child, ended: new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err }))) };
}
