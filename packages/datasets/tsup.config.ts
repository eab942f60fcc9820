import { library } from "../../tooling/tsup.ts";

export default library({
  platform: "node",
  modulesOnly: ["env-paths"],
  browser: "src/browser.ts",
});
