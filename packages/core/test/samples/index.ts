import type * as einsums from "../../src/ops/contract/einsum.ts";
import type * as ffts from "../../src/ops/fourier/fft.ts";
import type * as functions from "../../src/ops/functions.ts";
import type * as ops from "../../src/ops/index.ts";
import type * as joins from "../../src/ops/shape/join.ts";
import { activations } from "./activations.ts";
import { arithmetic } from "./arithmetic.ts";
import { arrange } from "./arrange.ts";
import { attention } from "./attention.ts";
import { bitwise } from "./bitwise.ts";
import { cast } from "./cast.ts";
import { compare } from "./compare.ts";
import { composite } from "./composite.ts";
import { contraction } from "./contraction.ts";
import { convolution } from "./convolution.ts";
import { diagonal } from "./diagonal.ts";
import { einsum } from "./einsum.ts";
import { exponential } from "./exponential.ts";
import { extremes } from "./extremes.ts";
import { fourier } from "./fft.ts";
import { affineGrids, gridSamples } from "./grid-sample.ts";
import { indexing } from "./indexing.ts";
import { interpolate } from "./interpolate.ts";
import { join } from "./join.ts";
import { linear } from "./linear.ts";
import { linearAlgebra } from "./linear-algebra.ts";
import { logical } from "./logical.ts";
import { masks } from "./masks.ts";
import { movement } from "./movement.ts";
import { nonzero } from "./nonzero.ts";
import { normalization } from "./normalization.ts";
import { normalize } from "./normalize.ts";
import { pad } from "./pad.ts";
import { pixelShuffles } from "./pixel-shuffle.ts";
import { pooling } from "./pooling.ts";
import { powers } from "./powers.ts";
import { quotients } from "./quotients.ts";
import { reduce } from "./reduce.ts";
import { reverseSequence } from "./reverse-sequence.ts";
import { rounding } from "./rounding.ts";
import type { SamplesOf } from "./sample.ts";
import { scan } from "./scan.ts";
import { scatter } from "./scatter.ts";
import { scatterReduce } from "./scatter-reduce.ts";
import { slice } from "./slice.ts";
import { sort } from "./sort.ts";
import { special } from "./special.ts";
import { statistics } from "./statistics.ts";
import { sumTo } from "./sum-to.ts";
import { thresholds } from "./thresholds.ts";
import { trigonometric } from "./trigonometric.ts";
import { uniqueSlices } from "./unique-slices.ts";
import { windows } from "./windows.ts";

/*
 * The one table that drives the tests of all ops, in a file for each file of ops: see ops.test.ts for what is
 * generated from each row. An op without a row does not compile.
 */

export type OpName = keyof SamplesOf<
  typeof ops & typeof functions & typeof joins & typeof einsums & typeof ffts
>;

export const samples: SamplesOf<typeof ops & typeof functions & typeof joins & typeof einsums & typeof ffts> =
  {
    ...arithmetic,
    ...quotients,
    ...nonzero,
    ...powers,
    ...exponential,
    ...trigonometric,
    ...special,
    ...rounding,
    ...extremes,
    ...activations,
    ...cast,
    ...compare,
    ...logical,
    ...reduce,
    ...composite,
    ...normalization,
    ...attention,
    ...normalize,
    ...contraction,
    ...einsum,
    ...linear,
    ...fourier,
    ...uniqueSlices,
    ...sumTo,
    ...scatterReduce,
    ...reverseSequence,
    ...bitwise,
    ...linearAlgebra,
    ...movement,
    ...indexing,
    ...join,
    ...arrange,
    ...diagonal,
    ...masks,
    ...pad,
    ...scan,
    ...scatter,
    ...slice,
    ...sort,
    ...statistics,
    ...windows,
    ...convolution,
    ...pooling,
    ...interpolate,
    ...gridSamples,
    ...affineGrids,
    ...pixelShuffles,
    ...thresholds,
  };
