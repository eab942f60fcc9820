import type { TextCorpus } from "@gradiente/datasets";

/**
 * The mean over the characters of a text of -log of their probability after the character before, as counted in another
 * text. Each pair counts once more than it occurs, so that none is impossible.
 */
export function bigramLoss(train: TextCorpus, test: TextCorpus): number {
  const characters = train.characters.length;
  const counts = new Float64Array(characters * characters).fill(1);
  const totals = new Float64Array(characters).fill(characters);
  const seen = train.encode(train.text).toTypedArray();
  for (let i = 1; i < seen.length; i++) {
    counts[seen[i - 1] * characters + seen[i]]++;
    totals[seen[i - 1]]++;
  }
  const text = test.encode(test.text).toTypedArray();
  let sum = 0;
  for (let i = 1; i < text.length; i++) {
    sum += Math.log(totals[text[i - 1]] / counts[text[i - 1] * characters + text[i]]);
  }
  return sum / (text.length - 1);
}
