import { execFile, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Tensor, tensor } from "@gradiente/core";
import { saveTensors } from "@gradiente/formats/files";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pythonWith } from "../../../tooling/python.ts";
import { smallDisk } from "../../files/test/fixtures.ts";
import { trainRun } from "./trained-run.ts";

/* The command as a shell runs it: in a pipe, on a full disk, and in a terminal, which Python's pty plays. */

const folder = mkdtempSync(join(tmpdir(), "gradiente-terminal-"));
const path = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => {
  const many = Array.from({ length: 3000 }, (_, i): [string, Tensor] => [
    `layer.${i}`,
    tensor([i, Number.NaN]),
  ]);
  await saveTensors(path("many.npz"), many);
  await saveTensors(path("few.npz"), many.slice(0, 3));
  await trainRun(folder, 1);
});

const fixture = fileURLToPath(new URL("./fixtures/pictures.ts", import.meta.url));
const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const [node, ...command] = [process.execPath, "--import", "tsx", "--conditions=@gradiente/source", main];

/** A call of every command, with its exit code. What is written goes into a folder. */
const calls = (out = folder): Record<string, { args: string[]; code: number; file?: string }> => {
  const data = ["-x", path("test.npz"), "-y", path("test.npz")];
  const weights = ["-w", path("run")];
  const predictions = join(out, "predictions.npy");
  return {
    inspect: { args: ["inspect", path("many.npz")], code: 0 },
    convert: { args: ["convert", path("few.npz"), join(out, "few.mat")], code: 0, file: "few.mat" },
    diff: { args: ["diff", path("many.npz"), path("few.npz")], code: 1 },
    evaluate: { args: ["evaluate", fixture, ...weights, ...data, "--metrics", "accuracy,confusionMatrix"], code: 0 }, // biome-ignore format: a call
    predict: { args: ["predict", fixture, ...weights, "-x", path("test.npz"), "-o", predictions], code: 0, file: "predictions.npy" }, // biome-ignore format: a call
    report: { args: ["report", path("run"), "-o", join(out, "page.html"), "--model", fixture, ...data], code: 0, file: "page.html" }, // biome-ignore format: a call
    doctor: { args: ["doctor"], code: 0 },
  };
};
const names = Object.keys(calls());

interface Ending {
  readonly out: string;
  readonly err: string;
  readonly code: unknown;
}

