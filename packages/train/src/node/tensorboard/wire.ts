/* The wire format of protocol buffers: fields with a number and a type. */

export type Bytes = readonly number[] | Uint8Array;

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

export function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}

const tag = (field: number, type: number): number[] => varint(field * 8 + type);

export const whole = (field: number, value: number): number[] => [...tag(field, VARINT), ...varint(value)];

export function delimited(field: number, content: Bytes): number[] {
  return [...tag(field, LENGTH_DELIMITED), ...varint(content.length), ...content];
}

export const text = (field: number, value: string): number[] =>
  delimited(field, new TextEncoder().encode(value));

export function double(field: number, value: number): number[] {
  return [...tag(field, FIXED64), ...new Uint8Array(new Float64Array([value]).buffer)];
}

/** Doubles of a repeated field, as one. */
export function doubles(field: number, values: readonly number[]): number[] {
  return delimited(field, new Uint8Array(Float64Array.from(values).buffer));
}

export function float(field: number, value: number): number[] {
  return [...tag(field, FIXED32), ...new Uint8Array(new Float32Array([value]).buffer)];
}
