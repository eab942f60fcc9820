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
  const filters = (path: string, inputs: number, outputs: number, size = 3): Shapes => ({
    [`${path}.weight`]: [outputs, inputs, size, size],
  });
  const block = (path: string, inputs: number, outputs: number): Shapes => ({
    ...filters(`${path}.conv1`, inputs, outputs),
    ...norm(`${path}.bn1`, outputs),
    ...filters(`${path}.conv2`, outputs, outputs),
    ...norm(`${path}.bn2`, outputs),
  });
  return {
    ...filters("conv", 1, narrow),
    ...norm("bn", narrow),
    ...block("same", narrow, narrow),
    ...block("wider", narrow, wide),
    ...filters("wider.projection", narrow, wide, 1),
    ...norm("wider.projection_bn", wide),
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

/** Whether a path is that of a norm's parameter, which begins as 1 or 0. */
export const isOfNorm = (path: string): boolean => /(norm\d?|bn\d?)\.(weight|bias)$/.test(path);
