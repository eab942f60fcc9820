import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { f1 } from "../src/experiments/f1.ts";

describe("the transformer on the real text", () => {
  it.skipIf(!process.env.GRADIENTE_DATA)(
    "is below 2.35 nats per character after 500 updates, where bigrams reach 2.48 (needs Tiny Shakespeare: GRADIENTE_DATA)",
    async () => {
      let written = "";
      const { measured } = await f1.run({
        seed: 0,
        epochs: 2,
        quick: false,
        out: tmpdir(),
        options: {},
        signal: new AbortController().signal,
        progress: false,
        ask: async () => null,
        log: (line) => {
          written += line;
        },
      });
      expect(measured.loss).toBeLessThan(2.35);
      // A model that sees the character to predict would be far below that.
      expect(measured.loss).toBeGreaterThan(1.8);
      expect(measured.bigrams).toBeCloseTo(2.48, 2);
      // Even after so few updates, it writes words and lines.
      expect(written).toMatch(/\b(the|and|to|of|you|my)\b/);
      expect(written).toContain("\n");
    },
    900_000,
  );
});
