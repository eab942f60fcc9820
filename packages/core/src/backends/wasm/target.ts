import { viewIn } from "../../backend.ts";
import type { Layout } from "../../layout.ts";
import { sizeOf } from "../../shape.ts";
import { isApart, matrixLayout, offsetsOf, pick, reachOf, runOf } from "../strided.ts";
import type { View } from "../view.ts";
import type { Arguments } from "./kernel.ts";
import { type Compiled, compiled } from "./kernels.ts";
import type { Lanes } from "./lanes.ts";
import { type Extent, extentOf } from "./move.ts";
import { copyOut, reserveTable, type Scope, TABLE_ENTRY } from "./scratch.ts";
import type { Stage, Stages } from "./staging.ts";
import { type Part, runParts, tasksOf } from "./threads.ts";
import { type PlaceSignature, placeKernel } from "./tiles.ts";

/** Where a product goes, block by block. */
export interface Target {
  /** The number of elements of scratch memory that it needs. */
  readonly extent: number;
  reserve(lanes: Lanes, threads: number, scope: Scope, stages: Stages): void;
  begin(i: number): void;
  /** Stores a block of product `i` from an address. Its rows are a number of bytes apart. */
  write(i: number, address: number, pitch: number, rows: Part, columns: Part): void;
  end(i: number): void;
  finish(): void;
}

/** The number of columns from which it pays to copy a row by itself. */
const LONG_ROW = 256;

/** Null if a product cannot be written there. Blocks have at most `width` columns, including padding. */
export function targetOf(
  out: View,
  batch: number,
  rowAxes: number,
  width: number,
  stages: Stages,
): Target | null {
  const span = extentOf(out, Number.POSITIVE_INFINITY);
  if (span === null) return null;
  const apart = isApart(out.layout);
  const matrices = matrixLayout(out.layout, batch, rowAxes);
  if (apart && matrices !== null && out.buffer !== stages.standIn) {
    const [rows, columns] = matrices.shape.slice(-2);
    const [rowStep, columnStep] = matrices.strides.slice(-2);
    const isDense = columns === 1 || columnStep === 1;
    const whole = width === columns && (rows === 1 || rowStep === columns);
    if (isDense && (whole || Math.min(width, columns) >= LONG_ROW))
      return new RowTarget(viewIn(out, matrices), whole);
  }
  return new StagedTarget(out, batch, rowAxes, span, apart ? "put" : "add");
}

/** A target with rows without gaps, which are copied one by one or in blocks of whole rows. */
class RowTarget implements Target {
  readonly extent = 0;
  readonly #out: View;
  readonly #whole: boolean;
  readonly #offsets: Int32Array;
  readonly #rowStep: number;

  constructor(out: View, whole: boolean) {
    const { shape, strides, offset } = out.layout;
    this.#out = out;
    this.#whole = whole;
    this.#rowStep = strides[shape.length - 2];
    this.#offsets = offsetsOf(pick(out.layout, shape.slice(0, -2).map((_, axis) => axis), offset)); // biome-ignore format: one thing
  }

  reserve(): void {}
  begin(): void {}
  end(): void {}
  finish(): void {}

  write(i: number, address: number, pitch: number, [top, bottom]: Part, [start, end]: Part): void {
    const { buffer, dtype } = this.#out;
    const at = this.#offsets[i] + start;
    if (this.#whole) {
      copyOut(address, dtype, buffer, at + top * (end - start), (bottom - top) * (end - start));
      return;
    }
    for (let row = top; row < bottom; row++) {
      copyOut(address + (row - top) * pitch, dtype, buffer, at + row * this.#rowStep, end - start);
    }
  }
}

/**
 * A target with any layout. Elements are written one by one in the scratch memory, and copied from there into the buffer:
 * after each product if it has its own part of the buffer, otherwise at the end.
 */
class StagedTarget implements Target {
  readonly extent: number;
  readonly #out: View;
  readonly #start: number;
  readonly #offsets: Int32Array;
  readonly #rows: Layout;
  readonly #columns: Layout;
  /** The number of contiguous columns. */
  readonly #run: number;
  readonly #how: "put" | "add";
  readonly #oneByOne: boolean;
  /** Whether the buffer has elements that must be kept or added to. */
  readonly #keeps: boolean;
  #memory: Stage | undefined;
  #rowTable = 0;
  #columnTable = 0;
  #place: Compiled<PlaceSignature> | undefined;
  #tasks: readonly Arguments<PlaceSignature>[] = [];

  constructor(out: View, batch: number, rowAxes: number, { start, count }: Extent, how: "put" | "add") {
    const { layout } = out;
    const axes = layout.shape.map((_, axis) => axis);
    const reach = reachOf(layout, batch);
    const size = sizeOf(layout.shape, batch);
    this.#out = out;
    this.#start = start;
    this.#oneByOne = reach <= 2 * size;
    this.extent = this.#oneByOne ? reach : count;
    this.#keeps = how === "add" || this.extent !== (this.#oneByOne ? size : layout.size);
    this.#offsets = offsetsOf(pick(layout, axes.slice(0, batch), layout.offset));
    this.#rows = pick(layout, axes.slice(batch, batch + rowAxes), 0);
    this.#columns = pick(layout, axes.slice(batch + rowAxes), 0);
    this.#run = runOf(this.#columns);
    this.#how = how;
  }

  reserve(lanes: Lanes, threads: number, scope: Scope, stages: Stages): void {
    this.#memory = stages.stageOf(this.#out, this.extent, scope);
    this.#rowTable = reserveTable(this.#rows);
    this.#columnTable = reserveTable(this.#columns);
    const place = compiled([this.#how, lanes.dtype], () => placeKernel(this.#how, lanes), scope);
    this.#place = place;
    // Where places overlap, only one thread may add to them.
    this.#tasks = tasksOf(place, this.#how === "put" ? threads : 1);
    if (!this.#oneByOne) this.#load(this.#start);
  }

  #load(start: number): void {
    if (this.#keeps) this.#memory?.load(start, this.extent);
  }

  #store(start: number): void {
    this.#memory?.store(start, this.extent);
  }

  begin(i: number): void {
    if (this.#oneByOne) this.#load(this.#offsets[i]);
  }

  end(i: number): void {
    if (this.#oneByOne) this.#store(this.#offsets[i]);
  }

  finish(): void {
    if (!this.#oneByOne) this.#store(this.#start);
  }

  write(i: number, address: number, pitch: number, [top, bottom]: Part, [start, end]: Part): void {
    const { address: memory, bytes } = this.#memory as Stage;
    const begin = this.#oneByOne ? 0 : this.#offsets[i] - this.#start;
    runParts(this.#place as Compiled<PlaceSignature>, this.#tasks, end - start, 1, (task, from, to) => {
      task.x = address + from * bytes;
      task.pitch = pitch;
      task.rowTable = this.#rowTable + top * TABLE_ENTRY;
      task.rows = bottom - top;
      task.columnTable = this.#columnTable + (start + from) * TABLE_ENTRY;
      task.columns = to - from;
      task.run = this.#run;
      task.before = (start + from) % this.#run;
      task.out = memory + begin * bytes;
    });
  }
}
