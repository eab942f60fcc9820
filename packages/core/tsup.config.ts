import { library } from "../../tooling/tsup.ts";

export default library({
  entries: {
    arguments: "src/arguments-index.ts",
    backend: "src/backend-index.ts",
    distributions: "src/distributions-index.ts",
    elements: "src/elements-index.ts",
    fft: "src/fft-index.ts",
  },
  sharedIndex: "src/commonjs.ts",
});
