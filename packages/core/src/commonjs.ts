/* The CommonJS file: the public names, and those of `@gradiente/core/backend`, so that both are of one copy. */
export * as backendEntry from "./backend-index.ts";
export * from "./index.ts";
