/* Pickles by hand, as protocol 2 has them. */

const text = (value: string) => [...new TextEncoder().encode(value)];
const u32 = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >>> 24) & 255];

/** Instructions by the letters that `pickletools` shows. */
export const op = {
  proto: [0x80, 2],
  stop: text("."),
  mark: text("("),
  none: text("N"),
  emptyTuple: text(")"),
  emptyDict: text("}"),
  emptyList: text("]"),
  tuple: text("t"),
  setItems: text("u"),
  appends: text("e"),
  reduce: text("R"),
  build: text("b"),
  newObject: [0x81],
  persistent: text("Q"),
  string: (value: string) => [...text("X"), ...u32(text(value).length), ...text(value)],
  int: (value: number) => [...text("J"), ...u32(value)],
  global: (module: string, name: string) => text(`c${module}\n${name}\n`),
  get: (place: number) => [...text("h"), place],
} as const;

/** A tensor in a storage. */
export function storedTensor({
  module = "torch",
  type = "FloatStorage",
  key = "0",
  size = 4,
  offset = 0,
  shape = [4],
  strides = [1],
}: {
  readonly module?: string;
  readonly type?: string;
  readonly key?: string;
  readonly size?: number;
  readonly offset?: number;
  readonly shape?: readonly number[];
  readonly strides?: readonly number[];
} = {}): number[] {
  const tuple = (values: readonly number[]) => [...op.mark, ...values.flatMap(op.int), ...op.tuple];
  const id = [
    ...op.string("storage"),
    ...op.global(module, type),
    ...op.string(key),
    ...op.string("cpu"),
    ...op.int(size),
  ];
  return [
    ...op.global("torch._utils", "_rebuild_tensor_v2"),
    ...op.mark,
    ...op.mark,
    ...id,
    ...op.tuple,
    ...op.persistent,
    ...op.int(offset),
    ...tuple(shape),
    ...tuple(strides),
    ...[0x89],
    ...op.global("collections", "OrderedDict"),
    ...op.emptyTuple,
    ...op.reduce,
    ...op.tuple,
    ...op.reduce,
  ];
}

/** A pickle of what these instructions leave. */
export function pickle(...instructions: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from([...op.proto, ...instructions.flat(), ...op.stop]);
}
