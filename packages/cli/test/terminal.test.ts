import { execFile, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Tensor, tensor } from "@gradiente/core";
import { saveTensors } from "@gradiente/formats/files";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pythonWith } from "../../../tooling/python.ts";

/* The command as a shell runs it: in a pipe, and in a terminal, which Python's pty plays. */

const folder = mkdtempSync(join(tmpdir(), "gradiente-terminal-"));
const file = join(folder, "a.npz");
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => {
  const many = Array.from({ length: 3000 }, (_, i): [string, Tensor] => [
    `layer.${i}`,
    tensor([i, Number.NaN]),
  ]);
  await saveTensors(file, many);
});

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const command = [process.execPath, "--import", "tsx", "--conditions=@gradiente/source", main];

/** Runs its arguments in a terminal, and prints what that shows. */
const TERMINAL = `
import os, pty, sys
status = pty.spawn(sys.argv[1:])
sys.exit(os.waitstatus_to_exitcode(status))
`;

const python = await pythonWith("pty");

describe.skipIf(python === undefined)("in a terminal", () => {
  const shown = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    execFileSync(python as string, ["-c", TERMINAL, ...command, ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, TERM: "xterm", NO_COLOR: "", FORCE_COLOR: "", ...env },
    });

  it("there are colours, unless NO_COLOR is set", () => {
    const text = shown(["inspect", file]);
    expect(text).toContain("\x1b[31m1\x1b[39m");
    expect(shown(["inspect", file], { NO_COLOR: "1" })).not.toContain("\x1b");
  });

  it("an error has its exit code", () => {
    const failing = () => shown(["inspect", join(folder, "none.npz")]);
    expect(failing).toThrow(expect.objectContaining({ status: 1 }));
  });
});

describe("in a pipe", () => {
  it("there are no colours, and the exit code tells of a difference", async () => {
    const [node, ...args] = command;
    const { stdout } = await promisify(execFile)(node, [...args, "inspect", file], { maxBuffer: 2 ** 24 });
    expect(stdout).not.toContain("\x1b");
    expect(stdout.split("\n").length).toBeGreaterThan(3000);
    writeFileSync(join(folder, "b.csv"), "1,2\n");
    const differing = promisify(execFile)(node, [...args, "diff", file, join(folder, "b.csv")]);
    await expect(differing).rejects.toMatchObject({ code: 1, stderr: "" });
  });

  it("a reader that has gone ends it without a word", async () => {
    const [node, ...args] = command;
    const child = spawn(node, [...args, "inspect", file], { stdio: ["ignore", "pipe", "pipe"] });
    let complaint = "";
    child.stderr.on("data", (text) => {
      complaint += text;
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect([code, complaint]).toEqual([141, ""]);
  });
});
