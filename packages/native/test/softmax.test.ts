import { reference } from "@gradiente/core/backend";
import { afterAll, describe, expect, it } from "vitest";
import { addon } from "../src/border.ts";
import { normalizeOn } from "../src/fold.ts";
import { type InstructionSet, useNative } from "../src/index.ts";
import { filled } from "./views.ts";

/* Softmax of rows of every length around whole vectors: what it takes off is the largest element, wherever that stands. */

const levels = addon().levels as readonly InstructionSet[];
afterAll(() => useNative());

const lengths = [1, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 127, 128, 129, 200, 300];

describe("a softmax", () => {
  for (const level of levels) {
    for (const OfType of [Float32Array, Float64Array]) {
      it(`finds the largest element at each place: ${level}, ${OfType.name}`, () => {
        useNative({ instructions: level });
        for (const length of lengths) {
          const x = filled(OfType, [length, length], (i) => (i % (length + 1) === 0 ? 1000 : -1000));
          const out = filled(OfType, [length, length], () => 77);
          expect(normalizeOn("softmax", x, out)).toBe(true);
          const wrong = out.buffer.findIndex((value, i) => value !== (i % (length + 1) === 0 ? 1 : 0));
          expect(wrong, `of ${length}`).toBe(-1);
        }
      });

      it(`takes what is no finite number as the plain loops do: ${level}, ${OfType.name}`, () => {
        useNative({ instructions: level });
        for (const length of lengths) {
          for (const others of [0, Number.NEGATIVE_INFINITY]) {
            for (const special of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
              const x = filled(OfType, [length, length], (i) => (i % (length + 1) === 0 ? special : others));
              const out = filled(OfType, [length, length], () => 77);
              const plain = filled(OfType, [length, length], () => 77);
              expect(normalizeOn("softmax", x, out)).toBe(true);
              reference.normalize("softmax", x, plain);
              const far = (value: number, i: number) => Math.abs(value - plain.buffer[i]) > 1e-6;
              const wrong = out.buffer.findIndex(
                (value, i) => far(value, i) || Number.isNaN(value) !== Number.isNaN(plain.buffer[i]),
              );
              expect(wrong, `${special} in ${length} of ${others}`).toBe(-1);
            }
          }
        }
      });
    }
  }
});
