import { PackageCopy } from "@gradiente/core/arguments";

/** What the build puts here: the version of the package, and the format of the file. */
declare const GRADIENTE_VERSION: string | undefined;
declare const GRADIENTE_FORMAT: string;

/** This copy of optim. */
export const optimCopy = new PackageCopy(
  "@gradiente/optim",
  typeof GRADIENTE_VERSION === "undefined"
    ? undefined
    : { version: GRADIENTE_VERSION, format: GRADIENTE_FORMAT },
);
