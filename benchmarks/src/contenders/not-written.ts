/** For libraries without modules for a network: what their users would write is nobody's to guess. */
export function notWritten(): never {
  throw new Error("not written for this library, which has no such modules");
}
