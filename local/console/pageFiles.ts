// The files of the page: bundled once, at the start; nothing of them comes from elsewhere.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

export interface PageFile {
  readonly contentType: string;
  readonly body: Buffer;
  /** The same, for browsers that take gzip. */
  readonly zipped: Buffer;
}

/** By path. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const FOLDER = fileURLToPath(new URL("./page", import.meta.url));
const HTML = "text/html; charset=utf-8";
const SCRIPT = "text/javascript; charset=utf-8";
const STYLE = "text/css; charset=utf-8";

function file(contentType: string, body: Buffer): PageFile {
  return { contentType, body, zipped: gzipSync(body, { level: 9 }) };
}

/** Bundles the page's sources. */
export async function pageFiles(): Promise<PageFiles> {
  const { build } = await import("esbuild");
  const [{ outputFiles }, html, icon] = await Promise.all([
    build({
      entryPoints: [join(FOLDER, "main.ts"), join(FOLDER, "style.css")],
      outdir: FOLDER,
      bundle: true,
      write: false,
      minify: true,
      format: "esm",
      target: "es2022",
      legalComments: "none",
      logLevel: "silent",
    }),
    readFile(join(FOLDER, "index.html")),
    readFile(join(FOLDER, "icon.svg")),
  ]);
  const bundled = (name: string) => Buffer.from(outputFiles.find(({ path }) => path.endsWith(name))?.contents ?? []);
  return new Map([
    ["/", file(HTML, html)],
    ["/main.js", file(SCRIPT, bundled("main.js"))],
    ["/style.css", file(STYLE, bundled("style.css"))],
    ["/icon.svg", file("image/svg+xml", icon)],
  ]);
}
