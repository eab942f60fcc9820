import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { textWidth } from "../src/render/text-width.ts";

/* Figures are laid out by a table of widths, and drawn in PNG with a font: both must agree. */

const require = createRequire(new URL("../src/node/png.ts", import.meta.url));

/** How wide the letters of a TrueType font are, in thousandths of its size. */
function widthsOf(file: string): (letter: string) => number {
  const bytes = readFileSync(require.resolve(`@expo-google-fonts/arimo/${file}`));
  const tables = new Map(
    Array.from({ length: bytes.readUInt16BE(4) }, (_, n) => {
      const at = 12 + 16 * n;
      return [bytes.toString("latin1", at, at + 4), bytes.readUInt32BE(at + 8)];
    }),
  );
  const [head, hhea, hmtx, cmap] = ["head", "hhea", "hmtx", "cmap"].map((name) => tables.get(name) as number);
  const unitsPerEm = bytes.readUInt16BE(head + 18);
  const metrics = bytes.readUInt16BE(hhea + 34);
  const subtables = Array.from({ length: bytes.readUInt16BE(cmap + 2) }, (_, n) =>
    cmap + bytes.readUInt32BE(cmap + 4 + 8 * n + 4)); // biome-ignore format: one thing
  // Format 4: segments by their ends, with their starts, and what is added to a letter's number.
  const at = subtables.find((place) => bytes.readUInt16BE(place) === 4) as number;
  const doubled = bytes.readUInt16BE(at + 6);
  const glyphOf = (code: number) => {
    for (let n = 0; n < doubled; n += 2) {
      if (bytes.readUInt16BE(at + 14 + n) < code) continue;
      const start = bytes.readUInt16BE(at + 16 + doubled + n);
      const delta = bytes.readUInt16BE(at + 16 + 2 * doubled + n);
      const place = at + 16 + 3 * doubled + n;
      const offset = bytes.readUInt16BE(place);
      if (offset === 0) return (code + delta) & 0xffff;
      return (bytes.readUInt16BE(place + offset + 2 * (code - start)) + delta) & 0xffff;
    }
    return 0;
  };
  return (letter) => {
    const glyph = Math.min(glyphOf(letter.charCodeAt(0)), metrics - 1);
    return (1000 * bytes.readUInt16BE(hmtx + 4 * glyph)) / unitsPerEm;
  };
}

describe("texts", () => {
  const letters = Array.from({ length: 95 }, (_, n) => String.fromCharCode(32 + n));

  const regular = widthsOf("400Regular/Arimo_400Regular.ttf");
  it.each(letters)("are as wide as in the font: %s", (letter) => {
    expect(Math.round(textWidth(letter, 1000, false))).toBe(Math.round(regular(letter)));
  });

  it("in bold are as wide as in the font on average", () => {
    const widthOf = widthsOf("700Bold/Arimo_700Bold.ttf");
    const sum = (each: (letter: string) => number) => letters.reduce((all, letter) => all + each(letter), 0);
    const ratio = sum(widthOf) / sum((letter) => textWidth(letter, 1000, true));
    expect(Math.abs(ratio - 1)).toBeLessThan(0.03);
  });
});
