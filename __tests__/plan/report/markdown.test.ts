import { describe, expect, it } from "@jest/globals";
import { marker } from "../../../plan/report/marker.ts";
import { renderMarkdown } from "../../../plan/report/report.ts";
import { planJson, planOf } from "../../support/plan/json.ts";
import { exampleReview, findings } from "./exampleReview.ts";
import { changesOf, planWith, reviewWith } from "./largeReview.ts";

const markdown = renderMarkdown(exampleReview);
const lines = markdown.split("\n");

describe("the comment", () => {
  it("begins with its marker and one verdict line", () => {
    expect(lines[0]).toBe("<!-- lmi plan review: prod-service,prod-network -->");
    expect(lines[1]).toMatch(
      /^### Apply would fail: `aws_lambda_capacity_provider.api`: .*; findings: 1 critical, 2 high; /,
    );
    expect(lines.filter((line) => line.startsWith("### "))).toHaveLength(1);
  });

  it("counts the changes of each stack and of all", () => {
    expect(lines).toContain(
      "| Stack | Create | Update | Replace | Destroy | Forget | Move | Import | Drift | Outputs |",
    );
    expect(lines).toContain("| `prod-service` | 1 | 2 | 1 | 1 | 1 | 1 | 1 | 1 | 1 |");
    expect(lines).toContain("| **All** | 1 | 2 | 1 | 2 | 1 | 1 | 1 | 1 | 1 |");
  });

  it("has the findings worst first, with what happens, why it matters and what to do", () => {
    const where = findings.toReversed().map(({ what }) => markdown.indexOf(what.slice(0, 20)));
    expect(markdown.indexOf("#### Critical: 1")).toBeLessThan(markdown.indexOf("#### High: 2"));
    expect(where.every((index) => index > 0)).toBe(true);
    expect(markdown).toContain("\n  - Why it matters: Log lines of the functions are lost");
    expect(markdown).toContain("\n  - What to do: Name the bucket.");
  });

  it("has the cost as a range, what it is made of and what it rests on", () => {
    expect(markdown).toContain("`-$32.85 to +$412.50` in all");
    expect(lines).toContain(
      "| `prod-service: aws_lambda_capacity_provider.api` | EC2 instances and management fee | `$0.00 to +$445.35` |",
    );
    expect(markdown).toMatch(/<details><summary>What the amounts rest on<\/summary>[\s\S]*`minInstances`: 3 instances/);
  });

  it.each([
    ['! policy › Statement[0].Resource: "arn:aws:s3:::media/*" → "*"'],
    ['+ policy › Statement[0].Action[] = "s3:DeleteObject"'],
    ['- vpc_config[0].subnet_ids[] = "subnet-c"  # forces replacement'],
    ["! environment[0].variables.TOKEN: (sensitive, changes)"],
    ["# known after apply: arn, id"],
    ["- `aws_sqs_queue.renamed` stays as it is, moved from `aws_sqs_queue.before`"],
    ["- `aws_s3_bucket.adopted` stays as it is, imported as `media`"],
    ["- `aws_sns_topic.left` is forgotten: it leaves the state and goes on existing"],
    ["! min: 3 → 10"],
    ['! value: "https://a.example" → "https://b.example"'],
    ["- Stack `prod-service`: check `check.healthy` fails: not healthy"],
  ])("has the line %s", (line) => expect(lines).toContain(line));

  it("shows nothing of a secret, and tags once", () => {
    expect(markdown).not.toContain("hunter");
    expect(markdown).not.toContain("tags_all");
  });

  it("is the same whatever the order of the file", () => {
    const shuffled = exampleReview.plans.map((plan) => ({
      ...plan,
      changes: plan.changes.toReversed(),
      drift: plan.drift.toReversed(),
    }));
    expect(renderMarkdown({ ...exampleReview, plans: shuffled, findings: findings.toReversed() })).toBe(markdown);
  });

  it("says that nothing is cut by saying nothing of it", () => {
    expect(markdown).not.toContain("cut to fit");
    expect(renderMarkdown(exampleReview, { full: true })).toBe(markdown);
  });

  it("unfolds what is destroyed and replaced, and folds the rest", () => {
    expect(markdown).toContain("<details open><summary><b>2 destroyed</b>");
    expect(markdown).toContain("<details open><summary><b>1 replaced</b>");
    expect(markdown).toContain("<details><summary><b>2 updated</b>");
  });

  it("names the stack once, over its resources", () => {
    const destroyed = markdown.slice(markdown.indexOf("<b>2 destroyed</b>"), markdown.indexOf("<b>1 replaced</b>"));
    expect(destroyed.match(/^In `prod-(?:service|network)`:$/gm)).toHaveLength(2);
  });

  it("says in its first line what was reviewed, and when", () => {
    const at = Date.UTC(2026, 10, 25, 12);
    const first = (more: object) =>
      renderMarkdown({ ...reviewWith([planOf(planJson({}), "s")]), ...more }).split("\n")[1];
    expect(first({ at, commit: "1a2b3c4" })).toBe("### No changes (commit `1a2b3c4`, 2026-11-25 12:00 UTC)");
    expect(first({ at })).toBe("### No changes (2026-11-25 12:00 UTC)");
    expect(first({})).toBe("### No changes");
  });

  it("does not name the stack where there is one", () => {
    const [plan] = exampleReview.plans;
    expect(renderMarkdown(reviewWith(plan ? [plan] : []))).not.toContain(" in `prod-service`");
  });
});

