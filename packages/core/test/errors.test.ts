import {
  arange,
  concat,
  DTypeError,
  eye,
  full,
  IndexError,
  linspace,
  ones,
  ShapeError,
  stack,
  type TensorLike,
  tensor,
  zeros,
} from "@gradiente/core";
import { describe, expect, it } from "vitest";

/* What went wrong, with which argument, and the way out: one row for each error of an op or a constructor. */

const int = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype: "int32" });
const m23 = ones([2, 3]);

const cases: Record<string, [run: () => unknown, kind: new (...args: never[]) => Error, message: RegExp]> = {
  "add: shapes": [() => m23.add(ones([4])), ShapeError, /^add: shapes \[2, 3\] and \[4\] do not broadcast: axis -1 has 3 and 4; sizes must be equal, or one of them 1$/],
  "op: no tensor": [() => m23.add([1, 2] as unknown as TensorLike), TypeError, /^add: expected a tensor, a Variable or a number, got an array; make one with tensor\(\.\.\.\)$/],
  "op: nothing": [() => m23.add(undefined as unknown as TensorLike), TypeError, /got undefined/],
  "where: condition": [() => m23.where(1, 2), DTypeError, /^where: the condition must be bool, not float32; compare it, e\.g\. x\.ne\(0\)$/],
  "and: dtype": [() => m23.and(true), DTypeError, /^and: expected bool, got float32; compare it first, e\.g\. x\.ne\(0\)$/],
  "not: dtype": [() => int([1]).not(), DTypeError, /^not: expected bool, got int32/],
  "mod: zero": [() => int([1]).mod(0), RangeError, /^mod: an integer has no remainder of a division by 0; cast it to have NaN there$/],
  "fmod: zero": [() => int([1]).fmod(int([0])), RangeError, /^fmod: an integer has no remainder/],
  "lerp: shapes": [() => m23.lerp(1, ones([4])), ShapeError, /^lerp: shapes \[2, 3\] and \[4\] do not broadcast/],
  "clip: shapes": [() => m23.clip(ones([4]), 1), ShapeError, /^clip: shapes \[2, 3\] and \[4\] do not broadcast/],
  "prelu: shapes": [() => m23.prelu(ones([4])), ShapeError, /^prelu: shapes \[2, 3\] and \[4\] do not broadcast/],
  "polygamma: order": [() => m23.polygamma(-1), RangeError, /^polygamma: n counts derivatives, so it is a whole number >= 0, not -1$/],
  "polygamma: fraction": [() => m23.polygamma(0.5), RangeError, /not 0\.5$/],
  "celu: alpha": [() => m23.celu(0), RangeError, /^celu: alpha divides x, so it cannot be 0$/],
  "gelu: approximation": [() => m23.gelu("none " as "none"), RangeError, /^gelu: the approximation is "none" or "tanh", not "none "$/],
  "glu: odd": [() => m23.glu(), ShapeError, /^glu: axis 1 of shape \[2, 3\] has size 3, which has no halves$/],
  "glu: axis": [() => m23.glu(2), ShapeError, /^glu: axis 2 does not exist: axes are -2 to 1$/],
  "matmul: inner": [() => ones([32, 784]).matmul(ones([128, 10])), ShapeError, /^matmul: inner sizes differ: \[32, 784\] x \[128, 10\] \(784 and 128\)$/],
  "matmul: scalar": [() => m23.matmul(2), ShapeError, /a scalar has no matrix product: \[2, 3\] x \[\]; use mul/],
  "matmul: batch": [() => ones([2, 3, 4]).matmul(ones([5, 4, 1])), ShapeError, /^matmul: shapes \[2\] and \[5\] do not broadcast/],
  "sum: axis": [() => m23.sum(2), ShapeError, /^sum: axis 2 does not exist: axes are -2 to 1$/],
  "sum: fraction": [() => m23.sum(0.5), ShapeError, /^sum: axis 0\.5 does not exist/],
  "sum: twice": [() => m23.sum([0, -2]), ShapeError, /^sum: axes \[0, -2\] name one axis twice$/],
  "sum: scalar": [() => tensor(1).sum(0), ShapeError, /a scalar has no axes/],
  "max: empty": [() => zeros([2, 0]).max(1), ShapeError, /^max: no elements along axes \[1\] of shape \[2, 0\]$/],
  "reshape: size": [() => m23.reshape([4]), ShapeError, /^reshape: \[2, 3\] has 6 elements, which do not fill \[4\]$/],
  "reshape: open": [() => m23.reshape([-1, 4]), ShapeError, /do not fill \[-1, 4\]/],
  "reshape: two open": [() => m23.reshape([-1, -1]), ShapeError, /reshape/],
  "permute: count": [() => m23.permute([0]), ShapeError, /has 2 axes, and 1 are named/],
  "expand: size": [() => m23.expand([2, 4]), ShapeError, /^expand: shape \[2, 3\] does not expand to \[2, 4\]/],
  "expand: fewer": [() => m23.expand([3]), ShapeError, /does not expand to \[3\]/],
  "squeeze: size": [() => m23.squeeze(0), ShapeError, /^squeeze: axis 0 of shape \[2, 3\] has size 2, not 1$/],
  "slice: index": [() => m23.slice([2]), IndexError, /^slice: index 2 is outside of axis 0 of size 2$/],
  "slice: many": [() => m23.slice([0, 0, 0]), ShapeError, /3 ranges for 2 axes/],
  "slice: step": [() => m23.slice([[0, 1, 0]]), ShapeError, /a step of 0 never ends/],
  "slice: fraction": [() => m23.slice([[0.5]]), ShapeError, /axis 0: 0\.5 is not a whole number/],
  "pad: negative": [() => m23.pad([[-1, 0]]), ShapeError, /^pad: \[-1, 0\] is no shape|^pad/],
  "pad: many": [() => m23.pad([[0, 0], [0, 0], [0, 0]]), ShapeError, /3 widths for 2 axes/],
  "gather: range": [() => m23.gather(int([[0, 1, 5]]), 0), IndexError, /^gather: index 5 at \[0, 2\] is outside of axis 0 of size 2 \(0 to 1\)$/],
  "gather: negative": [() => m23.gather(int([[-1, 0, 0]]), 0), IndexError, /^gather: index -1 at \[0, 0\]/],
  "gather: dtype": [() => m23.gather(ones([1, 3]), 0), DTypeError, /^gather: indices must be int32, not float32; use index\.cast\("int32"\)$/],
  "gather: extent": [() => m23.gather(int([[0, 1, 1, 0]]), 0), ShapeError, /must have as many axes as \[2, 3\], and be no larger on axes other than 0/],
  "scatterAdd: range": [() => m23.scatterAdd(int([[7, 0, 0]]), ones([1, 3]), 0), IndexError, /^scatterAdd: index 7 at \[0, 0\]/],
  "indexSelect: axes": [() => m23.indexSelect(int([[0]])), ShapeError, /must have one axis, not shape \[1, 1\]/],
  "indexSelect: range": [() => m23.indexSelect([0, 2]), IndexError, /index 2/],
  "oneHot: label": [() => int([1, 9]).oneHot(3), IndexError, /^oneHot: label 9 \(element 1\) is none of the 3 classes 0 to 2$/],
  "oneHot: classes": [() => int([1]).oneHot(0), ShapeError, /number of classes/],
  "cast: NaN": [() => tensor([1, Number.NaN]).cast("int32"), RangeError, /^cast: NaN has no int32 value/],
  "cast: large": [() => tensor(3e9).cast("int32"), RangeError, /^cast: 3000000000 has no int32 value/],
  "cast: dtype": [() => m23.cast("float16" as "float32"), DTypeError, /^cast: "float16" is no dtype; there are float32, float64, int32 and bool$/],
  "concat: shapes": [() => concat([m23, ones([2, 4])], 0), ShapeError, /^concat: tensor 1 has shape \[2, 4\], tensor 0 \[2, 3\]; all axes but 0 must be equal$/],
  "concat: axes": [() => concat([m23, ones([3])], 0), ShapeError, /^concat: tensor 1/],
  "concat: empty": [() => concat([]), ShapeError, /at least one tensor/],
  "stack: shapes": [() => stack([m23, ones([2, 4])]), ShapeError, /^stack: tensor 1 has shape \[2, 4\]/],
  "item: many": [() => m23.item(), ShapeError, /^item: only one element has one value, and shape \[2, 3\] has 6$/],
  "windows: fit": [() => ones([2, 3]).windows([2], { dilation: 3 }), ShapeError, /^windows: a window of \[2\] reaches over 4 elements, and shape \[2, 3\] has 3 there; pad it/],
  "windows: stride": [() => ones([4]).windows([2], { stride: 0 }), ShapeError, /^windows: stride must be a whole number >= 1, or 1 of them, not 0$/],
  "conv2d: axes": [() => ones([3, 3]).conv2d(ones([1, 1, 2, 2])), ShapeError, /^conv2d: expected \[batch, channels, height, width\]/],
  "conv2d: channels": [() => ones([1, 3, 4, 4]).conv2d(ones([1, 2, 2, 2])), ShapeError, /^conv2d: channels do not fit in 1 group\(s\): images \[1, 3, 4, 4\], filters \[1, 2, 2, 2\]$/],
  "conv2d: filter": [() => ones([1, 1, 4, 4]).conv2d(ones([1, 1, 0, 2])), ShapeError, /^conv2d: the size of a filter must be a whole number >= 1/],
  "conv2d: groups": [() => ones([1, 3, 4, 4]).conv2d(ones([2, 2, 2, 2]), { groups: 1.5 }), ShapeError, /^conv2d: groups must be a whole number >= 1/],
  "maxPool2d: fit": [() => ones([1, 1]).maxPool2d(2), ShapeError, /reaches over 2 elements/],
  "maxPool2d: padding": [() => ones([4, 4]).maxPool2d(2, { padding: 2 }), ShapeError, /^maxPool2d: padding may be at most half a window, so that none is all padding, and is 2 for size 2$/],
  "avgPool3d: axes": [() => ones([4, 4]).avgPool3d(2), ShapeError, /^avgPool3d: expected at least 3 axes, got shape \[4, 4\]$/],
  "lpPool1d: p": [() => ones([4]).lpPool1d(0.5, 2), RangeError, /^lpPool1d: p must be at least 1, not 0\.5$/],
  "adaptiveAvgPool1d: empty": [() => zeros([2, 0]).adaptiveAvgPool1d(1), ShapeError, /the last of them not empty, got shape \[2, 0\]/],
  "conv1d: same": [() => ones([1, 1, 4]).conv1d(ones([1, 1, 2]), { padding: "same", stride: 2 }), ShapeError, /^conv1d: padding "same" needs stride 1, not 2/],
  "conv3d: axes": [() => ones([1, 1, 4]).conv3d(ones([1, 1, 2])), ShapeError, /^conv3d: expected \[batch, channels, depth, height, width\] and \[filters, channels \/ groups, depth, height, width\]/],
  "convTranspose2d: channels": [() => ones([1, 3, 4, 4]).convTranspose2d(ones([2, 3, 2, 2])), ShapeError, /^convTranspose2d: channels do not fit in 1 group\(s\): images \[1, 3, 4, 4\], filters \[2, 3, 2, 2\]$/],
  "convTranspose1d: outputPadding": [() => ones([1, 1, 4]).convTranspose1d(ones([1, 1, 2]), { stride: 2, outputPadding: 2 }), ShapeError, /^convTranspose1d: outputPadding must be less than stride or dilation, and is 2 beside 2 and 1$/],
  "convTranspose1d: nothing left": [() => ones([1, 1, 1]).convTranspose1d(ones([1, 1, 2]), { padding: 1 }), ShapeError, /^convTranspose1d: the length of the result would be 0/],
  "unfold: axes": [() => m23.unfold(2), ShapeError, /^unfold: expected \[batch, channels, \.\.\.sizes\], got shape \[2, 3\]$/],
  "fold: columns": [() => ones([1, 4, 3]).fold([3, 3], 2), ShapeError, /^fold: expected \[batch, channels · 4, 4\] for windows of \[2, 2\] in \[3, 3\], got shape \[1, 4, 3\]$/],
  "interpolate: both": [() => ones([1, 1, 4]).interpolate({ size: 2, scale: 2 }), ShapeError, /one of the two/],
  "interpolate: corners": [() => ones([1, 1, 4]).interpolate({ size: 2, alignCorners: true }), ShapeError, /alignCorners is for mode "linear"/],
  "interpolate: scale": [() => ones([1, 1, 4]).interpolate({ scale: -1 }), ShapeError, /^interpolate: scale must be a positive number, or 1 of them, not -1$/],
  "zeros: no list": [() => zeros(3 as unknown as number[]), ShapeError, /^full: a shape is a list of sizes, as \[2, 3\] or \[\], not 3$/],
  "reshape: no list": [() => m23.reshape(6 as unknown as number[]), ShapeError, /^reshape: a shape is a list of sizes/],
  "expand: no list": [() => m23.expand(2 as unknown as number[]), ShapeError, /^expand: a shape is a list of sizes/],
  "sum: options first": [() => m23.sum({ keepDims: true } as unknown as number), ShapeError, /^sum: axes are a number or a list of numbers, not \{"keepDims":true\}; options come last$/],
  "pad: value": [() => int([1]).pad([[1, 1]], 0.5), DTypeError, /^pad: element 0 is 0\.5, which int32 cannot hold/],
  "pad: bool": [() => tensor([true]).pad([[1, 1]], 2), DTypeError, /^pad: element 0 is 2, which bool cannot hold/],
  "tensor: ragged": [() => tensor([[1, 2], [3]]), ShapeError, /^tensor: ragged array: \[1\] has 1 elements where its first neighbour has 2 elements$/],
  "tensor: deeper": [() => tensor([1, [2]]), TypeError, /^tensor: element \[1\] is an array, deeper than its neighbours/],
  "tensor: flatter": [() => tensor([[1], 2]), ShapeError, /\[1\] has the single value 2/],
  "tensor: text": [() => tensor(["a"] as unknown as number[]), TypeError, /^tensor: element \[0\] is a \(string\), not a number or boolean$/],
  "tensor: shape": [() => tensor([1, 2, 3], { shape: [2, 2] }), ShapeError, /^tensor: 3 values do not fill shape \[2, 2\], which has 4$/],
  "tensor: bytes": [() => tensor(new Uint8Array(2)), DTypeError, /a Uint8Array may mean several dtypes; name one/],
  "tensor: int32": [() => int([1.5]), DTypeError, /^tensor: element 0 is 1\.5, which int32 cannot hold/],
  "tensor: NaN": [() => int([1, Number.NaN]), DTypeError, /^tensor: element 1 is NaN, which int32 cannot hold/],
  "tensor: bool": [() => tensor([2], { dtype: "bool" }), DTypeError, /which bool cannot hold; compare first/],
  "full: shape": [() => full([2, -1], 0), ShapeError, /^full: \[2, -1\] is no shape: sizes are whole numbers >= 0, not -1$/],
  "eye: shape": [() => eye(1.5), ShapeError, /^eye/],
  "arange: step": [() => arange(0, 1, 0), RangeError, /never ends/],
  "linspace: count": [() => linspace(0, 1, -1), ShapeError, /^linspace/],
}; // biome-ignore format: one row a case

describe("errors teach", () => {
  for (const [name, [run, kind, message]] of Object.entries(cases)) {
    it(name, () => {
      expect(run).toThrow(kind);
      expect(run).toThrow(message);
    });
  }

  it("an error leaves what was there as it was", () => {
    const x = m23.mul(2);
    expect(() => x.add(ones([4]))).toThrow();
    expect(x.toArray()).toEqual([[2, 2, 2], [2, 2, 2]]); // biome-ignore format: a matrix
  });
});
