import { testExperiments } from "./experiments.ts";

testExperiments("e");
