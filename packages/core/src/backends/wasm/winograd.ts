import { viewIn } from "../../backend.ts";
import type { Border, Window } from "../../layout.ts";
import { pick, reachOf } from "../strided.ts";
import type { View } from "../view.ts";
import { advance, type Code, i32, whileLoop } from "./assembler.ts";
import { type KernelSource, kernel, type Values } from "./kernel.ts";
import { compiled } from "./kernels.ts";
import { f32x4, VECTOR } from "./lanes.ts";
import { elementsAt, fill, hasRoomFor, reserve, resetScratch } from "./scratch.ts";
import { Staging } from "./staging.ts";
import { chooseThreads, partsOf, runAll } from "./threads.ts";
import { roundUp, tileOf } from "./tiles.ts";
import { bringBack, bringIntoForm, PANEL } from "./winograd-filters.ts";
import { tilesTimesFilters, tilesTimesTiles } from "./winograd-products.ts";
import { collect, IMAGE, interleave, MAP, MATRICES, STEP, separate, spread } from "./winograd-tiles.ts";

/*
 * Convolutions with filters of 3 x 3 after Winograd (Lavin and Gray 2016): a tile of 2 x 2 results takes 16
 * multiplications for each filter and channel, where sums of products take 36. In Winograd's form, a convolution is
 * sixteen products of matrices. The gradient of filters is the adjoint of the same steps; that of images is a convolution.
 */

/** Which of them is computed from the two others and the images. Maps are what filters make of images. */
export type Sought = "filters" | "maps";

export const winogradLimits = {
  /**
   * Tiles that are worked on at a time, in whole rows of tiles: enough for each filter that is fetched, and few enough for
   * their matrices to stay in the cache.
   */
  block: 32,
  /** Tiles of all images from which it pays to bring filters into their form, and to bring their gradients back. */
  smallest: 128,
  smallestOfFilters: 512,
};

/** Multiplications from which it pays to wake other threads: in total, and for each image. */
const SMALLEST_SPLIT = 8_388_608;
const SMALLEST_SHARE = 524_288;

/** The parts in which gradients of filters are added up. Each is one thread's, however many threads there are. */
const PARTS = 4;

const lanes = f32x4;

/** Images or maps: for each of them, some planes of rows, perhaps with zeros around. */
class Batch {
  readonly count: number;
  readonly planes: number;
  readonly #height: number;
  readonly #width: number;
  readonly #borders: readonly Border[];
  /** The number of elements from the first to the last of an image. */
  readonly extent: number;
  readonly view: View;

