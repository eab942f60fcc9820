import { type Backend, type Correlated, type View, viewIn } from "../backend.ts";
import type { View as ArrayView } from "../backends/view.ts";
import { Bordered } from "../backends/wasm/bordered.ts";
import { contractOn } from "../backends/wasm/contract.ts";
import { wasm } from "../backends/wasm/index.ts";
import { type Sought, winogradOn } from "../backends/wasm/winograd.ts";
import { Layout } from "../layout.ts";
import { release } from "../reuse.ts";
import { Contraction, type Factor } from "./contraction.ts";
import type { Sliding } from "./sliding.ts";

type Role = keyof Correlated<unknown>;

const ROLES: readonly Role[] = ["filters", "images", "maps"];

/** How many times as many places as maps images may have, for plain sums of products to be faster as maps of maps. */
const LARGEST_OPPOSITE = 1.15;

/**
 * A convolution, or one of its gradients. The border of the images belongs to no tensor: either a kernel knows of it, or the
 * images are copied into a larger array for as long as the kernel runs.
 */
export class Convolution extends Contraction {
  readonly #sliding: Sliding;
  readonly #factors: Correlated<Factor>;
  /** Which tensors are the operands, and which is the product. */
  readonly #roles: readonly Role[];
  #opposite: Convolution | null | undefined;

  constructor(sliding: Sliding, factors: Correlated<Factor>, a: Factor, b: Factor, out: Factor) {
    super(a, b, out);
    this.#sliding = sliding;
    this.#factors = factors;
    this.#roles = [a, b, out].map((factor) => ROLES.find((role) => factors[role] === factor) as Role);
  }

  protected override over(a: Factor, b: Factor, out: Factor): Contraction {
    return new Convolution(this.#sliding, this.#factors, a, b, out);
  }

  override layouts(a: View, b: View): readonly [Layout, Layout] {
    const [left, right] = [a, b].map((view, i) =>
      this.#roles[i] === "images"
        ? { ...view, layout: Layout.dense(this.#sliding.whole(view.layout.shape)) }
        : view,
    );
    return super.layouts(left, right);
  }

  override run(backend: Backend, a: View, b: View, out: View): void {
    const operands = [a, b, out];
    const named = Object.fromEntries(this.#roles.map((role, i) => [role, operands[i]]));
    const views = named as unknown as Correlated<View>;
    const isDone =
      this.#sought === "images"
        ? this.#runOpposite(backend, views)
        : this.#runWithVectors(backend, views, this.#sought);
    if (!isDone) this.#runSums(backend, views);
  }

  get #sought(): Role {
    return this.#roles[2];
  }

  /**
   * The convolution of maps, with filters that are turned round, that gives the gradient of images; null if there is none,
   * because windows leave out places, or the border is wider than they are.
   */
  get #oppositeOf(): Convolution | null {
    if (this.#opposite === undefined) {
      const { filters, images, maps } = this.#factors;
      const sliding = this.#sliding.opposite;
      this.#opposite = sliding && new Convolution(sliding, this.#factors, filters, images, maps);
    }
    return this.#opposite;
  }

  /** Fills the images as maps of maps. False, having done nothing, where that is not possible or not faster. */
  #runOpposite(backend: Backend, { filters, images, maps }: Correlated<View>): boolean {
    const opposite = this.#oppositeOf;
    if (opposite === null) return false;
    const turned = { filters: this.#sliding.turned(filters), images: maps, maps: images };
    if (opposite.#runWithVectors(backend, turned, "maps")) return true;
    const [places, windows] = [images, maps].map(({ layout }) => layout.size / layout.shape[2]);
    if (places > LARGEST_OPPOSITE * windows) return false;
    opposite.#runSums(backend, turned);
    return true;
  }

  /** Runs a kernel that knows of borders. False, having written nothing, if there is none. */
  #runWithVectors(backend: Backend, views: Correlated<View>, sought: Sought): boolean {
    // That of WASM is loaded with convolutions.
    if (backend === (wasm as Backend)) {
      return winogradOn(views as Correlated<ArrayView>, this.#sliding, sought);
    }
    return sought === "maps" && backend.convolve?.(views, this.#sliding) === true;
  }

  #runSums(backend: Backend, views: Correlated<View>): void {
    if (!this.#sliding.hasBorders) this.#multiply(backend, views);
    else if (backend !== (wasm as Backend) || !this.#runBordered(views as Correlated<ArrayView>)) {
      this.#runInside(backend, views);
    }
  }

  /** Images get their border in the memory of a kernel. False if there is none for them. */
  #runBordered(views: Correlated<ArrayView>): boolean {
    const { images } = views;
    const whole = Layout.dense(this.#sliding.whole(images.layout.shape));
    const inside = this.#sliding.inside(whole, images.layout.shape);
    const bordered = new Bordered(images, whole, inside, this.#sliding.windows.length);
    if (!bordered.isPossible) return false;
    const seen: Correlated<ArrayView> = { ...views, images: bordered.view };
    const [a, b, out] = this.#roles.map((role) => seen[role]);
    if (this.#sought === "images") wasm.fill(0, images);
    return contractOn(...this.operands(a, b, out), bordered);
  }

  /** Images lie in a larger array, with their border around them. */
  #runInside(backend: Backend, views: Correlated<View>): void {
    const { images } = views;
    const { dtype } = images;
    const layout = Layout.dense(this.#sliding.whole(images.layout.shape));
    const whole = { buffer: backend.allocate(dtype, layout.size), layout, dtype, backend };
    const inside = viewIn(whole, this.#sliding.inside(layout, images.layout.shape));
    const isSought = this.#sought === "images";
    if (!isSought) {
      backend.fill(0, whole);
      backend.copy(images, inside);
    }
    this.#multiply(backend, { ...views, images: whole });
    if (isSought) backend.copy(inside, images);
    release(whole);
  }

  #multiply(backend: Backend, views: Correlated<View>): void {
    const [a, b, out] = this.#roles.map((role) => views[role]);
    super.run(backend, a, b, out);
  }
}
