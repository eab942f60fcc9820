// (module (func (drop (f32x4.relaxed_madd 0 0 0)))), where 0 is v128.const 0.
const zero = [0xfd, 0x0c, ...new Array<number>(16).fill(0)];
const body = [0x00, ...zero, ...zero, ...zero, 0xfd, 0x85, 0x02, 0x1a, 0x0b];
const code = [0x01, body.length, ...body];
const module = [
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // magic, version
  ...[0x01, 0x04, 0x01, 0x60, 0x00, 0x00], //             types: one, () -> ()
  ...[0x03, 0x02, 0x01, 0x00], //                         functions: one, of that type
  ...[0x0a, code.length, ...code],
];

/** Whether the engine has fused multiply-add, which rounds once where others round twice. */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(Uint8Array.from(module));
}
