import { run } from "./program.ts";

declare global {
  /** Given to the page by what drives the browser. */
  var report: (result: PageResult) => Promise<void>;
}

export type PageResult = { readonly outcome: ReturnType<typeof run> } | { readonly error: string };

try {
  const digits = await (await fetch("./digits.safetensors")).arrayBuffer();
  await report({ outcome: run(new Uint8Array(digits)) });
} catch (error) {
  await report({ error: String(error) });
}
