import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** @throws Error that says how to get one, if there is none. */
export function findChromium(): string {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = process.env.GRADIENTE_CHROMIUM ?? candidates.find(isExecutable);
  if (found !== undefined && isExecutable(found)) return found;
  throw new Error(
    `${found === undefined ? `none of ${NAMES.join(", ")} is in PATH` : `GRADIENTE_CHROMIUM: no program at ${found}`}\n` +
      "The browser test needs Chromium: `apt-get install -y chromium` on Debian, or set GRADIENTE_CHROMIUM to its path.",
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Headless, with a fresh profile, and without a network of its own. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    chromiumSandbox: false,
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
