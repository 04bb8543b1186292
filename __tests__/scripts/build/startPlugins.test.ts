// What a bundle is after the plugins: smaller and sooner ready, and else the same.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { build } from "esbuild";
import { OPTIONS, OWN_OPTIONS, ROOT } from "../../../scripts/build/bundles.ts";
import { isFile } from "../../../scripts/build/startPlugins.ts";

const folder = mkdtempSync(join(tmpdir(), "start-plugins-"));
const file = join(folder, "bundle.mjs");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function bundle(contents: string, options: typeof OPTIONS | typeof OWN_OPTIONS = OPTIONS) {
  const stdin = { contents, resolveDir: ROOT, sourcefile: "entry.mjs" };
  const { outputFiles, metafile } = await build({ ...options, stdin });
  return { text: outputFiles[0]?.text ?? "", inputs: Object.keys(metafile.inputs) };
}

/** What a program prints as a bundle, in a process of its own. */
async function run(contents: string, options?: typeof OWN_OPTIONS): Promise<string> {
  writeFileSync(file, (await bundle(contents, options)).text);
  const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" });
  return stdout.trimEnd() || stderr;
}

describe("Node's own modules in a bundle", () => {
  it.each([
    ["by name", 'import { request } from "node:http"; console.log(typeof request);', "function"],
    ["as a whole", 'import * as path from "node:path"; console.log(path.posix.join("a", "b"));', "a/b"],
    ["by default", 'import path from "node:path"; console.log(path.posix.join("a", "b"));', "a/b"],
    ["when they are used", 'const { hash } = await import("node:crypto"); console.log(typeof hash);', "function"],
    ["by require", 'console.log(typeof require("node:http").request);', "function"],
    ["to hand them on", 'export * from "node:os"; import { EOL } from "node:os"; console.log(EOL.length);', "1"],
  ])("are there for a source that asks for them %s", async (_, source, said) => {
    expect(await run(source)).toBe(said);
  });

  it("are refused by name where this Node has no such module", async () => {
    expect(await run('import * as nothing from "node:nothing"; console.log(nothing);')).toContain(
      "No such built-in module: node:nothing",
    );
  });

  it("do not load undici for the WebSocket that node:http exports", async () => {
    const source = `import * as http from "node:http";
      console.log(typeof http.request, process.moduleLoadList.some((name) => name.includes("undici")));`;
    writeFileSync(join(folder, "source.mjs"), source);

    const unbundled = spawnSync(process.execPath, [join(folder, "source.mjs")], { encoding: "utf8" }).stdout;

    expect([unbundled.trimEnd(), await run(source)]).toEqual(["function true", "function false"]);
  });

  it("are no files among its inputs", async () => {
    const { inputs } = await bundle('import "node:http"; await import("@smithy/core/event-streams");');

    expect(inputs.filter((input) => !isFile(input))).toHaveLength(2);
    expect(inputs.filter(isFile)).toEqual(["entry.mjs"]);
  });
});

describe("the SDK's event streams", () => {
  const source = `try { console.log(Object.keys(await import("@smithy/core/event-streams")).length > 0); }
    catch ({ message }) { console.log(message); }`;

  it("are not in our functions, and said to be left out where one is asked for", async () => {
    expect(await run(source)).toBe(
      "@smithy/core/event-streams: left out of this bundle by scripts/build/startPlugins.ts",
    );
  });

  it("are in a team's own functions", async () => {
    expect(await run(source, OWN_OPTIONS)).toBe("true");
  });

  it("leave a client alone that imports them at once", async () => {
    const client = `import { LambdaClient } from "@aws-sdk/client-lambda";
      console.log(typeof new LambdaClient({ region: "eu-west-1" }).config.eventStreamMarshaller);`;
    expect(await run(client)).toBe("object");
  });
});
