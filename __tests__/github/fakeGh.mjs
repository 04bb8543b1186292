// A gh whose GitHub is one JSON file: comments and issues, in pages of two.
import { readFileSync, writeFileSync } from "node:fs";

const [command, ...args] = process.argv.slice(2);
if (command !== "api" || !process.env.GH_TOKEN) {
  console.error("gh: To use GitHub CLI in a GitHub Actions workflow, set the GH_TOKEN environment variable.");
  process.exit(4);
}
const file = process.env.GITHUB_STATE;
const state = JSON.parse(readFileSync(file, "utf8"));
const path = args.at(-1);
const method = args.includes("--method") ? args[args.indexOf("--method") + 1] : "GET";
const fields = args.includes("--input") ? JSON.parse(readFileSync(0, "utf8")) : {};
state.calls.push(`${method} ${path}`);

const pages = (list) => [list.slice(0, 2), list.slice(2)];
const [, under] = /issues\/(\d+)\/comments/.exec(path) ?? [];
const [, comment] = /issues\/comments\/(\d+)/.exec(path) ?? [];
const [, issue] = /issues\/(\d+)$/.exec(path) ?? [];
const made = (more) => ({
  id: state.next++,
  number: state.next++,
  user: { login: "github-actions[bot]" },
  html_url: `https://github.example/${path}`,
  ...fields,
  ...more,
});
const added = (list, more) => list[list.push(made(more)) - 1];
const changed = (list, is) => Object.assign(list.find(is), fields);

function answerOf() {
  if (method === "GET") return pages(under ? state.comments : state.issues.filter((one) => one.state === "open"));
  if (method === "POST") return under ? added(state.comments) : added(state.issues, { state: "open" });
  if (comment) return changed(state.comments, ({ id }) => id === Number(comment));
  return changed(state.issues, ({ number }) => number === Number(issue));
}

const answer = answerOf();
writeFileSync(file, JSON.stringify(state));
console.log(JSON.stringify(answer));
