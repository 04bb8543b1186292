// lmi plan post: a review as the one comment under a pull request that every push edits, or as an issue that is closed when there
// is nothing to say any more. The hidden marker in the first line of a review tells which is its own.
import type { Command } from "commander";
import { isMarker } from "../../../plan/report/marker.ts";
import { UsageError } from "../../cliError.ts";
import { readTextFile } from "../jsonFile.ts";
import { wholeNumber, withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { createGitHub, type GitHub } from "./github.ts";

interface Options {
  readonly repository: string;
  readonly pullRequest?: number;
  readonly issue?: string;
  readonly close?: boolean;
}

interface Entry {
  readonly id: number;
  readonly number: number;
  readonly body: string | null;
  readonly html_url: string;
  readonly user: { readonly login: string } | null;
  readonly pull_request?: unknown;
}

/** Who a workflow is to GitHub. */
const BOT = "github-actions[bot]";

export function addPost(plan: Command): void {
  const command = plan
    .command("post")
    .description("post a review with gh: one comment or issue for each --key, edited when it is there already")
    .argument("<review.md>", "what --output wrote")
    .requiredOption("--repository <owner/name>", "on GitHub", repository)
    .option("--pull-request <number>", "under which it is a comment", wholeNumber("--pull-request", [1, 999_999_999]))
    .option("--issue <title>", "an issue with this title instead")
    .option("--close", "close the issue, if there is one: there is nothing to say any more");
  command.action(inSession<Options>(run));
  withExample(command, "lmi plan post review.md --repository acme/video --pull-request 12");
}

function repository(text: string): string {
  if (/^[\w.-]+\/[\w.-]+$/.test(text)) return text;
  throw new UsageError(`--repository: must be <owner>/<name>, got ${text}`);
}

const ownIn = (entries: readonly Entry[], marker: string): Entry | undefined =>
  entries.find(({ user, body, pull_request: pull }) => user?.login === BOT && !pull && body?.startsWith(marker));

async function comment(github: GitHub, at: string, number: number, marker: string, body: string): Promise<string> {
  const under = `${at}/issues/${number}/comments`;
  const own = ownIn(await github.list<Entry>(`${under}?per_page=100`), marker);
  const { html_url: url } = own
    ? await github.send<Entry>("PATCH", `${at}/issues/comments/${own.id}`, { body })
    : await github.send<Entry>("POST", under, { body });
  return `${own ? "updated" : "posted"}: ${url}`;
}

async function issue(
  github: GitHub,
  at: string,
  { title, close }: { readonly title: string; readonly close: boolean },
  marker: string,
  body: string,
): Promise<string> {
  const open = await github.list<Entry>(`${at}/issues?state=open&creator=${encodeURIComponent(BOT)}&per_page=100`);
  const own = ownIn(open, marker);
  if (close) {
    if (!own) return "nothing to close";
    const closed = await github.send<Entry>("PATCH", `${at}/issues/${own.number}`, { state: "closed", body });
    return `closed: ${closed.html_url}`;
  }
  const { html_url: url } = own
    ? await github.send<Entry>("PATCH", `${at}/issues/${own.number}`, { title, body })
    : await github.send<Entry>("POST", `${at}/issues`, { title, body });
  return `${own ? "updated" : "opened"}: ${url}`;
}

const run: Run<Options> = async ({ io }, { repository, pullRequest, issue: title, close = false }, [file = ""]) => {
  const body = await readTextFile(file);
  const [marker = ""] = body.split("\n");
  if (!isMarker(marker)) throw new UsageError(`${file}: must be a review, which begins with its marker`);
  if ((pullRequest === undefined) === (title === undefined)) {
    throw new UsageError("--pull-request, --issue: one of them");
  }
  if (close && title === undefined) throw new UsageError("--close: only together with --issue");
  const github = createGitHub(io.env);
  const at = `repos/${repository}`;
  const done =
    pullRequest !== undefined
      ? await comment(github, at, pullRequest, marker, body)
      : await issue(github, at, { title: title ?? "", close }, marker, body);
  return { json: { done }, lines: [done] };
};
