// Runs modules one after another, each from the same seed, and tells what each failed with: null for nothing.
import { readFileSync } from "node:fs";
import { seed } from "@gradiente/core";

const files: string[] = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log = () => {};

const failures: (string | null)[] = [];
for (const file of files) {
  seed(0);
  try {
    await import(file);
    failures.push(null);
  } catch (error) {
    failures.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
process.stdout.write(JSON.stringify(failures));
