import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { base64 } from "../src/render/base64.ts";
import { sha256 } from "../src/render/sha256.ts";

test("SHA-256 is that of Node, at every length around a block and for any text", () => {
  const expected = (text: string) => createHash("sha256").update(text).digest("hex");
  for (let length = 0; length < 200; length++) {
    const text = "a".repeat(length);
    expect(sha256(text)).toBe(expected(text));
  }
  // Halves of surrogate pairs too, which no UTF-8 has.
  const anyText = fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300 })
    .map((codes) => String.fromCharCode(...codes));
  fc.assert(fc.property(anyText, (text) => sha256(text) === expected(text)));
});

test("base64 is that of Node", () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => base64(bytes) === Buffer.from(bytes).toString("base64")));
});
