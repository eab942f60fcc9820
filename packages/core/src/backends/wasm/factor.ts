import { bytesPerElement } from "../../dtype.ts";
import type { Layout } from "../../layout.ts";
import { offsetsOf, pick, reachOf, runOf } from "../strided.ts";
import type { View } from "../view.ts";
import { type Compiled, compiled } from "./kernels.ts";
import type { Lanes } from "./lanes.ts";
import { copyIn, reserve, reserveTable, type Scope, TABLE_ENTRY } from "./scratch.ts";
import { type Part, runAll, split } from "./threads.ts";
import { packKernel, roundUp } from "./tiles.ts";

/** One side of a product: matrices along the first axes, whose `items` are the rows of the left or columns of the right. */
export class Operand {
  readonly #x: View;
  readonly #itemRun: number;
  readonly #stepRun: number;
  #unit = 0;
  #matrix = 0;
  #itemTable = 0;
  #stepTable = 0;
  #pack: Compiled | undefined;
  #loaded = -1;
  #packedItem = -1;
  #packedStep = -1;
  /** Where each matrix begins, and from there what each pass takes. */
  readonly offsets: Int32Array;
  readonly #passes: Int32Array;
  /** Where each item begins, and how far from there each of its elements is. */
  readonly items: Layout;
  readonly steps: Layout;
  /** Elements from the first to the last of what is loaded at a time. */
  readonly extent: number;
  /** The address of what is packed. */
  panels = 0;

  /**
   * The axes after the first `batch` are `rowAxes` of rows, and columns. The first `passes` of those that are not of items
   * are taken one after the other.
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

  /** Makes room for a matrix and for so many packed elements, in panels of `unit` items. */
  reserve(lanes: Lanes, unit: number, packed: number, scope: Scope): void {
    this.#unit = unit;
    this.#matrix = reserve(this.extent * lanes.bytes);
    this.#itemTable = reserveTable(this.items);
    this.#stepTable = reserveTable(this.steps);
    this.panels = reserve(packed * lanes.bytes);
    this.#pack = compiled(`pack ${unit} ${lanes.dtype}`, () => packKernel(lanes, unit), scope);
  }

  get passes(): number {
    return this.#passes.length;
  }

  /** Copies what a pass takes of matrix `i` into the scratch memory, unless it is there. */
  load(i: number, pass: number): void {
    const at = this.offsets[i] + this.#passes[pass];
    if (at === this.#loaded) return;
    copyIn(this.#matrix, this.#x.dtype, this.#x.buffer, at, this.extent);
    this.#loaded = at;
    this.#packedItem = -1;
  }

  /** Packs items of the matrix, each from one of its steps to another, unless that is what is packed. */
  pack([first, end]: Part, [from, to]: Part, threads: number): void {
    if (first === this.#packedItem && from === this.#packedStep) return;
    this.#packedItem = first;
    this.#packedStep = from;
    const count = end - first;
    const panelBytes = (to - from) * bytesPerElement(this.#x.dtype);
    runAll(
      this.#pack as Compiled,
      split(roundUp(count, this.#unit), this.#unit, threads).map(([start, stop]) => [
        this.#matrix,
        this.#itemTable + (first + start) * TABLE_ENTRY,
        Math.min(stop, count) - start,
        this.#itemRun,
        (first + start) % this.#itemRun,
        this.#stepTable + from * TABLE_ENTRY,
        to - from,
        this.#stepRun,
        from % this.#stepRun,
        this.panels + start * panelBytes,
      ]),
    );
  }
}
