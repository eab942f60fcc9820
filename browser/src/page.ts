import { type Outcome, run } from "./program.ts";

declare global {
  /** Given to the page by what drives the browser. */
  var report: (result: PageResult) => Promise<void>;
}

export type PageResult = { readonly outcome: Outcome } | { readonly error: string };

try {
  const digits = await (await fetch("./digits.safetensors")).arrayBuffer();
  await report({ outcome: await run(new Uint8Array(digits)) });
} catch (error) {
  await report({ error: String(error) });
}
