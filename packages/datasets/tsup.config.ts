import { library } from "../../tooling/tsup.ts";

export default library({
  platform: "node",
  modulesOnly: ["env-paths"],
  entries: { browser: "src/browser.ts" },
});
