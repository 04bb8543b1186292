// npm run cdktf -- deploy 'dev-*': deploy, diff and destroy drive terraform themselves; every other verb is cdktf-cli's.
import { fileURLToPath } from "node:url";
import { verbOf } from "./deploy/arguments.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const [word, ...words] = process.argv.slice(2);
const verb = verbOf(word);

if (verb) {
  const { onProcessSignal, run } = await import("./deploy/run.ts");
  const { env, stdin, stdout, stderr } = process;
  process.exitCode = await run(verb, words, { root: ROOT, env, stdin, stdout, stderr, onSignal: onProcessSignal });
  stdin.unref?.();
} else {
  const { runCdktfCli } = await import("./deploy/cdktfCli.ts");
  await runCdktfCli(ROOT, process.argv.slice(2));
}
