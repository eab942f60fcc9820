/** Without case, underscores and hyphens. */
const plain = (name: string) => name.toLowerCase().replace(/[_-]/g, "");

/** Whether all letters of one name stand in another in their order: of `lr` in `learningRate`, of `size` in `kernelSize`. */
function abbreviates(short: string, long: string): boolean {
  let at = 0;
  for (const letter of long) if (letter === short[at]) at++;
  return at === short.length;
}

/** How many letters must be put in, left out or replaced. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const last = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
  }
  return row[b.length];
}

/**
 * The names among those known that somebody may have meant: by a slip of the keys, or by an abbreviation or a longer name in
 * another library, such as `lr`, `eps`, `keepdim`, `weight_decay` and `kernel_size`. Several are equally near: `betas`.
 *
 * @example
 * ```ts
 * import { suggestion } from "@gradiente/core/arguments";
 *
 * suggestion("centered", ["centred", "size"]); // ["centred"]
 * ```
 */
export function suggestion(name: string, known: readonly string[]): readonly string[] {
  const far = known.map((candidate) => {
    const [a, b] = [plain(name), plain(candidate)];
    if (a === b) return Number.NEGATIVE_INFINITY;
    const isShort = a.length > 1 && a[0] === b[0] && abbreviates(a, b);
    const slip = distance(a, b) - b.length / 3;
    if (isShort) return Math.min(0, slip);
    return abbreviates(b, a) ? 1 : slip;
  });
  const least = Math.min(1, ...far);
  return known.filter((_, i) => far[i] === least);
}
