import { optionsOf } from "@gradiente/core/arguments";
import { TextCorpus } from "../dataset/text-corpus.ts";
import { DatasetFormatError } from "../errors.ts";
import { ACQUIRE, type AcquireOptions, acquire } from "../files/acquire.ts";
import type { FileSet, FoundFile } from "../files/file-set.ts";
import { decodeText } from "../formats/decode-text.ts";
import { textFile } from "./csv-dataset.ts";

const CHARACTERS = 1_115_394;
const MIRROR = "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/";

const TINY_SHAKESPEARE: FileSet = {
  folder: "tiny-shakespeare",
  title: "Tiny Shakespeare",
  files: [
    textFile("input.txt", {
      bytes: CHARACTERS,
      lines: 40_000,
      sha256: "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
    }),
  ],
  mirrors: [MIRROR],
};

/**
 * Loads Tiny Shakespeare: 40,000 lines of Shakespeare's plays, with 1,115,394 characters, 65 of them distinct.
 *
 * Source: A. Karpathy, char-rnn. The plays are in the public domain.
 *
 * @throws DatasetNotFoundError if the file is nowhere; it lists the places tried and what to do.
 * @throws DatasetFormatError if the file is empty, truncated, or not that text.
 *
 * @example
 * ```ts needs-data
 * const { train, test } = (await loadTinyShakespeare()).split(0.1);
 * const loader = new DataLoader(train.sequences({ length: 64 }), { batchSize: 32, shuffle: true, seed: 0 });
 * ```
 */
export async function loadTinyShakespeare(options?: AcquireOptions): Promise<TextCorpus> {
  const { path, content } = (
    await acquire(TINY_SHAKESPEARE, optionsOf("loadTinyShakespeare", options, ACQUIRE))
  ).get("input.txt") as FoundFile;
  const text = decodeText(content, path).replaceAll("\r\n", "\n");
  if (text.length !== CHARACTERS) {
    const problem = `the text has ${text.length} characters, not ${CHARACTERS}${text.length < CHARACTERS ? "; is it truncated?" : ""}`;
    throw new DatasetFormatError(path, problem, { line: text.split("\n").length });
  }
  return new TextCorpus(text, {
    title: "Tiny Shakespeare",
    summary: "40,000 lines of Shakespeare's plays, one after another, in ASCII.",
    source: `A. Karpathy, char-rnn, ${MIRROR}input.txt`,
    licence: "public domain",
    citation: "A. Karpathy, char-rnn (2015)",
  });
}