describe("what is not whole", () => {
  const verdictOf = (spec: Parameters<typeof planJson>[0]) =>
    renderMarkdown(reviewWith([planOf(planJson(spec), "s")])).split("\n");
  const change = { address: "aws_sqs_queue.a", before: { a: 1 }, after: { a: 2 } };

  it.each<[string, Parameters<typeof planJson>[0], string, string]>([
    [
      "an errored plan",
      { errored: true },
      "### Plan is errored: Terraform stopped before it was done in `s`",
      "- Stack `s`: Terraform stopped with an error.",
    ],
    [
      "an incomplete plan",
      { complete: false },
      "### Plan is incomplete: another plan is needed after this apply in `s`",
      "- Stack `s`: this plan does not reach",
    ],
    [
      "a partial plan",
      {
        complete: false,
        changes: [change],
        priorState: {
          values: {
            root_module: {
              resources: [{ address: "aws_vpc.b", mode: "managed", type: "aws_vpc", name: "b", values: { id: "v" } }],
            },
          },
        },
      },
      "### Plan is partial: it leaves out 1 resource of `s`",
      "- Stack `s`: this is a partial plan; 1 resource outside of it counted as unchanged.",
    ],
    [
      "deferred changes",
      { deferred: [{ reason: "resource_config_unknown", change }] },
      "### 1 change is deferred",
      "- Stack `s`: Terraform puts off 1 change",
    ],
    [
      "an unknown action",
      { changes: [{ ...change, actions: ["explode"] }] },
      "### 1 change with an action that this version does not know",
      "- Stack `s`: what happens to 1 resource is unknown to this version: `explode`.",
    ],
  ])("is said first: %s", (_, spec, verdict, notice) => {
    const [, first, , second] = verdictOf(spec);
    expect(first?.slice(0, verdict.length)).toBe(verdict);
    expect(second?.slice(0, notice.length)).toBe(notice);
    expect(verdictOf(spec).join("\n")).not.toMatch(/no changes/i);
  });

  it("has the deferred and the unknown with their attributes", () => {
    const text = verdictOf({
      deferred: [{ reason: "provider_config_unknown", change }],
      changes: [{ ...change, actions: ["explode"] }],
    }).join("\n");
    expect(text).toContain(
      "<code>aws_sqs_queue.a</code> is deferred, the provider's configuration is not known yet; then it is updated in place",
    );
    expect(text).toContain(
      "<code>aws_sqs_queue.a</code> has an action that this version does not know: <code>explode</code>",
    );
  });

  it("is not a plan without changes", () => {
    expect(verdictOf({})[1]).toBe("### No changes");
    expect(verdictOf({ changes: [{ ...change, after: { a: 1 } }] })[1]).toBe("### No changes");
    expect(verdictOf({ drift: [change] })[1]).toBe("### No changes; 1 resource changed outside Terraform");
    expect(verdictOf({ outputs: { o: { before: 1, after: 2 } } })[1]).toBe("### 1 output changes");
  });
});

