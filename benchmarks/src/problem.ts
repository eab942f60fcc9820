/* What is to be computed, as data: each contender reads it and computes it in its own way. All in float32. */

/** `[m, k] x [k, n]`; a transposed operand is stored the other way round, and is not to be copied beforehand. */
export interface Product {
  readonly kind: "product";
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transposed: "none" | "left" | "right";
}

/** One operation on an array of `[rows, columns]`; `addRow` adds `[columns]` to each row. */
export interface Operation {
  readonly kind: "operation";
  readonly name: "exp" | "addRow" | "sumRows" | "sumColumns" | "softmax";
  readonly rows: number;
  readonly columns: number;
}

export type Activation = "none" | "relu" | "sigmoid";

export type Layer =
  | {
      readonly kind: "dense";
      readonly inputs: number;
      readonly outputs: number;
      readonly activation: Activation;
    }
  /** A square window, stride 1, no padding. */
  | {
      readonly kind: "convolution";
      readonly inputs: number;
      readonly outputs: number;
      readonly size: number;
      readonly activation: Activation;
    }
  /** The maximum of each `size` by `size` square. */
  | { readonly kind: "maxPool"; readonly size: number }
  /** Channels, rows and columns in a line, channels outermost. */
  | { readonly kind: "flatten" };

/** A step: forward, mean loss, backward, update, and the loss as a number. */
export interface Training {
  readonly kind: "training";
  readonly batch: number;
  /** Of a sample: `[features]`, or `[channels, rows, columns]`. */
  readonly input: readonly number[];
  readonly layers: readonly Layer[];
  readonly loss: "crossEntropy" | "meanSquaredError";
  /** `classes` are random; `input` is what an autoencoder aims at. */
  readonly target: "classes" | "input" | "xor";
  readonly optimizer: { readonly name: "adam" | "sgd"; readonly learningRate: number };
}

/** A causal transformer over characters: token and place embeddings, pre-norm layers with GELU, a norm and a projection. */
export interface Transformer {
  readonly name: "transformer";
  readonly vocabulary: number;
  readonly time: number;
  readonly width: number;
  readonly heads: number;
  readonly feedForward: number;
  readonly layers: number;
}

/** An LSTM over sequences of vectors, and classes of its last output. */
export interface Recurrent {
  readonly name: "lstm";
  readonly time: number;
  readonly inputs: number;
  readonly hidden: number;
  readonly classes: number;
}

/**
 * A convolution with batch norm; a residual block that keeps the size; one that halves it and widens, with a projection
 * beside; the mean over places; classes. All convolutions are 3x3 but the projection, and without bias.
 */
export interface Residual {
  readonly name: "residual";
  readonly side: number;
  readonly narrow: number;
  readonly wide: number;
  readonly classes: number;
}

/** A step of a network that is made of a library's own modules: forward, mean cross-entropy, backward, AdamW. */
export interface Network {
  readonly kind: "network";
  readonly batch: number;
  readonly architecture: Transformer | Recurrent | Residual;
  readonly learningRate: number;
}

/** Work on something of one size, to see how cost grows with it. */
export interface Scaled {
  readonly kind: "scaled";
  readonly name: /** 3x3, padded by 1, of 8 images of 28x28, as many channels in as out; and its gradients. */
    | "convolution"
    /** Products of 8 x 4 matrices of queries and keys of 24 numbers. */
    | "attentionScores"
    /** Products and sums of one number, one after the other, and the gradient. */
    | "chain"
    | "elementwise"
    | "embedding"
    | "concat"
    | "sort"
    | "cumsum"
    | "solve"
    | "svd";
  readonly size: number;
}

export type Problem = Product | Operation | Training | Network | Scaled;

/** The number of floating-point operations, where that is what counts. */
export function operations(problem: Problem): number | undefined {
  return problem.kind === "product" ? 2 * problem.m * problem.k * problem.n : undefined;
}
