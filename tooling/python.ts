import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

/** The programs to try: GRADIENTE_PYTHON, or every `python3` on the path. */
async function programs(): Promise<string[]> {
  if (process.env.GRADIENTE_PYTHON) return [process.env.GRADIENTE_PYTHON];
  const candidates = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, "python3"));
  const found: string[] = [];
  for (const program of candidates) {
    if (await access(program).then(() => true, () => false)) found.push(program); // biome-ignore format: one thing
  }
  return found;
}

/** A Python that can import a module; undefined if there is none. */
export async function pythonWith(module: string): Promise<string | undefined> {
  for (const program of await programs()) {
    const imports = promisify(execFile)(program, ["-c", `import ${module}`]);
    if (await imports.then(() => true, () => false)) return program; // biome-ignore format: one thing
  }
  return undefined;
}
