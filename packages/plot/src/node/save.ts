import { mkdir } from "node:fs/promises";
import { dirname, extname, resolve } from "node:path";
import writeFileAtomic from "write-file-atomic";
import type { Formats } from "../platform.ts";

/** Writes a file in the format of its extension. Folders are created. An incomplete file is never left. */
export async function save(path: string, formats: Formats): Promise<void> {
  const extension = extname(path).toLowerCase();
  if (!Object.hasOwn(formats, extension)) {
    const known = Object.keys(formats).join(" or ");
    throw new RangeError(
      `save: ${JSON.stringify(path)} has ${extension === "" ? "no extension" : `the extension ${extension}`}; give it ${known}`,
    );
  }
  const content = await formats[extension]();
  const target = resolve(path);
  try {
    await mkdir(dirname(target), { recursive: true });
    await writeFileAtomic(target, typeof content === "string" ? content : Buffer.from(content));
  } catch (cause) {
    throw new Error(
      `save: cannot write ${target}: ${(cause as Error).message}; name a file in a folder that you may write to`,
      { cause },
    );
  }
}
