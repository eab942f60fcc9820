// The second half of a package's build, run in its folder: declarations, after tsup has made JavaScript.
import { writeDeclarations } from "./declarations.ts";

writeDeclarations(process.cwd());
