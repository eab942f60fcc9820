import { PackageCopy } from "@gradiente/core/arguments";

/** What the build puts here: the version of the package, and the format of the file. */
declare const GRADIENTE_BUILD: { readonly version: string; readonly format: string } | undefined;

/** This copy of optim. */
export const optimCopy = new PackageCopy(
  "@gradiente/optim",
  typeof GRADIENTE_BUILD === "undefined" ? undefined : GRADIENTE_BUILD,
);
