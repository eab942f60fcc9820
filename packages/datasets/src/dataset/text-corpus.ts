import { type Tensor, tensor } from "@gradiente/core";
import { aTensor, checkArgument, declareOptions, optionsOf } from "@gradiente/core/arguments";
import { aCount, aFraction, aText, someTexts } from "../checks.ts";
import { type Batch, checkIndices, type Dataset } from "./dataset.ts";
import type { Description } from "./description.ts";
import { aDescription } from "./description.ts";

/** Options of {@link TextCorpus.sequences}. */
export interface SequenceOptions {
  /** The number of characters in a sample. */
  readonly length: number;
  /** The distance from the start of one sample to the start of the next. Default: `length`, so that none overlap. */
  readonly stride?: number;
}

const SEQUENCES = declareOptions<SequenceOptions>({ length: aCount, stride: aCount }, "length");

/**
 * A text for models that predict characters. Each character has a code, a whole number.
 *
 * @example
 * ```ts
 * import { TextCorpus } from "@gradiente/datasets";
 *
 * const unknown = "not stated";
 * const description = { title: "Hello", summary: "A greeting.", source: unknown, licence: unknown, citation: unknown };
 * const corpus = new TextCorpus("hello world", description);
 * const { x, y } = corpus.sequences({ length: 5 }).batch([0]);
 * console.log(corpus.decode(x), corpus.decode(y)); // "hello", "ello "
 * ```
 */
export class TextCorpus {
  /** The whole text. */
  readonly text: string;
  /** The characters that have a code, in ascending order. The code of a character is its index here. */
  readonly characters: readonly string[];
  /** The description of the text and its origin. */
  readonly description: Description;
  readonly #codes: ReadonlyMap<string, number>;

  /**
   * A corpus of one text.
   *
   * @param characters - Default: those of the text.
   */
  constructor(text: string, description: Description, characters?: readonly string[]) {
    checkArgument("TextCorpus", "the text", text, aText);
    checkArgument("TextCorpus", "the description", description, aDescription);
    if (characters !== undefined) checkArgument("TextCorpus", "characters", characters, someTexts);
    this.text = text;
    this.characters = characters ?? charactersOf(text);
    this.description = description;
    this.#codes = new Map(this.characters.map((character, code) => [character, code]));
  }

  /** The codes of the characters of a text: int32 `[characters]`. @throws RangeError if a character has no code. */
  encode(text: string): Tensor {
    checkArgument("TextCorpus.encode", "the text", text, aText);
    const characters = [...text];
    const codes = new Int32Array(characters.length);
    for (const [at, character] of characters.entries()) {
      const code = this.#codes.get(character);
      if (code === undefined) {
        throw new RangeError(
          `TextCorpus.encode: ${JSON.stringify(character)}, character ${at}, does not occur in ${this.description.title}`,
        );
      }
      codes[at] = code;
    }
    return tensor(codes);
  }

  /** The text of some codes, which may have any shape. @throws RangeError if a number is not a code. */
  decode(codes: Tensor): string {
    checkArgument("TextCorpus.decode", "codes", codes, aTensor);
    return Array.from(codes.toTypedArray(), (code) => {
      const character = this.characters[code];
      if (character === undefined) throw new RangeError(`TextCorpus.decode: there is no character ${code}`);
      return character;
    }).join("");
  }

  /**
   * Divides the text in two: the start for training and the rest for testing. Both parts keep the codes of the whole
   * text.
   *
   * @param testFraction - The fraction of the characters in the test part, between 0 and 1.
   * @throws RangeError unless the fraction is between 0 and 1.
   */
  split(testFraction: number): { train: TextCorpus; test: TextCorpus } {
    checkArgument("TextCorpus.split", "testFraction", testFraction, aFraction);
    const characters = [...this.text];
    const at = characters.length - Math.ceil(testFraction * characters.length);
    const part = (text: string[]) => new TextCorpus(text.join(""), this.description, this.characters);
    return { train: part(characters.slice(0, at)), test: part(characters.slice(at)) };
  }

  /**
   * Samples for a model that predicts the next character: x int32 `[samples, length]`, and y of the same shape, which is
   * x moved by one character.
   *
   * @throws RangeError unless length and stride are positive whole numbers, and the text is longer than `length`.
   */
  sequences(options: SequenceOptions): Dataset {
    const { length, stride = length } = optionsOf("TextCorpus.sequences", options, SEQUENCES);
    const codes = this.encode(this.text).toTypedArray() as Int32Array;
    if (codes.length <= length) {
      throw new RangeError(
        `TextCorpus.sequences: a sample of ${length} characters needs a text of at least ${length + 1}, not ${codes.length}`,
      );
    }
    return new Sequences(codes, length, stride);
  }
}

class Sequences implements Dataset {
  readonly size: number;
  readonly #codes: Int32Array;
  readonly #length: number;
  readonly #stride: number;

  constructor(codes: Int32Array, length: number, stride: number) {
    this.size = Math.floor((codes.length - 1 - length) / stride) + 1;
    this.#codes = codes;
    this.#length = length;
    this.#stride = stride;
  }

  batch(indices: readonly number[] | Int32Array): Batch {
    checkIndices(indices, this.size);
    return { x: this.#from(indices, 0), y: this.#from(indices, 1) };
  }

  #from(indices: readonly number[] | Int32Array, offset: number): Tensor {
    const rows = new Int32Array(indices.length * this.#length);
    for (let row = 0; row < indices.length; row++) {
      const start = indices[row] * this.#stride + offset;
      rows.set(this.#codes.subarray(start, start + this.#length), row * this.#length);
    }
    return tensor(rows, { shape: [indices.length, this.#length] });
  }
}

function charactersOf(text: string): string[] {
  return [...new Set(text)].sort();
}
