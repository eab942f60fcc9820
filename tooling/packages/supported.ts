/** The versions of TypeScript that published types are compiled with. The first is the oldest: the READMEs name it. */
export const typescriptVersions = ["5.4", "5.6", "5.9", "6.0", "7.0"];
