// Makes a fresh clone runnable: dependencies as the lockfile says, and a Node that runs TypeScript sources.
// Runs on the machine's own Node (20 or later) before anything is installed, so it uses nothing but Node itself.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const OLDEST_SETUP_NODE = [20, 0];
/** The first release that runs TypeScript sources without a flag: https://nodejs.org/api/typescript.html */
const OLDEST_SOURCE_NODE = [22, 18];

const root = fileURLToPath(new URL("..", import.meta.url));

const isAtLeast = (version, [major, minor]) => {
  const [a, b] = version.replace(/^v/, "").split(".").map(Number);
  return a > major || (a === major && b >= minor);
};

function stop(message) {
  console.error(`setup: ${message}`);
  process.exit(1);
}

const suitsMachine = ({ os, cpu }) => {
  const suits = (allowed, name) => !allowed || allowed.includes(name);
  return suits(os, process.platform) && suits(cpu, process.arch);
};

/** How many packages the lockfile puts on this machine; those for other ones are skipped by npm. */
const packagesFor = (lock) =>
  Object.entries(JSON.parse(lock).packages ?? {}).filter(([path, entry]) => path !== "" && suitsMachine(entry)).length;

/**
 * Whether npm itself has installed what the lockfile says, for this machine: a plain `npm ci` leaves its own list behind.
 * What npm skips (another C library's package, what only another machine's package needs) may be missing.
 */
function isInPlace(lock, modules) {
  let listed;
  try {
    listed = JSON.parse(readFileSync(join(modules, ".package-lock.json"), "utf8")).packages;
  } catch {}
  if (!listed) return false;
  const { "": _, ...pinned } = JSON.parse(lock).packages ?? {};
  const isPinned = ([path, { version, integrity }]) =>
    pinned[path]?.version === version && pinned[path].integrity === integrity && suitsMachine(pinned[path]);
  const isForMachine = (entry) => (entry.os || entry.cpu) && !entry.libc && suitsMachine(entry);
  const isThere = ([path, entry]) => path in listed || (entry.optional && !isForMachine(entry));
  return Object.entries(listed).every(isPinned) && Object.entries(pinned).every(isThere);
}

/** Packages that are in place, nested ones included. */
function packagesIn(modules) {
  let names = [];
  try {
    names = readdirSync(modules, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  } catch {} // not there yet
  let count = 0;
  for (const { name } of names) {
    const path = join(modules, name);
    if (name.startsWith("@")) count += packagesIn(path);
    else if (!name.startsWith(".")) count += 1 + packagesIn(join(path, "node_modules"));
  }
  return count;
}

/** Says how far npm is: a line that changes on a terminal, a line every ten seconds elsewhere. Returns what ends it. */
function showProgress(modules, total) {
  const { isTTY } = process.stderr;
  const began = Date.now();
  const say = () => {
    const line = `setup: ${Math.round((Date.now() - began) / 1000)} s, ${packagesIn(modules)} of ${total} packages`;
    process.stderr.write(isTTY ? `\r${line}\u001b[K` : `${line}\n`);
  };
  const timer = setInterval(say, isTTY ? 500 : 10_000);
  return () => {
    clearInterval(timer);
    say();
    if (isTTY) process.stderr.write("\n");
  };
}

/**
 * Installs what a lockfile pins into the folder beside it, unless that is already there.
 * @param {string} folder holds package.json and package-lock.json
 * @param {string} what named in the line that says why it takes a while
 * @returns {Promise<boolean>} whether what is there is new since this was last asked
 */
export async function install(folder, what) {
  const lock = readFileSync(join(folder, "package-lock.json"));
  const digest = createHash("sha256").update(lock).digest("hex");
  const modules = join(folder, "node_modules");
  const stamp = join(modules, ".installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return false;
  if (isInPlace(lock, modules)) {
    writeFileSync(stamp, digest);
    return true;
  }
  console.error(`setup: installing ${what} (once; about a minute)`);
  const npm = spawn("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: folder,
    stdio: ["ignore", 2, 2],
  });
  const end = showProgress(modules, packagesFor(lock));
  const status = await new Promise((resolve) => {
    npm.once("error", (error) => resolve(error.message));
    npm.once("close", resolve);
  });
  end();
  if (status !== 0) stop(`npm ci failed in ${folder}; see above`);
  writeFileSync(stamp, digest);
  return true;
}

const runs = (node) => spawnSync(node, ["--version"], { stdio: "ignore" }).status === 0;

/** npm scripts find node_modules/.bin/node first, where the platform has a Node package. */
function checkNode(isNew) {
  const bundled = join(root, "node_modules", ".bin", "node");
  if (existsSync(bundled)) {
    if (!isNew || runs(bundled)) return;
    rmSync(bundled); // a binary for another C library (Alpine): the machine's own Node serves
  }
  if (isAtLeast(process.version, OLDEST_SOURCE_NODE)) return;
  stop(
    `Node ${OLDEST_SOURCE_NODE.join(".")} or later must be on the PATH on ${process.platform}, got ${process.version}`,
  );
}

if (!isAtLeast(process.version, OLDEST_SETUP_NODE)) stop(`Node 20 or later is needed, got ${process.version}`);
if (realpathSync(process.argv[1]) === realpathSync(fileURLToPath(import.meta.url))) {
  checkNode(await install(root, "dependencies"));
}
