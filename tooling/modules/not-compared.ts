/** Public names that are compared with nothing by themselves, each with the reason. */
export const notCompared: Readonly<Record<string, string>> = {
  Lambda: "what it computes is the user's",
  LPPool3d: "PyTorch 1.13 has none; one implementation with LPPool1d and LPPool2d",
  Sequential: "computes nothing: its layers are compared",
  lengthMask: "no layer: a mask of lengths, compared within RNN, LSTM and GRU",
};
