/** What users of PyTorch may look for and not find, each with the way to do without. */
export const absent: readonly (readonly [theirs: string, instead: string])[] = [
  [
    "nn.ModuleList, nn.ModuleDict",
    "not needed: modules are found in arrays, plain objects and Maps in fields",
  ],
  [
    "nn.ZeroPad2d, nn.ReflectionPad2d and the like",
    "padding and paddingMode of convolutions; pad, in a Lambda",
  ],
  ["nn.Fold, nn.Unfold", "the functions fold and unfold, in a Lambda"],
  ["nn.UpsamplingNearest2d, nn.UpsamplingBilinear2d", "Upsample with a mode; bilinear with alignCorners"],
  ["nn.Softmax2d", "new Softmax(1)"],
  ["nn.ChannelShuffle", "reshape, transpose, reshape, in a Lambda"],
  ["nn.RReLU", "LeakyReLU, or PReLU, whose slopes are learnt"],
  ["return_indices of pools", "the method withIndices of MaxPool1d, MaxPool2d and MaxPool3d"],
  ["nn.FractionalMaxPool2d", "not there"],
  ["include_last_offset of nn.EmbeddingBag", "leave the last offset out"],
  ["add_zero_attn of nn.MultiheadAttention", "not there; addBiasKv is"],
  ["concatenated targets of nn.CTCLoss", "a row of labels for each sample, padded"],
  [
    "torch.fft.fftn, rfft2, hfft and the like",
    "fft, rfft and irfft of @gradiente/core/fft, one axis after another",
  ],
  ["torch.unique_consecutive", "not there; unique and uniqueSlices sort"],
  ["other distributions of torch.distributions", "not there"],
  ["None in the sizes of adaptive pools", "the size itself"],
];
