import { readFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { out } from "./bundle.ts";

const PAGE = '<!doctype html><title>Gradiente</title><script type="module" src="./page.js"></script>';

const types: Record<string, string> = {
  "page.js": "text/javascript",
  "program.js": "text/javascript",
  "digits.safetensors": "application/octet-stream",
};

/** Serves the page on the loopback, under a Content-Security-Policy; resolves to its address and how to stop. */
export async function serve(policy: string): Promise<{ url: string; close(): void }> {
  const server = createServer(answer(policy));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answer(policy: string): RequestListener {
  return async ({ url = "" }, response) => {
    const name = url.slice(1);
    response.setHeader("Content-Security-Policy", policy);
    if (name === "") {
      response.setHeader("Content-Type", "text/html").end(PAGE);
    } else if (Object.hasOwn(types, name)) {
      response.setHeader("Content-Type", types[name]).end(await readFile(join(out, name)));
    } else {
      response.writeHead(404).end();
    }
  };
}
