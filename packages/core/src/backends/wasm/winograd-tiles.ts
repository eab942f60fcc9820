import {
  advance,
  type Code,
  countTo,
  type FunctionBuilder,
  i32,
  ifElse,
  type Local,
  memory,
  whileLoop,
} from "./assembler.ts";
import { Block } from "./block.ts";
import { f32x4, type Lanes, VECTOR } from "./lanes.ts";
import { transposed } from "./tiles.ts";

/*
 * Tiles of planes in Winograd's form, and back. Four planes are interleaved first, so that a vector has the same place of
 * four planes. A tile then becomes sixteen vectors, one for each of sixteen matrices. These have a row for each tile and
 * a column for each plane.
 */

/** The coefficients of a form, which are 0, 1 and -1: a row for each of its four numbers, a column for each place. */
type Form = readonly (readonly number[])[];

/** Tiles of 4 x 4 places, which overlap by 2: the form of images. */
export const IMAGE: Form = [
  [1, 0, -1, 0],
  [0, 1, 1, 0],
  [0, -1, 1, 0],
  [0, -1, 0, 1],
];

/** Tiles of 2 x 2 places, side by side: the form of what filters make of images. */
export const MAP: Form = [
  [1, 0],
  [1, 1],
  [1, -1],
  [0, 1],
];

/** The way back from it. */
const BACK: Form = /* @__PURE__ */ MAP[0].map((_, place) => MAP.map((row) => row[place]));

/** Neighbouring tiles begin this many places apart. */
export const STEP = 2;

/** The number of matrices. */
export const MATRICES = 16;

/** Planes in memory, and where groups of four of them are interleaved, with zeros around. */
export interface Planes {
  readonly at: Local;
  readonly planeBytes: Local;
  readonly rowBytes: Local;
  readonly groups: Local;
  /** The number of rows. */
  readonly height: Local;
  /** The number of columns. It is even. */
  readonly width: Local;
  /** How many rows of zeros come before the first. */
  readonly above: Local;
  readonly interleaved: Local;
  /** The bytes of an interleaved row, and of the zeros at its beginning. */
  readonly lineBytes: Local;
  readonly besideBytes: Local;
}

/**
 * Visits rows of all planes, four places of four planes at a time. `outside` gets the lines of rows that planes do not have.
 */
function eachSquare(
  f: FunctionBuilder,
  { at, planeBytes, rowBytes, groups, height, width, above, interleaved, lineBytes, besideBytes }: Planes,
  firstRow: Local,
  rows: Local,
  visit: (planes: readonly Local[], to: Local, isWhole: Code) => Code,
  outside: (line: Local) => Code,
): Code {
  const [group, row, last, column, to, from, line] = Array.from({ length: 7 }, () => f.local("i32"));
  const planes = Array.from({ length: 4 }, () => f.local("i32"));
  const oneRow = [
    ...planes.flatMap((plane, i) =>
      plane.set(
        i === 0
          ? i32.add(from.get, i32.mul(row.get, rowBytes.get))
          : i32.add(planes[i - 1].get, planeBytes.get),
      ),
    ),
    ...to.set(i32.add(line.get, besideBytes.get)),
    ...column.set(i32.const(0)),
    ...countTo(column, width.get, 4, [
      ...visit(planes, to, i32.ltU(i32.add(column.get, i32.const(2)), width.get)),
      ...planes.flatMap((plane) => advance(plane, VECTOR)),
      ...advance(to, 4 * VECTOR),
    ]),
  ];
  return [
    ...line.set(interleaved.get),
    ...from.set(at.get),
    ...group.set(i32.const(0)),
    ...countTo(group, groups.get, 1, [
      // Rows above the first have numbers below 0, which are large ones without a sign.
      ...row.set(i32.sub(firstRow.get, above.get)),
      ...last.set(i32.add(row.get, rows.get)),
      ...whileLoop(i32.sub(last.get, row.get), [
        ...ifElse(i32.ltU(row.get, height.get), oneRow, outside(line)),
        ...advance(line, lineBytes.get),
        ...advance(row, 1),
      ]),
      ...advance(from, i32.shiftLeft(planeBytes.get, i32.const(2))),
    ]),
  ];
}

/** Interleaves rows of planes. What is beside them is left as it is. */
export function interleave(f: FunctionBuilder, planes: Planes, firstRow: Local, rows: Local): Code {
  const zeros = f.local("i32");
  const outside = (line: Local) => [
    ...zeros.set(i32.const(0)),
    ...countTo(zeros, planes.lineBytes.get, VECTOR, [
      ...memory.storeV128([i32.add(line.get, zeros.get), f32x4.splat(0)]),
    ]),
  ];
  return eachSquare(
    f,
    planes,
    firstRow,
    rows,
    (from, to, isWhole) => {
      const block = new Block(f);
      const square = from.map((plane) => block.let(memory.loadV128([plane.get])));
      const places = transposed(block, square).map((place, i) =>
        memory.storeV128([to.get, place], i * VECTOR),
      );
      block.do([...places[0], ...places[1]]);
      block.do(ifElse(isWhole, [...places[2], ...places[3]]));
      return block.code;
    },
    outside,
  );
}