describe("findings of one kind", () => {
  const finding = (address: string, more: object = {}) => ({
    ...{ rule: "r", severity: "high", stack: "s", address, what: "It goes.", why: "It matters.", remedy: "Keep it." },
    ...more,
  });
  const section = (...found: readonly object[]) =>
    renderMarkdown(reviewWith([planWith("s", [])], found as typeof findings))
      .split("#### High")[1]
      ?.split("\n\n")[1];

  it("share one block with their addresses below", () => {
    expect(section(finding("a.b"), finding("a.c", { attribute: "x" }), finding("a.a"))).toBe(
      [
        "- It goes. (`r`, 3 times)",
        "  - Why it matters: It matters.",
        "  - What to do: Keep it.",
        "  - `a.a`",
        "  - `a.b`",
        "  - `a.c` `x`",
      ].join("\n"),
    );
  });

  it("keep what differs beside each address", () => {
    expect(section(finding("a.b"), finding("a.c", { what: "It moves." }))).toBe(
      [
        "- `r` (2 times)",
        "  - Why it matters: It matters.",
        "  - What to do: Keep it.",
        "  - `a.b`: It goes.",
        "  - `a.c`: It moves.",
      ].join("\n"),
    );
  });

  it.each([{ why: "Otherwise." }, { remedy: "Otherwise." }, { rule: "q" }])("are two blocks with %j", (more) => {
    expect(section(finding("a.b"), finding("a.c", more))).toMatch(
      /^- `a\.[bc]`: It goes\.[\s\S]*\n- `a\.[bc]`: It goes\./,
    );
  });
});

describe("a plan that failed", () => {
  const plan = planOf(planJson({ changes: [{ address: "aws_sqs_queue.a", before: null, after: { a: 1 } }] }), "s");
  const failures = [{ stack: "t", step: "terraform plan", said: 'Error: Invalid index\n\n  on cdk.tf.json "```"' }];
  const text = renderMarkdown({ ...reviewWith([plan]), failures, unplanned: [{ stack: "t" }] });

  it("is said first, with what Terraform says", () => {
    expect(text.split("\n")[1]).toBe(
      "### Terraform plan failed in `t`; there is no plan of `t`; 1 resource is created",
    );
    expect(text).toContain(
      '\nterraform plan failed in `t`:\n\n````text\nError: Invalid index\n\n  on cdk.tf.json "```"\n````\n',
    );
  });

  it("has no cost", () => {
    expect(renderMarkdown(reviewWith([plan]))).toContain("Cost per month");
    expect(text).not.toMatch(/cost/i);
    const errored = planOf(planJson({ errored: true }), "s");
    expect(renderMarkdown(reviewWith([errored]))).not.toMatch(/cost/i);
  });

  it("says which stack waits for which apply", () => {
    const waits = { stacks: ["dev-network"], outputs: ["subnet_id"] };
    const waiting = renderMarkdown({ ...reviewWith([plan]), unplanned: [{ stack: "dev-service", waits }] });
    expect(waiting).toContain(
      "\n- Stack `dev-service` waits for the apply of `dev-network`: `subnet_id` is known only then.\n",
    );
  });
});

