import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runInBrowser } from "../src/browser.ts";
import { launchChromium } from "../src/chromium.ts";
import { runInNode } from "../src/node.ts";
import { BATCHES, EPOCHS, type Losses, type Outcome } from "../src/program.ts";
import { largestDifference } from "./largest-difference.ts";

let browser: Browser;
let chromium: Outcome;
let node: Outcome;

beforeAll(async () => {
  browser = await launchChromium();
  chromium = await runInBrowser(browser, "'self' 'wasm-unsafe-eval'");
  node = runInNode();
});

afterAll(async () => {
  await browser?.close();
});

describe("in Chromium, where scripts cannot be made of strings", () => {
  it("is held to the policy", () => {
    expect(chromium.canEval).toBe(false);
    expect(node.canEval).toBe(true);
  });

  it("computes on the wasm backend unless told otherwise, as in Node", () => {
    expect([chromium.backend, node.backend]).toEqual(["wasm", "wasm"]);
    expect(chromium.losses).not.toEqual(chromium.referenceLosses);
  });

  it("learns exclusive or", () => {
    expect(chromium.losses.xor[0]).toBeGreaterThan(0.6);
    expect(chromium.losses.xor.at(-1)).toBeLessThan(0.05);
  });

  it("trains on batches of digits", () => {
    expect(chromium.losses.digits).toHaveLength(BATCHES);
    expect(chromium.losses.digits.at(-1)).toBeLessThan(0.95 * chromium.losses.digits[0]);
  });

  it("trains by fit, which gives way to the page between batches", () => {
    expect(chromium.losses.moons).toHaveLength(EPOCHS);
    expect(chromium.losses.moons.at(-1)).toBeLessThan(0.5 * chromium.losses.moons[0]);
  });
});

describe("losses in Chromium and Node", () => {
  // Vector instructions are rounded as IEEE 754 has it, and Math.exp is V8's own C++ on either side.
  it("are the same bits on the wasm backend, where both or neither have fused multiply-add", () => {
    const equal = node.relaxedSimd === chromium.relaxedSimd ? node : runInNode(relaxedSimdFlags);
    expect(equal.relaxedSimd).toBe(chromium.relaxedSimd);
    expect(chromium.losses).toEqual(equal.losses);
  });

  it("are the same bits on the reference backend", () => {
    expect(chromium.referenceLosses).toEqual(node.referenceLosses);
  });

  // Node 20 does not fuse unless told to, and rounds twice where Chromium rounds once.
  it("are close on the wasm backend in any case", () => {
    for (const task of ["xor", "digits", "moons"] satisfies (keyof Losses)[]) {
      const difference = largestDifference(chromium.losses[task], node.losses[task]);
      console.log(
        `Chromium ${browser.version()} (fused: ${chromium.relaxedSimd}), Node ${process.version} ` +
          `(fused: ${node.relaxedSimd}), ${task}: largest relative difference of a loss ${difference.toExponential(1)}`,
      );
      expect(difference).toBeLessThan(1e-5);
    }
  });
});

describe("in Chromium, where WebAssembly is forbidden", () => {
  it("computes on the reference backend", async () => {
    const forbidden = await runInBrowser(browser, "'self'");
    expect(forbidden.backend).toBe("reference");
    expect(forbidden.losses).toEqual(node.referenceLosses);
  });
});

/** What gives V8 before 11.4 (Node 20) fused multiply-add. */
const relaxedSimdFlags = ["--experimental-wasm-relaxed-simd"];
