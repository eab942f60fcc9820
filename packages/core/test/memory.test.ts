import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

/* In a process of its own, so that nothing but the training counts. */

const script = fileURLToPath(new URL("./training-memory.ts", import.meta.url));

it("10,000 training steps in a synchronous loop stay within 64 MB of where 1,000 were", () => {
  const output = execFileSync(
    process.execPath,
    ["--import", "tsx", "--conditions=@gradiente/source", script],
    {
      encoding: "utf8",
      timeout: 60_000,
    },
  );
  const { after1000, after10000, worst } = JSON.parse(output) as Record<string, number>;
  expect(after1000).toBeGreaterThan(0);
  expect(
    worst - after1000,
    `resident MB after 1,000 and 10,000 steps: ${after1000}, ${after10000}`,
  ).toBeLessThan(64);
});
