import { Tensor } from "@gradiente/core";
import { PackageCopy } from "@gradiente/core/arguments";

/** The version of the packages: they have one. The build puts it in, so that sources have none. */
export const version = PackageCopy.of(Tensor).version || "from sources";
