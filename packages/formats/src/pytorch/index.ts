export { decodePyTorch, type PyTorchFile } from "./decode.ts";
export type { PlainValue } from "./flatten.ts";
