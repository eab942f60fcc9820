import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle, out } from "./bundle.ts";
import { findChromium } from "./chromium.ts";
import { digitsFile } from "./digits.ts";

/** Before the tests: what both sides load. */
export default async function setup(): Promise<void> {
  findChromium();
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
  await bundle();
  writeFileSync(join(out, "digits.safetensors"), await digitsFile());
}
