import { Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d } from "@gradiente/nn";
import { agreesWithPyTorch, type Subject } from "../agreement.ts";

const dtype = "float64";
const kernels = [3, [3, 2], [2, 2, 1]];
const layers = [Conv1d, Conv2d, Conv3d];
const transposed = [ConvTranspose1d, ConvTranspose2d, ConvTranspose3d];

const ofRank = (rank: number): Record<string, () => Subject> => {
  const [kernel, Conv, ConvTranspose] = [kernels[rank - 1], layers[rank - 1], transposed[rank - 1]];
  const conv = `Conv${rank}d`;
  const back = `ConvTranspose${rank}d`;
  return {
    [conv]: () => new Conv(2, 3, kernel, { dtype }),
    [`${conv} unbatched`]: () => new Conv(2, 3, kernel, { dtype }),
    [`${conv} without bias, padding 1, stride 2`]: () =>
      new Conv(1, 2, kernel, { stride: 2, padding: 1, bias: false, dtype }),
    [`${conv} groups 2, dilation 2, same`]: () =>
      new Conv(2, 4, kernel, { groups: 2, dilation: 2, padding: "same", dtype }),
    [`${conv} valid`]: () => new Conv(1, 1, kernel, { padding: "valid", dtype }),
    ...Object.fromEntries(
      (["reflect", "replicate", "circular"] as const).map((paddingMode) => [
        `${conv} ${paddingMode}`,
        () => new Conv(1, 2, kernel, { padding: 1, paddingMode, dtype }),
      ]),
    ),
    [`${conv} same, circular`]: () =>
      new Conv(1, 1, kernel, { padding: "same", paddingMode: "circular", dtype }),
    [back]: () => new ConvTranspose(2, 3, kernel, { dtype }),
    [`${back} unbatched`]: () => new ConvTranspose(2, 1, kernel, { bias: false, dtype }),
    [`${back} groups 2, stride 2, padding 1, outputPadding 1`]: () =>
      new ConvTranspose(2, 4, kernel, { groups: 2, stride: 2, padding: 1, outputPadding: 1, dtype }),
    [`${back} dilation 2`]: () =>
      new ConvTranspose(1, 2, kernel, { dilation: 2, padding: 1, outputPadding: 1, dtype }),
  };
};

agreesWithPyTorch("layers/convolution", {
  ...ofRank(1),
  ...ofRank(2),
  ...ofRank(3),
  "Conv2d with a number for each axis": () =>
    new Conv2d(2, 2, [2, 3], { stride: [2, 1], padding: [0, 2], dilation: [1, 2], dtype }),
  "ConvTranspose2d with a number for each axis": () =>
    new ConvTranspose2d(2, 2, [2, 3], {
      stride: [2, 1],
      padding: [0, 1],
      dilation: [1, 2],
      outputPadding: [1, 0],
      dtype,
    }),
  "Conv2d with pairs of padding": () => new Conv2d(1, 2, 2, { padding: [[1, 0], [0, 2]], dtype }), // biome-ignore format: pairs
  "Conv2d same with stride": () => new Conv2d(1, 2, [3, 2], { padding: "same", stride: [2, 3], dtype }),
});
