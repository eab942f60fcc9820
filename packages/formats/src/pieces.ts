const PIECE = 2 ** 14;

/**
 * Copies of the bytes, piece by piece: what unpacks them can be stopped after each. They are no views, also if the bytes are
 * a Buffer of Node, whose `slice` makes views.
 */
export function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield new Uint8Array(bytes.subarray(at, at + PIECE));
}

/** All parts, one after another, in one array. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
