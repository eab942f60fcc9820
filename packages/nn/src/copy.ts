import { PackageCopy } from "@gradiente/core/arguments";

/** What the build puts here: the version of the package, and the format of the file. */
declare const GRADIENTE_VERSION: string | undefined;
declare const GRADIENTE_FORMAT: string;

/** This copy of nn. */
export const nnCopy = new PackageCopy(
  "@gradiente/nn",
  typeof GRADIENTE_VERSION === "undefined"
    ? undefined
    : { version: GRADIENTE_VERSION, format: GRADIENTE_FORMAT },
);
