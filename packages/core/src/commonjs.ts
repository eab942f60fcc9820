/* The CommonJS file: the public names, and those of the other entries, so that all are of one copy. */
export * as argumentsEntry from "./arguments-index.ts";
export * as backendEntry from "./backend-index.ts";
export * as distributionsEntry from "./distributions-index.ts";
export * as elementsEntry from "./elements-index.ts";
export * as fftEntry from "./fft-index.ts";
export * from "./index.ts";
