// Runs modules one after another, each in an empty folder, from the same seed and on the same backend, and tells what each failed with: null for nothing.
import { mkdtempSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { getBackend, seed, setBackend } from "@gradiente/core";

const files: string[] = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log = () => {};

const place = resolve("example-");
const backend = getBackend();
const failures: (string | null)[] = [];
for (const file of files) {
  seed(0);
  setBackend(backend);
  process.chdir(mkdtempSync(place));
  try {
    await import(file);
    failures.push(null);
  } catch (error) {
    failures.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
process.stdout.write(JSON.stringify(failures));
