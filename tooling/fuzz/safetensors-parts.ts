import { toWritten, type Written } from "./mutate-json.ts";

/** The header and the data of a safetensors file. */
export function divided(bytes: Uint8Array): { readonly header: Written; readonly data: Uint8Array } {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const text = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  return { header: toWritten(JSON.parse(text)), data: bytes.slice(8 + length) };
}

/** A safetensors file with any text as its header. */
export function withHeader(text: string, data: Uint8Array): Uint8Array {
  const header = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + header.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  bytes.set(data, 8 + header.length);
  return bytes;
}
