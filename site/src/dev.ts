import { watch } from "node:fs";
import { createServer } from "vitepress";
import { assemble } from "./pages/assemble.ts";
import { root, written } from "./places.ts";

/** Serves the site, and assembles its pages anew when one of them changes. */
export async function serve(folder: string): Promise<void> {
  const server = await createServer(folder);
  await server.listen();
  server.printUrls();
  let waiting: NodeJS.Timeout | undefined;
  for (const path of [written, `${root}docs`, `${root}packages`]) {
    watch(path, { recursive: true }, (_event, name) => {
      if (!name?.endsWith(".md")) return;
      clearTimeout(waiting);
      waiting = setTimeout(assembleOrTell, 200);
    });
  }
}

/** A page that is half written must not end the server. */
async function assembleOrTell(): Promise<void> {
  try {
    await assemble();
  } catch (error) {
    console.error((error as Error).message);
  }
}
