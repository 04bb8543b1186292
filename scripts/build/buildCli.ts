// npm run build:cli: the lmi command as one file, for machines that have Node and nothing else.
import { chmod } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { pageFiles } from "../../local/console/pageFiles.ts";
import { onlyEnglish, ownModulesRequired } from "./startPlugins.ts";

const OUT = "dist/lmi.mjs";

/** The page of `lmi console` is bundled now: where the command runs there is no bundler, and no source. */
const readyPage: Plugin = {
  name: "ready page",
  setup({ onLoad }) {
    onLoad({ filter: /\/local\/console\/pageFiles\.ts$/ }, async () => {
      const files = [...(await pageFiles())].map(([path, { contentType, body, zipped }]) => [
        path,
        { contentType, body: body.toString("base64"), zipped: zipped.toString("base64") },
      ]);
      const read = "({ contentType, body, zipped })";
      const made = '{ contentType, body: Buffer.from(body, "base64"), zipped: Buffer.from(zipped, "base64") }';
      return {
        contents: `const FILES = ${JSON.stringify(files)};
export const pageFiles = async () => new Map(FILES.map(([path, file]) => [path, (${read} => (${made}))(file)]));`,
      };
    });
  },
};

const { metafile } = await build({
  absWorkingDir: fileURLToPath(new URL("../..", import.meta.url)),
  entryPoints: ["scripts/lmi.ts"],
  outfile: OUT,
  bundle: true,
  // Names stay: stack traces need them, and the file starts no faster without.
  minifyWhitespace: true,
  minifySyntax: true,
  plugins: [onlyEnglish, ownModulesRequired, readyPage],
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
