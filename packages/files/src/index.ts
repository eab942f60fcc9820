export { appendInFull } from "./append-in-full.ts";
export { FileError } from "./file-error.ts";
export { removeLeftovers } from "./leftovers.ts";
export { lockFolder } from "./lock-folder.ts";
export { makeFolder } from "./make-folder.ts";
export { openRegularFile, type RegularFile } from "./open-regular-file.ts";
export { type ReadOptions, readRegularFile } from "./read-regular-file.ts";
export { type FileContent, writeFileAtomically, writeFilesTogether } from "./write-file-atomically.ts";
