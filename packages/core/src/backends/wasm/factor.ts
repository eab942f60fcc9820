import { bytesPerElement } from "../../dtype.ts";
import type { Layout } from "../../layout.ts";
import { offsetsOf, pick, reachOf, runOf } from "../strided.ts";
import type { View } from "../view.ts";
import type { Arguments } from "./kernel.ts";
import { type Compiled, compiled } from "./kernels.ts";
import type { Lanes } from "./lanes.ts";
import { reserve, reserveTable, type Scope, TABLE_ENTRY } from "./scratch.ts";
import type { Stage, Stages } from "./staging.ts";
import { type Part, runParts, tasksOf } from "./threads.ts";
import { type PackSignature, packKernel, roundUp } from "./tiles.ts";

/** One side of a product: a batch of matrices. Its `items` are the rows of the left or the columns of the right side. */
export class Operand {
  readonly #x: View;
  readonly #itemRun: number;
  readonly #stepRun: number;
  #unit = 0;
  #matrix: Stage | undefined;
  #itemTable = 0;
  #stepTable = 0;
  #pack: Compiled<PackSignature> | undefined;
  #tasks: readonly Arguments<PackSignature>[] = [];
  #loaded = -1;
  #packedItem = -1;
  #packedStep = -1;
  /** Where each matrix begins, and the offset of each pass from there. */
  readonly offsets: Int32Array;
  readonly #passes: Int32Array;
  /** Where each item begins, and the offset of each of its elements from there. */
  readonly items: Layout;
  readonly steps: Layout;
  /** The distance from the first to the last element that is loaded at a time. */
  readonly extent: number;
  /** The address of the packed panels. */
  panels = 0;

  /**
   * After the first `batch` axes come `rowAxes` axes of rows, and then those of columns. Of the axes that do not belong to
   * items, the first `passes` are processed one after the other.
   */
  constructor(x: View, batch: number, rowAxes: number, passes: number, items: "rows" | "columns") {
    const { layout } = x;
    const axes = layout.shape.map((_, axis) => axis);
    const [rows, columns] = [axes.slice(batch, batch + rowAxes), axes.slice(batch + rowAxes)];
    const [own, others] = items === "rows" ? [rows, columns] : [columns, rows];
    this.#x = x;
    this.offsets = offsetsOf(pick(layout, axes.slice(0, batch), layout.offset));
    this.#passes = offsetsOf(pick(layout, others.slice(0, passes), 0));
    this.items = pick(layout, own, 0);
    this.steps = pick(layout, others.slice(passes), 0);
    this.#itemRun = runOf(this.items);
    this.#stepRun = runOf(this.steps);
    this.extent = reachOf(this.items) + reachOf(this.steps) - 1;
  }

  /** Reserves memory for a matrix and for this number of packed elements, in panels of `unit` items. */
  reserve(lanes: Lanes, unit: number, packed: number, threads: number, scope: Scope, stages: Stages): void {
    this.#unit = unit;
    this.#matrix = stages.stageOf(this.#x, this.extent, scope);
    this.#itemTable = reserveTable(this.items);
    this.#stepTable = reserveTable(this.steps);
    this.panels = reserve(packed * lanes.bytes);
    const pack = compiled(["pack", lanes.dtype, unit], () => packKernel(lanes, unit), scope);
    this.#pack = pack;
    this.#tasks = tasksOf(pack, threads);
  }

  get passes(): number {
    return this.#passes.length;
  }

  /** Copies the part of matrix `i` that a pass needs into the scratch memory, unless it is already there. */
  load(i: number, pass: number): void {
    const at = this.offsets[i] + this.#passes[pass];
    if (at === this.#loaded) return;
    this.#matrix?.load(at, this.extent);
    this.#loaded = at;
    this.#packedItem = -1;
  }

  /** Packs a range of items and of their steps, unless it is already packed. */
  pack([first, end]: Part, [from, to]: Part): void {
    if (first === this.#packedItem && from === this.#packedStep) return;
    this.#packedItem = first;
    this.#packedStep = from;
    const count = end - first;
    const panelBytes = (to - from) * bytesPerElement(this.#x.dtype);
    const pack = this.#pack as Compiled<PackSignature>;
    runParts(pack, this.#tasks, roundUp(count, this.#unit), this.#unit, (task, start, stop) => {
      task.x = (this.#matrix as Stage).address;
      task.itemRun = this.#itemRun;
      task.stepRun = this.#stepRun;
      task.itemTable = this.#itemTable + (first + start) * TABLE_ENTRY;
      task.items = Math.min(stop, count) - start;
      task.itemsBefore = (first + start) % this.#itemRun;
      task.stepTable = this.#stepTable + from * TABLE_ENTRY;
      task.steps = to - from;
      task.stepsBefore = from % this.#stepRun;
      task.out = this.panels + start * panelBytes;
    });
  }
}
