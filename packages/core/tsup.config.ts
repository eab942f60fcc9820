import { library } from "../../tooling/tsup.ts";

export default library({ entries: { backend: "src/backend-index.ts" }, sharedIndex: "src/commonjs.ts" });
