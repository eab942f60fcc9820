import { library } from "../../tooling/tsup.ts";

export default library({
  platform: "node",
  modulesOnly: ["env-paths"],
  browser: "src/browser.ts",
  workers: { "decode-worker": "src/images/decode-worker.ts" },
});
