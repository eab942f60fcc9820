import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/* What happens where there is no addon, or none that loads: in processes of their own, since an addon is loaded once. */

const cwd = fileURLToPath(new URL("..", import.meta.url));

/** What each use of the package comes to: its error, or what it gives. */
const program = `
const native = await import("@gradiente/native");
const core = await import("@gradiente/core");
const before = core.getBackend();
const of = (use) => {
  try {
    return String(use());
  } catch (error) {
    return error.name + ": " + error.message;
  }
};
console.log(JSON.stringify({
  available: of(native.isNativeAvailable),
  use: of(() => native.useNative()),
  set: of(() => core.setBackend("native")),
  sameBackend: of(() => core.getBackend() === before),
  sum: of(() => core.tensor([1, 2]).add(1).toArray()),
}));`;

function run(addon: string): Record<string, string> {
  const args = ["--import", "tsx", "--conditions=@gradiente/source", "--input-type=module", "-e", program];
  const env = { ...process.env, GRADIENTE_NATIVE: addon };
  return JSON.parse(execFileSync(process.execPath, args, { cwd, env, encoding: "utf8" }));
}

describe("without the compiled addon", () => {
  it("the error says what is missing, and everything goes on", () => {
    const error =
      "NativeUnavailableError: the native kernels are not available: the variable GRADIENTE_NATIVE names " +
      '/nowhere/gradiente.node, where there is no file; without them, everything runs on the backend "wasm"';
    expect(run("/nowhere/gradiente.node")).toEqual({
      available: "false",
      use: error,
      set: error,
      sameBackend: "true",
      sum: "2,3",
    });
  });

  it("a file that is no addon is named, with what the system says of it", () => {
    const { use, available } = run(fileURLToPath(import.meta.url));
    expect(use).toMatch(/are not available: .*absent\.test\.ts does not load: .*; without them/s);
    expect(available).toBe("false");
  });
});