describe("a policy that becomes unknown", () => {
  const policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: Array.from({ length: 9 }, (_, index) => ({ Effect: "Allow", Action: `s3:Get${index}`, Resource: "*" })),
  });
  const changing = (before: Readonly<Record<string, unknown>>, full = false) =>
    renderMarkdown(
      reviewWith([
        planOf(
          planJson({
            changes: [
              { address: "aws_iam_role_policy.a", before, after: {}, afterUnknown: { policy: true, list: true } },
            ],
          }),
          "s",
        ),
      ]),
      { full },
    );

  it("is shown statement by statement, and never cut", () => {
    const text = changing({ policy });
    expect(text).toContain('\n- policy › Statement[8].Action = "s3:Get8"\n');
    expect(text).toContain("\n+ policy = (known after apply)\n");
    expect(text).not.toContain('"{');
  });

  it("prints no part of a list that is too long for a line", () => {
    const list = Array.from({ length: 40 }, (_, index) => ({ cidr_block: `10.0.${index}.0/24` }));
    const text = changing({ list });
    expect(text).toContain('\n- list[39].cidr_block = "10.0.39.0/24"\n');
    expect(text).not.toMatch(/list.*\{/);
    expect(changing({ list: list.map(({ cidr_block }) => cidr_block) })).toMatch(
      /- list = \["10\.0\.0\.0\/24", .*, … \d+ more\]\n/,
    );
  });
});

describe("one line for each change", () => {
  const line = (more: object): string => {
    const [change] = changesOf(1, "s", { action: "update", address: () => "a.b" });
    const plan = planWith("s", change ? [{ ...change, after: change.before, ...more }] : []);
    return renderMarkdown(reviewWith([plan])).replace(/<\/?code>/g, "`");
  };

  it.each<[object, string]>([
    [
      { action: "createThenDelete", reason: "replace_because_tainted" },
      "`a.b` is replaced: created first, then destroyed (it is tainted)",
    ],
    [{ action: "createThenForget" }, "`a.b` is replaced: created, and the old one left behind, out of the state"],
    [
      { action: "deleteThenCreate", replacePaths: [["x", 0, "y"]] },
      "`a.b` is replaced: destroyed first, then created (forced by `x[0].y`)",
    ],
    [{ action: "delete", deposed: "abc" }, "`a.b` (deposed `abc`) is destroyed"],
    [{ action: "delete", reason: "of_another_version" }, "`a.b` is destroyed (`of_another_version`)"],
    [
      { action: "read", reason: "read_because_dependency_pending" },
      "`a.b` is read during apply (what it depends on changes)",
    ],
    [
      { action: "update", previousAddress: "a.c", importing: "id" },
      "`a.b` is updated in place, moved from `a.c`, imported as `id`",
    ],
  ])("%j", (more, expected) => expect(line(more)).toContain(expected));

  it("names action blocks that run, and what triggers them", () => {
    const invocations = [{ address: "action.aws_lambda_invoke.x", trigger: "a.b" }, { address: "action.b.c" }];
    const text = renderMarkdown(reviewWith([planWith("s", [], { invocations })]));
    expect(text).toContain("- `action.aws_lambda_invoke.x` runs, triggered by `a.b`\n");
    expect(text).toContain("- `action.b.c` runs\n");
    expect(text).toContain("### 2 actions run");
  });
});

describe("the marker", () => {
  it.each([
    ["prod", "<!-- lmi plan review: prod -->"],
    ["a-->b", "<!-- lmi plan review: a%2D%2D%3Eb -->"],
    ["a\nb", "<!-- lmi plan review: a%0Ab -->"],
    ["a-", "<!-- lmi plan review: a%2D -->"],
    ["ä", "<!-- lmi plan review: %C3%A4 -->"],
  ])("of %j is %s", (key, expected) => expect(marker(key)).toBe(expected));

  it("of a long key is short, and another one for another key", () => {
    expect(marker("a".repeat(1_000)).length).toBeLessThan(250);
    expect(marker("a".repeat(1_000))).not.toBe(marker("a".repeat(1_001)));
  });
});
