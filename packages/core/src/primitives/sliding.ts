import { type Convolving, type Storage, type View, viewIn } from "../backend.ts";
import { type Border, insideBorders, type Layout, type Span, type Window, withBorders } from "../layout.ts";
import type { Shape } from "../shape.ts";

/** How windows slide over the last axes of images, which have a border of zeros there. */
export class Sliding implements Convolving {
  readonly windows: readonly Window[];
  readonly borders: readonly Border[];
  readonly hasBorders: boolean;

  constructor(windows: readonly Window[], borders: readonly Border[]) {
    this.windows = windows;
    this.borders = borders;
    this.hasBorders = borders.some(([before, after]) => before + after > 0);
  }

  /** The shape of images together with their borders. */
  whole(shape: Shape): Shape {
    return withBorders(shape, this.borders);
  }

  /** Where images of a shape are inside of their borders. */
  inside(whole: Layout, shape: Shape): Layout {
    return whole.slice(insideBorders(shape, this.borders));
  }

  /**
   * What slides over maps, by filters that are turned round, to give the gradient of the images: null if there is no such
   * thing, because windows leave out places, or borders are wider than they are.
   */
  get opposite(): Sliding | null {
    const borders = this.windows.map(({ size, dilation }, axis): Border => {
      const [before, after] = this.borders[axis];
      return [dilation * (size - 1) - before, dilation * (size - 1) - after];
    });
    const exists =
      this.windows.every(({ stride }) => stride === 1) && borders.flat().every((width) => width >= 0);
    return exists ? new Sliding(this.windows, borders) : null;
  }

  /** Filters for the opposite: each is turned round, and channels are exchanged with filters. */
  turned<Kept extends Storage>(filters: View<Kept>): View<Kept> {
    const { shape } = filters.layout;
    const axes = shape.map((_, axis) => axis);
    const lead = shape.length - this.windows.length;
    const backwards = shape.map(
      (size, axis): Span => (axis < lead ? { start: 0, step: 1, size } : { start: size - 1, step: -1, size }),
    );
    return viewIn(filters, filters.layout.slice(backwards).permute([0, 2, 1, ...axes.slice(lead)]));
  }
}
