// npm run build:cli: the lmi command as one file, for machines that have Node and nothing else.
import { chmod } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { onlyEnglish } from "./bundles.ts";

const OUT = "dist/lmi.mjs";

const { metafile } = await build({
  absWorkingDir: fileURLToPath(new URL("../..", import.meta.url)),
  entryPoints: ["scripts/lmi.ts"],
  outfile: OUT,
  bundle: true,
  // Names stay: stack traces need them, and the file starts no faster without.
  minifyWhitespace: true,
  minifySyntax: true,
  plugins: [onlyEnglish],
  platform: "node",
  target: "node22",
  format: "esm",
  // CommonJS builds of dependencies load Node's http and zlib when they are used, and not at every start.
  mainFields: ["main"],
  legalComments: "none",
  banner: {
    js: 'import{createRequire as __r}from"node:module";const require=__r(import.meta.url);',
  },
  metafile: true,
  logLevel: "error",
});
await chmod(fileURLToPath(new URL(`../../${OUT}`, import.meta.url)), 0o755);
const bytes = metafile.outputs[OUT]?.bytes ?? 0;
console.log(`${OUT}  ${(bytes / 1024).toFixed(0)} KiB`);