function shell(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ending> {
  return new Promise((resolve) => {
    execFile(program, args, { maxBuffer: 2 ** 26, env: { ...process.env, ...env } }, (error, out, err) => {
      resolve({ out, err, code: error === null ? 0 : error.code });
    });
  });
}

/** Runs its arguments in a terminal of so many columns, and prints what that shows. */
const TERMINAL = `
import fcntl, os, pty, struct, sys, termios
child, master = pty.fork()
if child == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(sys.argv[1]), 0, 0))
    os.execvp(sys.argv[2], sys.argv[2:])
while True:
    try:
        text = os.read(master, 65536)
    except OSError:
        break
    if not text:
        break
    os.write(1, text)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
`;

const python = await pythonWith("pty");

describe.skipIf(python === undefined)("in a terminal", () => {
  const shown = (args: readonly string[], columns = 80, env: Readonly<Record<string, string>> = {}) => {
    const all = ["-c", TERMINAL, String(columns), node, ...command, ...args];
    return shell(python as string, all, { TERM: "xterm", NO_COLOR: "", FORCE_COLOR: "", ...env });
  };

  it("there are colours, unless NO_COLOR is set", async () => {
    const { out } = await shown(["inspect", path("few.npz")]);
    expect(out).toContain("\x1b[31m1\x1b[39m");
    expect((await shown(["inspect", path("few.npz")], 80, { NO_COLOR: "1" })).out).not.toContain("\x1b");
  });

  it.each(names)("%s works in twenty columns, and ends as it should", async (name) => {
    const { args, code } = calls()[name];
    const { out, ...ending } = await shown(args, 20);
    expect(ending).toEqual({ code, err: "" });
    expect(out.length).toBeGreaterThan(0);
    expect(out).not.toMatch(/^ +at /m);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: nothing but colours
    expect(out.replace(/\x1b\[(1|2|31|22|39)m/g, "")).not.toContain("\x1b");
  });

  it("no line of a table is broken", async () => {
    const lines = (text: string) => text.split("\r\n").filter((line) => /layer/.test(line));
    for (const columns of [70, 40, 28]) {
      const table = lines((await shown(["inspect", path("few.npz")], columns, { NO_COLOR: "1" })).out);
      expect(table).toHaveLength(3);
      for (const line of table) expect(line.length).toBeLessThanOrEqual(columns);
    }
  });

  it("an error has its exit code, and is a line", async () => {
    const { out, code } = await shown(["inspect", path("none.npz")]);
    expect(code).toBe(1);
    expect(out).toMatch(/^error: cannot read .*none\.npz: there is no such file.*\r\n$/);
  });
});

describe("in a pipe", () => {
  it.each(["inspect", "diff"])("%s has no colours, and its exit code", async (name) => {
    const { args, code } = calls()[name];
    const { out, ...ending } = await shell(node, [...command, ...args]);
    expect(ending).toEqual({ code, err: "" });
    expect(out).not.toContain("\x1b");
  });

  it.each(names)(
    "%s ends without a word if its reader has gone, and what it writes is whole",
    async (name) => {
      const { args, file } = calls()[name];
      if (file !== undefined) rmSync(path(file), { force: true });
      const child = spawn(node, [...command, ...args], { stdio: ["ignore", "pipe", "pipe"] });
      child.stdout.destroy();
      let complaint = "";
      child.stderr.on("data", (text) => {
        complaint += text;
      });
      const code = await new Promise((resolve) => child.on("close", resolve));
      expect([code, complaint]).toEqual([141, ""]);
      if (file !== undefined) expect(existsSync(path(file))).toBe(true);
    },
  );

  it("a reader that has gone in the middle ends it, too", async () => {
    const child = spawn(node, [...command, "inspect", path("many.npz")], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let complaint = "";
    child.stderr.on("data", (text) => {
      complaint += text;
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect([code, complaint]).toEqual([141, ""]);
  });
});

describe("where nothing can be written", () => {
  it.skipIf(!existsSync("/dev/full"))("an output that is full is an error", async () => {
    const full = openSync("/dev/full", "w");
    for (const name of ["inspect", "doctor"]) {
      const child = spawn(node, [...command, ...calls()[name].args], { stdio: ["ignore", full, "pipe"] });
      let complaint = "";
      child.stderr?.on("data", (text) => {
        complaint += text;
      });
      const code = await new Promise((resolve) => child.on("close", resolve));
      expect([code, complaint]).toEqual([1, expect.stringMatching(/^error: cannot write the output: ENOSPC.*\n$/)]); // biome-ignore format: one thing
    }
  });

  const writing = names.filter((name) => calls()[name].file !== undefined);

  it.for(["size=4k", "ro"])(
    "a disk mounted with %s is an error that names the file, and nothing is left",
    async (options, { skip }) => {
      const disk = await smallDisk(options);
      if ("reason" in disk) return skip(disk.reason);
      if (options !== "ro") writeFileSync(join(disk.folder, "full"), new Uint8Array(4096));
      const before = readdirSync(disk.folder);
      for (const name of writing) {
        const { args, file } = calls(disk.folder)[name];
        const { out, err, code } = await shell(node, [...command, ...args]);
        expect([out, code]).toEqual(["", 1]);
        expect(err).toMatch(/^error: cannot write [^\n]+\n$/);
        expect(err).toContain(String(file));
        expect(readdirSync(disk.folder)).toEqual(before);
      }
    },
  );

  it("a file that is there stays as it was", async ({ skip }) => {
    const disk = await smallDisk("size=16k");
    if ("reason" in disk) return skip(disk.reason);
    const page = join(disk.folder, "page.html");
    writeFileSync(page, "before");
    const { code } = await shell(node, [...command, ...calls(disk.folder).report.args]);
    expect([code, readFileSync(page, "utf8")]).toEqual([1, "before"]);
  });

  it("a folder that is a file is an error", async () => {
    writeFileSync(path("file"), "");
    mkdirSync(path("folder.npy"));
    for (const to of [join(path("file"), "a.npz"), path("folder.npy")]) {
      const { err, code } = await shell(node, [...command, "predict", fixture, "-x", path("test.npz"), "-o", to]); // biome-ignore format: a line
      expect([code, err]).toEqual([1, expect.stringMatching(/^error: cannot write [^\n]+\n$/)]);
    }
  });
});
