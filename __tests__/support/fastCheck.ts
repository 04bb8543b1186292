// fast-check as tests get it when they import it: every property begins with the seed of the run.
import fc from "../../node_modules/fast-check/lib/fast-check.js";
import { SEED } from "./seed.ts";

fc.configureGlobal({ seed: SEED });

export default fc;
