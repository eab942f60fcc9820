import { PackageCopy } from "@gradiente/core/arguments";

/** What the build puts here: the version of the package, and the format of the file. */
declare const GRADIENTE_BUILD: { readonly version: string; readonly format: string } | undefined;

/** This copy of datasets. */
export const datasetsCopy = new PackageCopy(
  "@gradiente/datasets",
  typeof GRADIENTE_BUILD === "undefined" ? undefined : GRADIENTE_BUILD,
);
