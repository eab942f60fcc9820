export { gradiente } from "./gradiente.ts";
