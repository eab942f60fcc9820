import { extname } from "node:path";
import { writeFileAtomically } from "@gradiente/files";
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
  await writeFileAtomically(path, await formats[extension]());
}
