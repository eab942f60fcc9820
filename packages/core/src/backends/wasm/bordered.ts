import { bytesPerElement } from "../../dtype.ts";
import type { Layout } from "../../layout.ts";
import { sizeOf } from "../../shape.ts";
import type { View } from "../view.ts";
import { AXES, innermostAxes, mover } from "./move.ts";
import { fill, hasRoomFor, reserve, type Scope } from "./scratch.ts";
import { ofArrays, type Stage, type Stages, Staging } from "./staging.ts";

/*
 * Images with zeros around them, that exist only in the scratch memory. Products read and write them by views of a stand-in,
 * which has no elements.
 */

/** Elements from which on it pays. */
const SMALLEST = 4096;

/** Images, and where they are inside of a border. */
export class Bordered implements Stages {
  readonly standIn = new Float32Array(0);
  readonly images: View;
  /** The layout of images and border, and where the images are in it. The first axes of both are the same. */
  readonly whole: Layout;
  readonly inside: Layout;
  /** The number of axes along which there may be a border: the last ones. */
  readonly axes: number;

  constructor(images: View, whole: Layout, inside: Layout, axes: number) {
    this.images = images;
    this.whole = whole;
    this.inside = inside;
    this.axes = axes;
  }

  /** Whether planes of the images lie one after the other, and it pays to bring them in. */
  get isPossible(): boolean {
    const { layout, dtype } = this.images;
    const isLarge = layout.size >= SMALLEST && hasRoomFor(4 * this.whole.size * bytesPerElement(dtype));
    return isLarge && layout.contiguous && this.axes < AXES;
  }

  /** The images and their border, as an operand. */
  get view(): View {
    return { buffer: this.standIn, layout: this.whole, dtype: this.images.dtype };
  }

  stageOf(view: View, count: number, scope: Scope): Stage {
    return view.buffer === this.standIn
      ? new BorderedStaging(this, count, scope)
      : ofArrays.stageOf(view, count, scope);
  }
}

/** A plane is what a border is around. Whole planes are moved, between a copy of the images and their place in the border. */
class BorderedStaging implements Stage {
  readonly address: number;
  readonly bytes: number;
  readonly #bordered: Bordered;
  readonly #scope: Scope;
  /** Elements of a plane, with its border and without. */
  readonly #around: number;
  readonly #within: number;
  /** Elements in the memory: of all planes, and of one more on both sides. */
  readonly #count: number;
  readonly #images: Staging;
  /** How far into a plane the elements begin that are staged. */
  #lead = 0;

  /** Reserves memory for `count` elements in a row, of the images and their border, and for all planes that they are of. */
  constructor(bordered: Bordered, count: number, scope: Scope) {
    const { images, whole, axes } = bordered;
    const lead = whole.shape.length - axes;
    this.#bordered = bordered;
    this.#scope = scope;
    this.#around = sizeOf(whole.shape, lead);
    this.#within = sizeOf(images.layout.shape, lead);
    this.bytes = bytesPerElement(images.dtype);
    const planes = Math.ceil(count / this.#around) + 1;
    this.#count = (planes + 1) * this.#around;
    this.address = reserve(this.#count * this.bytes) + this.#around * this.bytes;
    this.#images = new Staging(images, planes * this.#within, images.layout.offset);
    this.#clear();
  }

  /** Puts zeros everywhere: between planes, nobody else writes. */
  #clear(): void {
    fill(this.address - this.#around * this.bytes, this.#bordered.images.dtype, 0, this.#count);
  }

  load(from: number, count: number): void {
    const planes = this.#planesOf(from, count);
    this.#images.load(planes.first * this.#within, planes.count * this.#within);
    this.#move(planes.count, true);
  }

  store(from: number, count: number): void {
    const planes = this.#planesOf(from, count);
    this.#move(planes.count, false);
    this.#images.store(planes.first * this.#within, planes.count * this.#within);
  }

  #planesOf(from: number, count: number): { readonly first: number; readonly count: number } {
    const first = Math.floor(from / this.#around);
    const lead = from - first * this.#around;
    if (lead !== this.#lead) this.#clear();
    this.#lead = lead;
    return { first, count: Math.ceil((lead + count) / this.#around) };
  }

  /** Moves planes into their border, or out of it. */
  #move(count: number, isInward: boolean): void {
    const { images, inside, axes } = this.#bordered;
    const { bytes } = this;
    const lead = inside.shape.length - axes;
    const sizes = [count, ...inside.shape.slice(lead)];
    const [dense, bordered] = [
      [this.#within, ...images.layout.dense.strides.slice(lead)],
      [this.#around, ...inside.strides.slice(lead)],
    ];
    const [from, to] = isInward ? [dense, bordered] : [bordered, dense];
    const found = mover("copy", images.dtype, this.#scope);
    const given = found.arguments({
      axes: innermostAxes(sizes.length, { size: 1, xBytes: 0, outBytes: 0 }, (axis) => ({
        size: sizes[axis],
        xBytes: from[axis] * bytes,
        outBytes: to[axis] * bytes,
      })),
    });
    const at = this.address + (inside.offset - this.#lead) * bytes;
    given.x = isInward ? this.#images.address : at;
    given.out = isInward ? at : this.#images.address;
    found.run(given);
  }
}
