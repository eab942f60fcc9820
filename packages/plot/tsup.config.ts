import { library } from "../../tooling/tsup.ts";

// No CommonJS: Vega's modules wait while they load, and `require` cannot.
export default library({ platform: "node", browser: "src/browser.ts", commonjs: false });
