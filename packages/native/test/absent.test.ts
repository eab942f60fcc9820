import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

/* What happens where there is no addon, or none that loads: in processes of their own, since an addon is loaded once. */

const here = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "gradiente-absent-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a program finds: the value of GRADIENTE_NATIVE, or the machine that it is on. */
interface Place {
  readonly addon?: string;
  readonly platform?: string;
  readonly arch?: string;
  readonly header?: object;
}

/** What each use of the package comes to, place by place: its error, or what it gives. */
const program = `
const native = await import("@gradiente/native");
const core = await import("@gradiente/core");
const of = (use) => {
  try {
    return String(use());
  } catch (error) {
    return error.name + ": " + error.message;
  }
};
const outcomes = JSON.parse(process.argv[1]).map(({ addon, platform, arch, header }) => {
  if (addon !== undefined) process.env.GRADIENTE_NATIVE = addon;
  else {
    Object.defineProperties(process, { platform: { value: platform }, arch: { value: arch } });
    process.report.getReport = () => ({ header });
  }
  const before = core.getBackend();
  return {
    available: of(native.isNativeAvailable),
    use: of(() => native.useNative()),
    set: of(() => core.setBackend("native")),
    sameBackend: of(() => core.getBackend() === before),
    sum: of(() => core.tensor([1, 2]).add(1).toArray()),
  };
});
console.log(JSON.stringify(outcomes));`;

function outcomesOf(places: readonly Place[], cwd: string): readonly Readonly<Record<string, string>>[] {
  const args = [
    "--import",
    import.meta.resolve("tsx"),
    "--conditions=@gradiente/source",
    "--input-type=module",
  ];
  const { GRADIENTE_NATIVE: _, ...rest } = process.env;
  const given = execFileSync(process.execPath, [...args, "-e", program, JSON.stringify(places)], {
    cwd,
    env: { ...rest, NODE_PATH: "" },
    encoding: "utf8",
  });
  return JSON.parse(given);
}

/** The same error of all uses, while everything else goes on. */
function absence(problem: string): Readonly<Record<string, string>> {
  const error =
    `NativeUnavailableError: the native kernels are not available: ${problem}; ` +
    'without them, everything runs on the backend "wasm"';
  return { available: "false", use: error, set: error, sameBackend: "true", sum: "2,3" };
}

describe("a file that the variable GRADIENTE_NATIVE names", () => {
  const nowhere = join(folder, "nowhere.node");
  const [cut, older, oldest] = ["cut.node", "older.cjs", "oldest.cjs"].map((name) => join(folder, name));
  writeFileSync(cut, readFileSync(process.execPath).subarray(0, 4096));
  writeFileSync(older, "module.exports = { levels: ['avx2'], border: 0, register() {}, choose() {} };");
  writeFileSync(oldest, "module.exports = { levels: ['avx2'], register() {}, choose() {} };");
  const source = fileURLToPath(import.meta.url);
  const files = [nowhere, source, cut, older, oldest];
  const outcomes = outcomesOf(
    files.map((addon) => ({ addon })),
    here,
  );
  const outcome = (file: string) => outcomes[files.indexOf(file)];

  it("is not there", () => {
    expect(outcome(nowhere)).toEqual(
      absence(`the variable GRADIENTE_NATIVE names ${nowhere}, where there is no file`),
    );
  });

  it("does not load: it is named, with what the system says of it", () => {
    for (const file of [source, cut]) {
      const [, reason] = outcome(file).use.match(/does not load: (.*); without them/s) ?? [];
      expect(reason).toBeTruthy();
      expect(outcome(file)).toEqual(absence(`${file} does not load: ${reason}`));
    }
  });

  it("was compiled for another version", () => {
    for (const file of [older, oldest]) {
      const problem =
        `${file} was compiled for another version of @gradiente/native; install the kernels in the version of this ` +
        "package, or in the repository, compile them again (pnpm build:native)";
      expect(outcome(file)).toEqual(absence(problem));
    }
  });
});

describe("a package without a build", () => {
  const cwd = join(folder, "native");
  const modules = join(cwd, "node_modules", "@gradiente");
  cpSync(join(here, "src"), join(cwd, "src"), { recursive: true });
  copyFileSync(join(here, "package.json"), join(cwd, "package.json"));
  mkdirSync(modules, { recursive: true });
  symlinkSync(join(here, "..", "core"), join(modules, "core"));
  // One of the packages is installed, and holds nothing.
  const empty = "native-linux-arm64-gnu";
  cpSync(join(here, "..", empty, "package.json"), join(modules, empty, "package.json"));

  const glibc = { glibcVersionRuntime: "2.36" };
  const places: Readonly<Record<string, Place>> = {
    "linux-x64-gnu": { platform: "linux", arch: "x64", header: glibc },
    "linux-arm64-gnu": { platform: "linux", arch: "arm64", header: glibc },
    "linux-x64-musl": { platform: "linux", arch: "x64", header: {} },
    "linux-riscv64-gnu": { platform: "linux", arch: "riscv64", header: glibc },
    "darwin-arm64": { platform: "darwin", arch: "arm64", header: {} },
    "win32-x64": { platform: "win32", arch: "x64", header: {} },
  };
  const outcomes = outcomesOf(Object.values(places), cwd);
  const { optionalDependencies } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));

  for (const [i, name] of Object.keys(places).entries()) {
    const kernels = `@gradiente/native-${name}`;
    if (kernels in optionalDependencies) {
      const isThere = kernels.endsWith(empty);
      it(`says that the package of ${name} ${isThere ? "holds no addon" : "is not installed"}`, () => {
        const problem = isThere
          ? `the package ${kernels} is installed, but holds no compiled addon: install it again`
          : `the optional package ${kernels} is not installed: install it`;
        const orMake = ", or in the repository, make an addon (pnpm build:native, with a C compiler)";
        expect(outcomes[i]).toEqual(absence(problem + orMake));
      });
    } else {
      it(`says that there are no kernels for ${name}`, () => {
        const problem =
          `there are no compiled kernels for ${name}, only for linux-x64-gnu and linux-arm64-gnu; the variable ` +
          "GRADIENTE_NATIVE may name some that you have compiled";
        expect(outcomes[i]).toEqual(absence(problem));
      });
    }
  }
});
