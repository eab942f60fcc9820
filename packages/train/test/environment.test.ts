import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { getBackend } from "@gradiente/core";
import { fit } from "@gradiente/train";
import { EnvironmentLog, environment, loadEnvironmentLog, ModelCheckpoint } from "@gradiente/train/node";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { problem } from "./fixtures.ts";

let folder: string;
const [, script] = process.argv;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gradiente-environment-"));
});
afterEach(() => {
  process.argv[1] = script;
  rmSync(folder, { recursive: true });
});

const HERE = {
  node: process.versions.node,
  platform: `${process.platform} ${process.arch}`,
  backend: getBackend(),
};

describe("environment", () => {
  test("names the processor as the system does", async () => {
    const model = cpus()[0]?.model.trim();
    expect((await environment()).processor).toBe(model === undefined || model === "" ? "unknown" : model);
  });

  test("has the commit of the folder of the program, and whether anything was changed since", async (context) => {
    const git = (...args: string[]) => {
      const who = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"];
      return execFileSync("git", ["-C", folder, ...who, ...args], { encoding: "utf8", stdio: "pipe" }).trim();
    };
    try {
      git("init");
    } catch {
      return context.skip("there is no git");
    }
    const file = join(folder, "train.js");
    writeFileSync(file, "1;\n");
    git("add", ".");
    git("commit", "-m", "a");
    process.argv[1] = file;
    const commit = git("rev-parse", "HEAD");
    expect(await environment()).toMatchObject({ ...HERE, commit, isChanged: false });
    writeFileSync(file, "2;\n");
    expect(await environment()).toMatchObject({ commit, isChanged: true });
  });

  test("knows no commit where there is no checkout", async () => {
    process.argv[1] = join(folder, "train.js");
    expect(await environment()).toMatchObject({ ...HERE, commit: null, isChanged: null });
  });
});

describe("EnvironmentLog", () => {
  const train = (epochs: number) => {
    const { model, ...options } = problem();
    const directory = join(folder, "run");
    const log = new EnvironmentLog(join(directory, "environment.json"));
    const callbacks = [new ModelCheckpoint({ directory }), log];
    return fit(model, { ...options, epochs, callbacks, resume: directory });
  };
  const starts = () => loadEnvironmentLog(join(folder, "run", "environment.json"));

  test("has an entry for each start of a training, and begins anew with another", async () => {
    await train(2);
    await train(5);
    const [first, second, ...more] = await starts();
    expect(more).toEqual([]);
    expect(first).toMatchObject({ ...HERE, fromEpoch: 1, status: "completed" });
    expect(second).toMatchObject({ ...HERE, fromEpoch: 3, status: "completed" });
    expect(Date.parse(second.begun)).toBeGreaterThanOrEqual(Date.parse(String(first.ended)));
    const { model, ...options } = problem();
    const alone = new EnvironmentLog(join(folder, "run", "environment.json"));
    await fit(model, { ...options, epochs: 1, callbacks: [alone] });
    expect((await starts()).map(({ fromEpoch }) => fromEpoch)).toEqual([1]);
  });

  test("says of a start that was killed that it runs, and of one that failed that it did", async () => {
    const { model, ...options } = problem();
    const file = join(folder, "environment.json");
    const seen: unknown[] = [];
    const failing = {
      onEpochEnd: async () => {
        seen.push(...(await loadEnvironmentLog(file)));
        throw new Error("no");
      },
    };
    const callbacks = [new EnvironmentLog(file), failing];
    await expect(fit(model, { ...options, epochs: 2, callbacks })).rejects.toThrow("no");
    expect(seen).toMatchObject([{ ended: null, status: "running" }]);
    expect(await loadEnvironmentLog(file)).toMatchObject([{ ended: expect.any(String), status: "failed" }]);
  });

  test("may be written down only from a later start on, and is no folder", async () => {
    const directory = join(folder, "run");
    const go = (epochs: number, ...more: EnvironmentLog[]) => {
      const { model, ...options } = problem();
      const callbacks = [new ModelCheckpoint({ directory }), ...more];
      return fit(model, { ...options, epochs, callbacks, resume: directory });
    };
    await go(1);
    await go(2, new EnvironmentLog(join(directory, "environment.json")));
    expect((await starts()).map(({ fromEpoch }) => fromEpoch)).toEqual([2]);
    mkdirSync(join(folder, "log"));
    await expect(go(3, new EnvironmentLog(join(folder, "log")))).rejects.toThrow(/log: it is a directory/);
  });

  test("that is damaged is an error that names it, and is not written over", async () => {
    await train(1);
    const file = join(folder, "run", "environment.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"running"', "3").replace('"completed"', "3"));
    await expect(train(2)).rejects.toThrow(/environment\.json.*status/);
    mkdirSync(join(folder, "other"));
    await expect(loadEnvironmentLog(join(folder, "other", "none.json"))).rejects.toThrow("none.json");
  });
});
