/** What other libraries call an option, where it is not spelled alike: see {@link suggestion}. */
const ALIASES: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  lr: "learningRate",
  rate: "learningRate",
  eps: "epsilon",
  betas: "beta1 beta2",
  decay: "weightDecay",
  dim: "axes axis",
  dims: "axes axis",
  keepdim: "keepDims",
  ddof: "correction",
  unbiased: "correction",
  type: "dtype",
  kernelsize: "size",
  scalefactor: "scale",
  std: "standardDeviation",
  stddev: "standardDeviation",
  sigma: "standardDeviation",
  loc: "mean",
  min: "low",
  max: "high",
  usebias: "bias",
  initializer: "weightInitializer",
  kernelinitializer: "weightInitializer",
  rng: "generator",
  acc: "accuracy",
  valacc: "valAccuracy",
  largest: "descending",
  right: "side",
});

/** Without case, underscores and hyphens. */
const plain = (name: string) => name.toLowerCase().replace(/[_-]/g, "");

/** How many letters differ, where a swap of neighbours is one difference. */
function distance(a: string, b: string): number {
  let [before, last, row]: number[][] = [[], [], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    [before, last, row] = [last, row, [i]];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
  }
  return row[b.length];
}

/** The names among those known that somebody may have meant: by the names of other libraries, or by a slip of the keys. */
export function suggestion(name: string, known: readonly string[]): readonly string[] {
  const meant = plain(name);
  const aliases = (ALIASES[meant] ?? "").split(" ").filter((alias) => known.includes(alias));
  if (aliases.length > 0) return aliases;
  const near = known
    .map((candidate) => ({ candidate, far: distance(meant, plain(candidate)) }))
    .filter(({ candidate, far }) => far <= Math.max(1, candidate.length / 3))
    .sort((a, b) => a.far - b.far);
  return near.slice(0, 1).map(({ candidate }) => candidate);
}
