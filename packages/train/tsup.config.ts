import { library } from "../../tooling/tsup.ts";

export default library({
  platform: "node",
  modulesOnly: ["fast-png"],
  entries: { node: "src/node/index.ts" },
  workers: { worker: "src/node/workers/worker.ts" },
});
