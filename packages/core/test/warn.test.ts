import { onWarning, type WarningHandler, warn } from "@gradiente/core";
import { afterEach, expect, test, vi } from "vitest";

const restores: (() => void)[] = [];
const replace = (handler: WarningHandler) => restores.push(onWarning(handler));
afterEach(() => {
  for (const restore of restores.splice(0).reverse()) restore();
});

test("a handler is given each code once", () => {
  const handler = vi.fn<WarningHandler>();
  replace(handler);
  warn("GRADIENTE_CACHE", "first");
  warn("GRADIENTE_CACHE", "second");
  expect(handler.mock.calls).toEqual([["GRADIENTE_CACHE", "first"]]);
});

test("a handler is told of each subject once", () => {
  const handler = vi.fn<WarningHandler>();
  replace(handler);
  for (const file of ["a", "b", "a"]) warn("GRADIENTE_CHECKPOINT", `${file} is damaged`, file);
  warn("GRADIENTE_CACHE", "another code", "a");
  expect(handler.mock.calls).toEqual([
    ["GRADIENTE_CHECKPOINT", "a is damaged"],
    ["GRADIENTE_CHECKPOINT", "b is damaged"],
    ["GRADIENTE_CACHE", "another code"],
  ]);
});

test("the handler of before is put back, with what it has been given", () => {
  const [outer, inner] = [vi.fn<WarningHandler>(), vi.fn<WarningHandler>()];
  replace(outer);
  warn("GRADIENTE_CACHE", "one");
  const restore = onWarning(inner);
  warn("GRADIENTE_CACHE", "two");
  restore();
  warn("GRADIENTE_CACHE", "three");
  expect(outer.mock.calls.map(([, text]) => text)).toEqual(["one"]);
  expect(inner.mock.calls.map(([, text]) => text)).toEqual(["two"]);
});

test("a handler that throws makes an error of a warning", () => {
  replace((code, text) => {
    throw new Error(`${code}: ${text}`);
  });
  expect(() => warn("GRADIENTE_CACHE", "no")).toThrow("GRADIENTE_CACHE: no");
});

test("by default the console is told, where there is one", async () => {
  const told = vi.spyOn(console, "warn").mockImplementation(() => {});
  vi.resetModules();
  const fresh = await import("../src/warn.ts");
  vi.stubGlobal("console", undefined);
  expect(() => fresh.warn("GRADIENTE_CACHE", "silently")).not.toThrow();
  vi.unstubAllGlobals();
  vi.resetModules();
  (await import("../src/warn.ts")).warn("GRADIENTE_CACHE", "a text");
  expect(told.mock.calls).toEqual([["Warning (GRADIENTE_CACHE): a text"]]);
  told.mockRestore();
});

test("a warning has a code that is listed, and a text", () => {
  expect(() => warn("OTHER" as never, "a text")).toThrow("warn: code must be the code of a warning, such as");
  expect(() => warn("GRADIENTE_CACHE", 3 as never)).toThrow("warn: text must be text, not 3");
  expect(() => warn("GRADIENTE_CACHE", "a text", null as never)).toThrow(
    "warn: subject must be text, not null",
  );
});

test("what is no function is no handler", () => {
  expect(() => onWarning(null as never)).toThrow("onWarning: handler must be a function, not null");
});