/** Writes interleaved rows to their planes. */
export function separate(f: FunctionBuilder, planes: Planes, firstRow: Local, rows: Local): Code {
  const visit = (into: readonly Local[], from: Local, isWhole: Code) => {
    const block = new Block(f);
    const square = Array.from({ length: 4 }, (_, i) => block.let(memory.loadV128([from.get], i * VECTOR)));
    const parts = transposed(block, square);
    const whole = into.flatMap((plane, i) => memory.storeV128([plane.get, parts[i]]));
    const half = into.flatMap((plane, i) => memory.store64Lane([plane.get, parts[i]], 0));
    block.do(ifElse(isWhole, whole, half));
    return block.code;
  };
  return eachSquare(f, planes, firstRow, rows, visit, () => []);
}

/** Sixteen matrices: where the first is, and how many bytes apart they and their rows are. */
export interface Matrices {
  readonly at: Local;
  readonly matrixBytes: Local;
  readonly rowBytes: Local;
}

/** Visits the tiles of interleaved planes, with their row of the matrices. */
function eachTile(
  f: FunctionBuilder,
  planes: Planes,
  rows: Local,
  matrices: Matrices,
  tileRows: Local,
  tileColumns: Local,
  visit: (corner: Local, entry: Local) => Code,
): Code {
  const { lineBytes } = planes;
  const [group, row, column, corner, entry, from, to] = Array.from({ length: 7 }, () => f.local("i32"));
  return [
    ...from.set(planes.interleaved.get),
    ...to.set(matrices.at.get),
    ...group.set(i32.const(0)),
    ...countTo(group, planes.groups.get, 1, [
      ...entry.set(to.get),
      ...row.set(i32.const(0)),
      ...countTo(row, tileRows.get, 1, [
        ...corner.set(i32.add(from.get, i32.mul(row.get, i32.mul(lineBytes.get, i32.const(STEP))))),
        ...column.set(i32.const(0)),
        ...countTo(column, tileColumns.get, 1, [
          ...visit(corner, entry),
          ...advance(corner, STEP * VECTOR),
          ...advance(entry, matrices.rowBytes.get),
        ]),
      ]),
      ...advance(from, i32.mul(rows.get, lineBytes.get)),
      ...advance(to, VECTOR),
    ]),
  ];
}

/** A sum with coefficients of 0, 1 and -1. The first that is not 0 is 1, or another one is. */
function combined(lanes: Lanes, coefficients: readonly number[], values: readonly Code[]): Code {
  const plus = values.filter((_, i) => coefficients[i] === 1);
  const minus = values.filter((_, i) => coefficients[i] === -1);
  const sum = plus.reduce((a, b) => lanes.add(a, b));
  return minus.reduce((a, b) => lanes.sub(a, b), sum);
}

/** Multiplies a square of vectors by coefficients from both sides. */
function transformed(block: Block, lanes: Lanes, form: Form, square: readonly (readonly Code[])[]): Code[][] {
  const along = (lines: readonly (readonly Code[])[]): Code[][] =>
    // Each line is replaced by combinations of its elements, and lines become columns.
    form.map((coefficients) => lines.map((line) => block.let(combined(lanes, coefficients, line))));
  return along(along(square));
}

/** Walks from one matrix to the next. */
function eachMatrix(
  f: FunctionBuilder,
  block: Block,
  { matrixBytes }: Matrices,
  entry: Local,
  visit: (at: Code, i: number) => void,
) {
  const at = f.local("i32");
  block.do(at.set(entry.get));
  for (let i = 0; i < MATRICES; i++) {
    visit(at.get, i);
    block.do(advance(at, matrixBytes.get));
  }
}

/** Brings the tiles of interleaved planes into their form. */
export function spread(
  f: FunctionBuilder,
  lanes: Lanes,
  form: Form,
  planes: Planes,
  rows: Local,
  matrices: Matrices,
  tileRows: Local,
  tileColumns: Local,
): Code {
  return eachTile(f, planes, rows, matrices, tileRows, tileColumns, (corner, entry) => {
    const block = new Block(f);
    const size = form[0].length;
    const line = f.local("i32");
    block.do(line.set(corner.get));
    const square = Array.from({ length: size }, () => {
      const places = Array.from({ length: size }, (_, i) =>
        block.let(memory.loadV128([line.get], i * VECTOR)),
      );
      block.do(advance(line, planes.lineBytes.get));
      return places;
    });
    const numbers = transformed(block, lanes, form, square).flat();
    eachMatrix(f, block, matrices, entry, (at, i) => block.do(memory.storeV128([at, numbers[i]])));
    return block.code;
  });
}

/** Brings maps back from their form, by its transpose. */
export function collect(
  f: FunctionBuilder,
  lanes: Lanes,
  planes: Planes,
  rows: Local,
  matrices: Matrices,
  tileRows: Local,
  tileColumns: Local,
): Code {
  return eachTile(f, planes, rows, matrices, tileRows, tileColumns, (corner, entry) => {
    const block = new Block(f);
    const numbers: Code[] = [];
    eachMatrix(f, block, matrices, entry, (at) => numbers.push(block.let(memory.loadV128([at]))));
    const square = Array.from({ length: 4 }, (_, i) => numbers.slice(4 * i, 4 * i + 4));
    const line = f.local("i32");
    block.do(line.set(corner.get));
    for (const places of transformed(block, lanes, BACK, square)) {
      places.forEach((place, i) => {
        block.do(memory.storeV128([line.get, place], i * VECTOR));
      });
      block.do(advance(line, planes.lineBytes.get));
    }
    return block.code;
  });
}
