import { afterEach, describe, expect, it, vi } from "vitest";

/* What happens where there is no addon, or none that loads. */

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

async function withAddon(file: string) {
  vi.stubEnv("GRADIENTE_NATIVE", file);
  // Not the module of another test, which may have loaded its addon.
  return { ...(await import("../src/load.ts")), ...(await import("../src/border.ts")) };
}

describe("without the compiled addon", () => {
  it("the error says what is missing, and what happens without", async () => {
    const { loadAddon, NativeUnavailableError } = await withAddon("/nowhere/gradiente.node");
    expect(loadAddon).toThrow(NativeUnavailableError);
    expect(loadAddon).toThrow(
      'the native kernels are not available: the variable GRADIENTE_NATIVE names /nowhere/gradiente.node, where there is no file; without them, everything runs on the backend "wasm"',
    );
  });

  it("a file that is no addon is named, with what the system says of it", async () => {
    const { loadAddon } = await withAddon(import.meta.filename);
    expect(loadAddon).toThrow(/are not available: .*absent\.test\.ts does not load: .*; without them/);
  });

  it("importing the package changes nothing, and everything goes on", async () => {
    vi.stubEnv("GRADIENTE_NATIVE", "/nowhere/gradiente.node");
    const { getBackend, setBackend, tensor } = await import("@gradiente/core");
    const before = getBackend();
    const { isNativeAvailable, useNative, NativeUnavailableError } = await import("../src/index.ts");
    expect(isNativeAvailable()).toBe(false);
    expect(() => useNative()).toThrow(NativeUnavailableError);
    expect(() => setBackend("native")).toThrow(NativeUnavailableError);
    expect(getBackend()).toBe(before);
    expect(tensor([1, 2]).add(1).toArray()).toEqual([2, 3]);
  });
});
