import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { runNode } from "../support/stacks/repository.ts";

const SETUP = fileURLToPath(new URL("../../scripts/setup.mjs", import.meta.url));
const INSTALLING = "setup: installing dependencies (once; about a minute)\n";
/** Without what the clock decides: how long it took, and how often that was said meanwhile. */
const untimed = (stderr: string) => stderr.replaceAll(/(?:setup: \d+ s, (\d+ of \d+ packages)\n)+/g, "[$1]\n");
const NOTHING = "[0 of 0 packages]\n";

/** A clone with a lockfile, and an npm that notes how it was called. */
let clone: string;
const inClone = (...path: string[]) => join(clone, ...path);

beforeEach(() => {
  clone = realpathSync(mkdtempSync(join(tmpdir(), "setup-")));
  mkdirSync(inClone("scripts"));
  mkdirSync(inClone("bin"));
  cpSync(SETUP, inClone("scripts", "setup.mjs"));
  writeFileSync(inClone("package-lock.json"), "{}");
  fakeNpm("mkdir -p node_modules/.bin");
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

function executable(path: string, script: string): void {
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

const fakeNpm = (script: string) =>
  executable(inClone("bin", "npm"), `echo "$@" >> "${inClone("npm.log")}"\n${script}`);

const npmCalls = () =>
  existsSync(inClone("npm.log")) ? readFileSync(inClone("npm.log"), "utf8").trimEnd().split("\n") : [];

/** Runs it as if on that version of Node. */
const setup = (version: string) => {
  const pretend = `data:text/javascript,Object.defineProperty(process, "version", { value: "${version}" });`;
  return runNode(clone, ["--import", pretend, inClone("scripts", "setup.mjs")], {
    PATH: `${inClone("bin")}${delimiter}${process.env.PATH}`,
  });
};

const isInstalled = () => existsSync(inClone("node_modules", ".installed"));

describe("setting up", () => {
  it.each(["v18.20.8", "v19.9.0"])("refuses Node %s before it installs anything", async (version) => {
    const { status, stderr } = await setup(version);

    expect({ status, stderr }).toEqual({ status: 1, stderr: `setup: Node 20 or later is needed, got ${version}\n` });
    expect(npmCalls()).toEqual([]);
  });

  it.each(["v20.0.0", "v22.17.1"])("refuses Node %s where no newer one came with the packages", async (version) => {
    const { status, stderr } = await setup(version);

    const refusal = `setup: Node 22.18 or later must be on the PATH on ${process.platform}, got ${version}\n`;
    expect({ status, stderr: untimed(stderr) }).toEqual({ status: 1, stderr: INSTALLING + NOTHING + refusal });
  });

  it.each(["v22.18.0", "v23.0.0", "v24.11.0"])("is content with Node %s", async (version) => {
    const { status, stderr } = await setup(version);

    expect({ status, stderr: untimed(stderr) }).toEqual({ status: 0, stderr: INSTALLING + NOTHING });
  });

  it("is content with Node 20 where a newer one came with the packages", async () => {
    fakeNpm(
      "mkdir -p node_modules/.bin && printf '#!/bin/sh\\n' > node_modules/.bin/node && chmod +x node_modules/.bin/node",
    );

    const { status } = await setup("v20.0.0");

    expect(status).toBe(0);
    expect(existsSync(inClone("node_modules", ".bin", "node"))).toBe(true);
  });

  it("takes away a Node from the packages that does not run here", async () => {
    fakeNpm(
      "mkdir -p node_modules/.bin && printf '#!/bin/sh\\nexit 127\\n' > node_modules/.bin/node && chmod +x node_modules/.bin/node",
    );

    const { status } = await setup("v24.11.0");

    expect(status).toBe(0);
    expect(existsSync(inClone("node_modules", ".bin", "node"))).toBe(false);
  });

  it("installs what the lockfile says, and runs no package's scripts", async () => {
    await setup("v24.11.0");

    expect(npmCalls()).toEqual(["ci --ignore-scripts --no-audit --no-fund --loglevel=error"]);
    expect(readFileSync(inClone("node_modules", ".installed"), "utf8")).toBe(
      createHash("sha256").update("{}").digest("hex"),
    );
  });

  it("says how many of the packages for this machine are there, nested and scoped ones too", async () => {
    const packages = {
      "": {},
      "node_modules/a": {},
      "node_modules/a/node_modules/b": {},
      "node_modules/@scope/c": { os: [process.platform], cpu: [process.arch] },
      "node_modules/elsewhere": { os: ["plan9"] },
      "node_modules/missing": {},
    };
    writeFileSync(inClone("package-lock.json"), JSON.stringify({ packages }));
    fakeNpm("mkdir -p node_modules/.bin node_modules/a/node_modules/b node_modules/@scope/c");

    const { stderr } = await setup("v24.11.0");

    expect(untimed(stderr)).toBe(`${INSTALLING}[3 of 4 packages]\n`);
  });

  it("says and does nothing the second time", async () => {
    await setup("v24.11.0");

    const second = await setup("v24.11.0");

    expect(second).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(npmCalls()).toHaveLength(1);
  });

  it("installs again when the lockfile has changed", async () => {
    await setup("v24.11.0");
    writeFileSync(inClone("package-lock.json"), '{"changed":true}');

    const { stderr } = await setup("v24.11.0");

    expect(untimed(stderr)).toBe(INSTALLING + NOTHING);
    expect(npmCalls()).toHaveLength(2);
  });

  describe("after a plain npm ci", () => {
    const here = { os: [process.platform], cpu: [process.arch] };
    const pinned = {
      "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
      "node_modules/@scope/here": { version: "2.0.0", integrity: "sha512-h", optional: true, ...here },
      "node_modules/@scope/libc": { version: "2.0.0", integrity: "sha512-l", optional: true, ...here, libc: ["other"] },
      "node_modules/of-elsewhere": { version: "3.0.0", integrity: "sha512-o", optional: true },
      "node_modules/@scope/elsewhere": { version: "2.0.0", integrity: "sha512-e", optional: true, os: ["plan9"] },
    };
    const { "node_modules/a": a, "node_modules/@scope/here": forHere } = pinned;

    /** The lockfile, and the list that npm leaves in node_modules. */
    function npmHasInstalled(packages: object): void {
      writeFileSync(inClone("package-lock.json"), JSON.stringify({ packages: { "": { name: "clone" }, ...pinned } }));
      mkdirSync(inClone("node_modules", ".bin"), { recursive: true });
      writeFileSync(inClone("node_modules", ".package-lock.json"), JSON.stringify({ packages }));
    }
    const inPlace = { "node_modules/a": a, "node_modules/@scope/here": forHere };

    it("installs nothing, and remembers it", async () => {
      npmHasInstalled(inPlace);

      const first = await setup("v24.11.0");
      const second = await setup("v24.11.0");

      const quiet = { status: 0, stdout: "", stderr: "" };
      expect([first, second]).toEqual([quiet, quiet]);
      expect(npmCalls()).toEqual([]);
      expect(isInstalled()).toBe(true);
    });

    it("takes away a Node from the packages that does not run here", async () => {
      npmHasInstalled(inPlace);
      executable(inClone("node_modules", ".bin", "node"), "exit 127");

      const { status } = await setup("v24.11.0");

      expect(status).toBe(0);
      expect(existsSync(inClone("node_modules", ".bin", "node"))).toBe(false);
    });

    it.each<[string, object]>([
      ["a package is missing", { "node_modules/@scope/here": forHere }],
      ["this machine's package is missing", { "node_modules/a": a }],
      ["a version is another", { ...inPlace, "node_modules/a": { ...a, version: "1.0.1" } }],
      ["the bytes are others", { ...inPlace, "node_modules/a": { ...a, integrity: "sha512-b" } }],
      ["a package is there that nothing pins", { ...inPlace, "node_modules/b": a }],
      [
        "packages are another machine's",
        { ...inPlace, "node_modules/@scope/elsewhere": pinned["node_modules/@scope/elsewhere"] },
      ],
    ])("installs when %s", async (_, packages) => {
      npmHasInstalled(packages);

      const { status, stderr } = await setup("v24.11.0");

      expect(status).toBe(0);
      expect(stderr).toContain(INSTALLING);
      expect(npmCalls()).toHaveLength(1);
    });

    it("installs when npm's list cannot be read", async () => {
      npmHasInstalled({});
      writeFileSync(inClone("node_modules", ".package-lock.json"), "{");

      await setup("v24.11.0");

      expect(npmCalls()).toHaveLength(1);
    });
  });

  it("stops when npm fails, says where, and tries again the next time", async () => {
    fakeNpm("mkdir -p node_modules && exit 7");

    const { status, stderr } = await setup("v24.11.0");

    expect(status).toBe(1);
    expect(stderr).toContain(`setup: npm ci failed in ${clone}`);
    expect(untimed(stderr).trimEnd().split("\n")).toHaveLength(3);
    expect(isInstalled()).toBe(false);
  });
});
