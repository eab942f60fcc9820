import { library } from "../../tooling/tsup.ts";

export default library({ platform: "node", workers: { worker: "src/node/workers/worker.ts" } });