  constructor(view: View, borders: readonly Border[]) {
    [this.count, this.planes, this.#height, this.#width] = view.layout.shape;
    this.#borders = borders;
    this.view = view;
    this.extent = reachOf(view.layout, 1);
  }

  /** Whether an image can be copied as a whole. One that is written has no gaps, whose elements would change. */
  isCompact(isWritten: boolean): boolean {
    const { strides } = this.view.layout;
    const size = this.planes * this.#height * this.#width;
    const isForward = strides.every((stride) => stride > 0) && strides[3] === 1;
    return isForward && this.extent >= size && this.extent <= (isWritten ? size : 2 * size);
  }

  /** Where an image begins in the buffer. */
  start(image: number): number {
    const { strides, offset } = this.view.layout;
    return offset + image * strides[0];
  }

  /** The number of places in an interleaved row. Each is a vector, with an element of four planes. */
  get #line(): number {
    const [, [before, after]] = this.#borders;
    return roundUp(before + this.#width + after, lanes.count);
  }

  /** The number of elements of interleaved rows. */
  interleaved(rows: number): number {
    return this.planes * rows * this.#line;
  }

  parametersFor(at: number, rows: number): Values<typeof planes> {
    const [, plane, row] = this.view.layout.strides;
    const interleaved = reserve(this.interleaved(rows) * lanes.bytes);
    fill(interleaved, lanes.dtype, 0, this.interleaved(rows));
    const [[above], [beside]] = this.#borders;
    return {
      at,
      planeBytes: plane * lanes.bytes,
      rowBytes: row * lanes.bytes,
      groups: this.planes / 4,
      height: this.#height,
      width: this.#width,
      above,
      interleaved,
      lineBytes: this.#line * VECTOR,
      besideBytes: beside * VECTOR,
    };
  }
}

/** What is to be computed from what. */
interface Work {
  readonly sought: Sought;
  /** Filters, channels and the two axes of a filter. */
  readonly filters: View;
  readonly images: Batch;
  readonly maps: Batch;
  /** The tiles of a map. */
  readonly tileRows: number;
  readonly tileColumns: number;
}

const NO_BORDERS: readonly Border[] = [[0, 0], [0, 0]]; // biome-ignore format: a row

/**
 * Fills the one that is sought. Filters have the axes group, filter, channel and the two of a filter; images have image,
 * group, channel, height and width; maps have image, group, filter, height and width. False if there is no kernel for them.
 */
export function winogradOn(
  { filters, images, maps }: { readonly filters: View; readonly images: View; readonly maps: View },
  { windows, borders }: { readonly windows: readonly Window[]; readonly borders: readonly Border[] },
  sought: Sought,
): boolean {
  const [, groups, outputs, ...results] = maps.layout.shape;
  const [count, , channels, ...places] = images.layout.shape;
  const isTaken = windows.every(({ size, stride, dilation }) => size === 3 && stride === 1 && dilation === 1);
  if (filters.dtype !== lanes.dtype || windows.length !== 2 || groups !== 1 || !isTaken) return false;
  if ([channels, outputs].some((planes) => planes % PANEL !== 0)) return false;
  if ([...results, places[1]].some((size) => size % STEP !== 0)) return false;
  const planesOf = (view: View) => viewIn(view, pick(view.layout, [0, 2, 3, 4], view.layout.offset));
  const work: Work = {
    sought,
    filters: viewIn(filters, pick(filters.layout, [1, 2, 3, 4], filters.layout.offset)),
    images: new Batch(planesOf(images), borders),
    maps: new Batch(planesOf(maps), NO_BORDERS),
    tileRows: results[0] / STEP,
    tileColumns: results[1] / STEP,
  };
  const isThere = work.images.isCompact(false) && work.maps.isCompact(sought === "maps");
  const { smallest, smallestOfFilters } = winogradLimits;
  const tiles = count * work.tileRows * work.tileColumns;
  return isThere && tiles >= (sought === "filters" ? smallestOfFilters : smallest) && run(work);
}

/** The number of multiplications for an image. */
function multiplicationsOf({ images, maps, tileRows, tileColumns }: Work): number {
  return MATRICES * images.planes * maps.planes * tileRows * tileColumns;
}

/** A step of one thread: an image, and the part to which its gradient of the filters is added. */
interface Step {
  readonly image: number;
  readonly part: number;
}

/** Steps that can be taken at the same time, and so on: at most `most` at a time. */
function roundsOf({ sought, images }: Work, parts: number, most: number): Step[][] {
  const rounds: Step[][] = [];
  if (sought !== "filters") {
    for (let first = 0; first < images.count; first += most) {
      const size = Math.min(most, images.count - first);
      rounds.push(Array.from({ length: size }, (_, i) => ({ image: first + i, part: 0 })));
    }
    return rounds;
  }
  for (const [from, to] of partsOf(parts, 1, Math.ceil(parts / most))) {
    const shares = partsOf(images.count, 1, parts).slice(from, to);
    const longest = Math.max(...shares.map(([start, end]) => end - start));
    for (let i = 0; i < longest; i++) {
      const steps = shares.map(([start, end], j) => ({
        image: start + i,
        part: from + j,
        isLast: start + i >= end,
      }));
      rounds.push(steps.filter(({ isLast }) => !isLast));
    }
  }
  return rounds;
}

function run(work: Work): boolean {
  const { sought, filters, images, maps, tileRows, tileColumns } = work;
  const { bytes, dtype } = lanes;
  const unit = tileOf(lanes).rows;
  const blockRows = Math.min(tileRows, Math.max(1, Math.floor(winogradLimits.block / tileColumns)));
  const tiles = roundUp(blockRows * tileColumns, unit);
  const sizes = { image: distanceOf(tiles * images.planes), map: distanceOf(tiles * maps.planes) };
  const parts = sought === "filters" ? Math.min(PARTS, images.count) : 1;
  const filterRows = sought === "filters" ? roundUp(maps.planes, unit) : maps.planes;
  const filterElements = distanceOf(filterRows * images.planes);
  const each = multiplicationsOf(work);
  const { threads, scope } = chooseThreads(each < SMALLEST_SHARE ? 0 : each * images.count, SMALLEST_SPLIT);
  const rounds = roundsOf(work, parts, threads);
  const workers = rounds[0].length;
  const rows = { image: STEP * blockRows + 2, map: STEP * blockRows };
  const memory =
    images.extent + images.interleaved(rows.image) + maps.extent + maps.interleaved(rows.map) +
    MATRICES * (sizes.image + sizes.map); // biome-ignore format: one sum
  if (!hasRoomFor((workers * memory + parts * MATRICES * filterElements) * bytes)) return false;

  resetScratch(scope);
  const found = compiled(["winograd", dtype, sought], () => winogradKernel(sought), scope);
  const form = reserve(parts * MATRICES * filterElements * bytes);
  const threadsOwn = Array.from({ length: workers }, () => {
    const staged = {
      images: new Staging(images.view, images.extent),
      maps: new Staging(maps.view, maps.extent),
    };
    const matricesFor = (elements: number, columns: number): Values<typeof matrices> => {
      const matrixBytes = elements * bytes;
      return { at: reserve(MATRICES * matrixBytes), matrixBytes, rowBytes: columns * bytes };
    };
    const task = found.arguments({
      images: images.parametersFor(staged.images.address, rows.image),
      maps: maps.parametersFor(staged.maps.address, rows.map),
      imageMatrices: matricesFor(sizes.image, images.planes),
      mapMatrices: matricesFor(sizes.map, maps.planes),
    });
    task.filterBytes = filterElements * bytes;
    task.filterRowBytes = images.planes * bytes;
    task.tileRows = tileRows;
    task.tileColumns = tileColumns;
    task.blockRows = blockRows;
    return { staged, task };
  });
  const formed = elementsAt(form, dtype, parts * MATRICES * filterElements);
  if (sought === "filters") formed.fill(0);
  else bringIntoForm(filters, formed, filterElements);
  const tasks = threadsOwn.map(({ task }) => task);
  for (const steps of rounds) {
    steps.forEach(({ image, part }, i) => {
      const { staged, task } = threadsOwn[i];
      staged.images.load(images.start(image), images.extent);
      if (sought !== "maps") staged.maps.load(maps.start(image), maps.extent);
      task.filters = form + part * MATRICES * filterElements * bytes;
    });
    runAll(found, tasks, () => {}, steps.length);
    steps.forEach(({ image }, i) => {
      const { staged } = threadsOwn[i];
      if (sought === "maps") staged.maps.store(maps.start(image), maps.extent);
    });
  }
  if (sought === "filters") bringBack(formed, parts, filterElements, filters);
  return true;
}

/** Matrices are an odd number of cache lines apart, so that entries of one tile do not displace each other. */
function distanceOf(elements: number): number {
  const lines = Math.ceil(elements / 16);
  return 16 * (lines + 1 - (lines % 2));
}

const planes = {
  at: "address",
  planeBytes: "i32",
  rowBytes: "i32",
  groups: "i32",
  height: "i32",
  width: "i32",
  above: "i32",
  interleaved: "address",
  lineBytes: "i32",
  besideBytes: "i32",
} as const;

const matrices = { at: "address", matrixBytes: "i32", rowBytes: "i32" } as const;

const signature = {
  images: planes,
  maps: planes,
  imageMatrices: matrices,
  mapMatrices: matrices,
  filters: "address",
  filterBytes: "i32",
  filterRowBytes: "i32",
  tileRows: "i32",
  tileColumns: "i32",
  blockRows: "i32",
} as const;

function winogradKernel(sought: Sought): KernelSource<typeof signature> {
  return kernel(signature, (given, f) => {
    const { images, maps, imageMatrices, mapMatrices, tileRows, tileColumns, blockRows } = given;
    const [tileRow, rows, first, imageRows, mapRows, tiles] = Array.from({ length: 6 }, () => f.local("i32"));
    const filters = { at: given.filters, matrixBytes: given.filterBytes, rowBytes: given.filterRowBytes };
    const spreadImages = () => [
      ...interleave(f, images, first, imageRows),
      ...spread(f, lanes, IMAGE, images, imageRows, imageMatrices, rows, tileColumns),
    ];
    const spreadMaps = () => [
      ...interleave(f, maps, first, mapRows),
      ...spread(f, lanes, MAP, maps, mapRows, mapMatrices, rows, tileColumns),
    ];
    const steps: Record<Sought, () => Code> = {
      maps: () => [
        ...spreadImages(),
        ...tilesTimesFilters(f, lanes, imageMatrices, filters, mapMatrices, tiles),
        ...collect(f, lanes, maps, mapRows, mapMatrices, rows, tileColumns),
        ...separate(f, maps, first, mapRows),
      ],
      filters: () => [
        ...spreadImages(),
        ...spreadMaps(),
        ...tilesTimesTiles(f, lanes, mapMatrices, imageMatrices, filters, tiles),
      ],
    };
    return [
      ...tileRow.set(i32.const(0)),
      ...whileLoop(i32.ltU(tileRow.get, tileRows.get), [
        ...rows.set(i32.min(blockRows.get, i32.sub(tileRows.get, tileRow.get))),
        ...first.set(i32.shiftLeft(tileRow.get, i32.const(1))),
        ...mapRows.set(i32.shiftLeft(rows.get, i32.const(1))),
        ...imageRows.set(i32.add(mapRows.get, i32.const(2))),
        ...tiles.set(i32.mul(rows.get, tileColumns.get)),
        ...steps[sought](),
        ...advance(tileRow, rows.get),
      ]),
    ];
  });
}
