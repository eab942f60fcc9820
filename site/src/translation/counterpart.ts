import { existsSync } from "node:fs";
import { join } from "node:path";
import { written } from "../places.ts";
import { folderOfSpanish } from "./state.ts";

/** The path of a page in the other language, from the root of the site: undefined if there is none. */
export function counterpart(page: string, folder: string = written): string | undefined {
  const spanish = `${folderOfSpanish}/`;
  const other = page.startsWith(spanish) ? page.slice(spanish.length) : spanish + page;
  return existsSync(join(folder, other)) ? other : undefined;
}
