import { library } from "../../tooling/tsup.ts";

// No CommonJS: a program is started, and not required.
export default library({
  platform: "node",
  entries: { main: "src/main.ts", program: "src/program.ts" },
  commonjs: false,
});
