import { library } from "../../tooling/tsup.ts";

export default library({
  platform: "node",
  entries: {
    csv: "src/csv.ts",
    files: "src/node/index.ts",
    image: "src/image/index.ts",
    mat: "src/mat/index.ts",
    npz: "src/npz.ts",
    parquet: "src/parquet/index.ts",
    pytorch: "src/pytorch/index.ts",
    safetensors: "src/safetensors.ts",
    tfjs: "src/tfjs.ts",
  },
  sharedIndex: "src/commonjs.ts",
});
