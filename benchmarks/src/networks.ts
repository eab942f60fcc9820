import type { Network, Recurrent, Residual, Transformer } from "./problem.ts";

/* The parameters of networks by path, as PyTorch's modules have them: what contenders share. */

type Shapes = Readonly<Record<string, readonly number[]>>;

function norm(path: string, features: number): Shapes {
  return { [`${path}.weight`]: [features], [`${path}.bias`]: [features] };
}

function dense(path: string, inputs: number, outputs: number): Shapes {
  return { [`${path}.weight`]: [outputs, inputs], [`${path}.bias`]: [outputs] };
}

function transformer({ vocabulary, time, width, feedForward, layers }: Transformer): Shapes {
  const inLayers = Array.from({ length: layers }, (_, i) => {
    const layer = `encoder.layers.${i}`;
    return {
      [`${layer}.self_attn.in_proj_weight`]: [3 * width, width],
      [`${layer}.self_attn.in_proj_bias`]: [3 * width],
      ...dense(`${layer}.self_attn.out_proj`, width, width),
      ...dense(`${layer}.linear1`, width, feedForward),
      ...dense(`${layer}.linear2`, feedForward, width),
      ...norm(`${layer}.norm1`, width),
      ...norm(`${layer}.norm2`, width),
    };
  });
  return Object.assign(
    { "tokens.weight": [vocabulary, width], "places.weight": [time, width] },
    ...inLayers,
    norm("encoder.norm", width),
    dense("head", width, vocabulary),
  );
}

function lstm({ inputs, hidden, classes }: Recurrent): Shapes {
  return {
    "lstm.weight_ih_l0": [4 * hidden, inputs],
    "lstm.weight_hh_l0": [4 * hidden, hidden],
    "lstm.bias_ih_l0": [4 * hidden],
    "lstm.bias_hh_l0": [4 * hidden],
    ...dense("head", hidden, classes),
  };
}

function residual({ narrow, wide, classes }: Residual): Shapes {
  const normalised = (path: string, place: number, inputs: number, outputs: number, size = 3): Shapes => ({
    [`${path}.${place}.weight`]: [outputs, inputs, size, size],
    ...norm(`${path}.${place + 1}`, outputs),
  });
  const block = (path: string, inputs: number, outputs: number): Shapes => ({
    ...normalised(`${path}.inner`, 0, inputs, outputs),
    ...normalised(`${path}.inner`, 3, outputs, outputs),
  });
  return {
    ...normalised("features", 0, 1, narrow),
    ...block("features.3", narrow, narrow),
    ...block("features.5", narrow, wide),
    ...normalised("features.5.shortcut", 0, narrow, wide, 1),
    ...dense("head", wide, classes),
  };
}

export function networkShapes({ architecture }: Network): Shapes {
  switch (architecture.name) {
    case "transformer":
      return transformer(architecture);
    case "lstm":
      return lstm(architecture);
    case "residual":
      return residual(architecture);
  }
}

/** Whether a parameter is that of a norm, which begins as 1 or 0: only there, weights have one axis. */
export const isOfNorm = (shapes: Shapes, path: string): boolean =>
  shapes[path.replace(/bias$/, "weight")]?.length === 1;
