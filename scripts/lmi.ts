// The lmi command: for operators, for a cron, for CI. One file per command in lmi/.
import { enableCompileCache } from "node:module";

// Node keeps what it made of the sources: starting takes 0.1 s instead of 0.4 s.
enableCompileCache();
await import("./lmi/program.ts");
