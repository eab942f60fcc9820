import { library } from "../../tooling/tsup.ts";

export default library({ platform: "node", workers: { worker: "src/search/worker.ts" } });
