// npm run synth:cdktn: the same stacks by CDKTF's successor, in cdktn.out. Its packages have a lockfile of their own, and
// imports are led to them while this runs: no source knows of it. docs/leaving-cdktf.md says what for.
import { registerHooks } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { install } from "../setup.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const TOOL = join(ROOT, "tools", "cdktn");
/** Imports that come from here find the node_modules of the lockfile first. */
const FROM_TOOL = pathToFileURL(join(TOOL, "package.json")).href;

const SUCCESSORS: Readonly<Record<string, string>> = {
  cdktf: "cdktn",
  "@cdktf/provider-aws": "@cdktn/provider-aws",
  constructs: "constructs",
};
const PACKAGE = /^(?:cdktf|@cdktf\/provider-aws|constructs)(?=\/|$)/;

await install(TOOL, "cdktn");
registerHooks({
  resolve(specifier, context, next) {
    if (!PACKAGE.test(specifier)) return next(specifier, context);
    const successor = specifier.replace(PACKAGE, (name) => SUCCESSORS[name] ?? name);
    return next(successor, { ...context, parentURL: FROM_TOOL });
  },
});

process.env.CDKTF_OUTDIR ??= "cdktn.out";
await import("../../main.ts");
