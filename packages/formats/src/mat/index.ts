export { decodeMat } from "./decode.ts";
export { encodeMat } from "./encode.ts";
