/** What users of PyTorch may look for and not find, each with the way to do without. */
export const absent: readonly (readonly [theirs: string, instead: string])[] = [
  [
    "nn.ModuleList, nn.ModuleDict",
    "not needed: modules are found in arrays, plain objects and Maps in fields",
  ],
];
