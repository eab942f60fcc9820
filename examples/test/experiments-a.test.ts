import { testExperiments } from "./experiments.ts";

testExperiments("a");
