import { testExperiments } from "./experiments.ts";

testExperiments("c");
