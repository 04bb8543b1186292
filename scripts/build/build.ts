// npm run build: makes the functions' archives and prints their sizes.
import { buildArchives } from "./bundles.ts";

const kib = (bytes: number) => `${(bytes / 1024).toFixed(0)} KiB`.padStart(9);

for (const { id, path, minifiedBytes, zipBytes } of await buildArchives()) {
  console.log(`${id.padEnd(12)}${kib(minifiedBytes)} minified${kib(zipBytes)} zipped  ${path}`);
}
