import { testExperiments } from "./experiments.ts";

testExperiments("f");
