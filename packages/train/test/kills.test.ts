import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadCheckpoint } from "@gradiente/train/node";
import { expect, test } from "vitest";
import { killed } from "../../../tooling/runs/kill.ts";

// `pnpm kills` does this with every optimiser, on every backend.
test("a process that is killed 8 times at random moments ends with the bits of one that is not, and no line lost or twice", async () => {
  const { kills, killed: after, whole } = await killed("Adam", { backend: "wasm", threads: 1 }, 8, 1);
  expect(kills).toBe(8);
  expect(after.result).toEqual(whole.result);
  expect(after.csv).toEqual(whole.csv);
  expect(after.jsonLines).toEqual(whole.jsonLines);
  expect(after.board).toEqual(whole.board);
  expect(whole.csv.length).toBeGreaterThan(60);
}, 600_000);

test("a second process is refused while the first trains, and goes on once that was killed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gradiente-two-"));
  const task = { folder, optimizer: "Adam", machine: { backend: "wasm", threads: 1 }, epochs: 1_000_000 };
  const program = fileURLToPath(new URL("../../../tooling/runs/trainee.ts", import.meta.url));
  const conditions = ["--import", "tsx", "--conditions=@gradiente/source"];
  const begin = () => spawn(process.execPath, [...conditions, program, JSON.stringify(task)]);
  const [first, directory] = [begin(), join(folder, "run")];
  try {
    while (
      ((await readdir(directory).catch(() => [])) as string[]).filter((name) => name.startsWith("epoch"))
        .length < 2
    ) {
      await once(first.stdout, "data");
    }
    const second = begin();
    let told = "";
    second.stderr.on("data", (text) => {
      told += text;
    });
    const [code] = await once(second, "exit");
    expect(code).toBe(1);
    expect(told).toMatch(
      new RegExp(
        `cannot write .*run: process ${first.pid} has held it since .* remove .*run/gradiente\\.lock`,
      ),
    );
  } finally {
    first.kill("SIGKILL");
    await once(first, "exit");
  }
  const { history } = await loadCheckpoint(directory);
  expect(history.length).toBeGreaterThan(0);
  await rm(folder, { recursive: true });
}, 600_000);
