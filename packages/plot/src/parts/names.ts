/**
 * Names that a scale can tell apart: it has each text once, so of two that are equal, what is at the second would be drawn
 * at the first. What is not seen tells them apart.
 */
export function apart(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((text) => {
    const before = seen.get(text) ?? 0;
    seen.set(text, before + 1);
    return text + "\u200b".repeat(before);
  });
}
