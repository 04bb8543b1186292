import { describe, expect, it } from "@jest/globals";
import { readPlans } from "../../../plan/read/readPlan.ts";
import { createCollector } from "../../../plan/secrets/collect.ts";
import { createHider } from "../../../plan/secrets/hide.ts";
import { planJson, planOf } from "../../support/plan/json.ts";

const SECRET = "s3cr3t-t0ken";

describe("a copy of a secret where no mark stands", () => {
  it("is hidden inside of its text, under the number of the secret", () => {
    const { text } = createHider(["vpc-1234", "subnet-5678"]);

    expect(text("vpc-1234 has subnet-5678; vpc-1234")).toBe("(sensitive 1) has (sensitive 2); (sensitive 1)");
  });

  it("is hidden together with another that it overlaps", () => {
    expect(createHider(["abcd-efgh", "efgh-ijkl"]).text("-abcd-efgh-ijkl-")).toBe("-(sensitive 1)-");
  });

  it("is hidden in lists, objects, numbers and keys of maps; names of attributes stay", () => {
    const { value } = createHider(["123456789", "description", "k3y-secret"]);
    const given = { description: ["123456789", 123456789, 1234567890], "k3y-secret": null, other: { a: true } };

    expect(value(given)).toEqual({
      description: ["(sensitive 1)", "(sensitive 1)", "(sensitive 1)0"],
      "(sensitive 2)": null,
      other: { a: true },
    });
  });

  it("is hidden as a key of a map, whatever its characters; names of attributes stay in a resource and in its blocks", () => {
    const { value } = createHider(["hunter2x", "memory_size"]);

    expect(value({ memory_size: 1, block: [{ memory_size: 2 }], tags: { hunter2x: "a", memory_size: "b" } })).toEqual({
      memory_size: 1,
      block: [{ memory_size: 2 }],
      tags: { "(sensitive 1)": "a", "(sensitive 2)": "b" },
    });
  });

  it("is numbered the same however keys are ordered", () => {
    const secrets = ["secret-one", "secret-two"];
    const numbered = createHider(secrets).value({ a: "secret-one", b: "secret-two" });

    expect(createHider(secrets).value({ b: "secret-two", a: "secret-one" })).toEqual(numbered);
  });

  it("leaves a value that has none as it is", () => {
    const given = { a: [1, { b: "c" }], d: null };

    expect(createHider(["secret-one"]).value(given)).toBe(given);
  });

  it("keeps keys that objects have by themselves", () => {
    const given = JSON.parse('{"__proto__": "secret-one", "constructor": "secret-one", "a": 1}');
    const hidden = createHider(["secret-one"]).value(given);

    expect(JSON.stringify(hidden)).toBe('{"__proto__":"(sensitive 1)","constructor":"(sensitive 1)","a":1}');
  });

  it.each([
    ["an output", { outputs: { id: { after: SECRET, sensitive: true } } }],
    ["another resource", { changes: [{ address: "a.b", after: { x: SECRET }, afterSensitive: { x: true } }] }],
    ["what was before", { changes: [{ address: "a.b", before: { x: SECRET }, beforeSensitive: { x: true } }] }],
    ["what drifted", { drift: [{ address: "a.b", before: { x: SECRET }, after: {}, beforeSensitive: { x: true } }] }],
    [
      "what is deferred",
      { deferred: [{ reason: "r", change: { address: "a.b", after: { x: SECRET }, afterSensitive: true } }] },
    ],
    ["a document in a text", { outputs: { d: { after: JSON.stringify({ a: [SECRET] }), sensitive: true } } }],
    [
      "a variable that is declared sensitive",
      {
        variables: { v: { value: SECRET } },
        configuration: { root_module: { variables: { v: { sensitive: true } } } },
      },
    ],
    [
      "what an action is given",
      {
        rest: {
          action_invocations: [{ address: "action.a.b", config_values: { x: SECRET }, config_sensitive: { x: true } }],
        },
      },
    ],
    [
      "a module of the state",
      {
        priorState: {
          values: {
            root_module: {
              child_modules: [
                {
                  resources: [
                    { address: "module.m.a.b", type: "a", values: { x: [SECRET] }, sensitive_values: { x: [true] } },
                  ],
                },
              ],
            },
          },
        },
      },
    ],
    ["an output of the state", { priorState: { values: { outputs: { o: { sensitive: true, value: SECRET } } } } }],
  ])("is found when the mark is on %s", (_where, { changes = [], ...spec }: Parameters<typeof planJson>[0]) => {
    const copy = { address: "z.copy", after: { url: `https://${SECRET}@example.com` } };
    const plan = planOf(planJson({ ...spec, changes: [...changes, copy] }));

    expect(plan.changes.at(-1)?.after).toEqual({ url: "https://(sensitive 1)@example.com" });
    expect(JSON.stringify(plan)).not.toContain(SECRET);
  });

  it.each([
    ["in JSON", 'pass"w\\ord', (text: string) => JSON.stringify({ a: text })],
    ["in JSON in JSON", 'pass"word', (text: string) => JSON.stringify({ a: JSON.stringify([text]) })],
    [
      "as jsonencode writes it",
      "pass<word>&",
      (text: string) => `{"a":"${text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")}"}`,
    ],
    ["in a URL", "pass/word?", (text: string) => `https://a:${encodeURIComponent(text)}@b`],
    ["in base64", "password-1", (text: string) => Buffer.from(text).toString("base64")],
    ["without its newline", "password-1\n", (text: string) => text.trim()],
  ])("is found %s", (_how, secret, written) => {
    const copy = written(secret);
    const plan = planOf(planJson({ outputs: { a: { after: secret, sensitive: true }, copy: { after: copy } } }));

    expect(JSON.stringify(plan.outputs)).toContain("(sensitive 1)");
    expect(JSON.stringify(plan.outputs)).not.toContain(JSON.stringify(copy).slice(1, -1));
  });

  it("has one number in all plans that are read together", () => {
    const source = (file: string, json: object) => ({ file, bytes: Buffer.from(JSON.stringify(json)) });
    const plans = readPlans([
      source("service.json", planJson({ changes: [{ address: "a.b", after: { subnets: ["subnet-2", "subnet-1"] } }] })),
      source(
        "network.json",
        planJson({
          outputs: { one: { after: "subnet-1", sensitive: true } },
          changes: [{ address: "c.d", after: { id: "subnet-1" } }],
        }),
      ),
    ]);

    expect(plans.map(({ changes }) => changes[0]?.after)).toEqual([
      { subnets: ["subnet-2", "(sensitive 1)"] },
      { id: "(sensitive 1)" },
    ]);
  });

  it("is hidden in messages of checks, ids that are imported, and ends of paths", () => {
    const { failedChecks, changes } = planOf(
      planJson({
        outputs: { id: { after: SECRET, sensitive: true } },
        checks: [
          {
            address: { to_display: "check.a" },
            status: "fail",
            instances: [{ status: "fail", problems: [{ message: `${SECRET} is bad` }] }],
          },
        ],
        changes: [{ address: "a.b", after: {}, importing: { id: `x/${SECRET}` }, replacePaths: [["tags", SECRET]] }],
      }),
    );

    expect(changes[0]).toMatchObject({ importing: "x/(sensitive 1)", replacePaths: [["tags", "(sensitive 1)"]] });
    expect(failedChecks[0]?.messages).toEqual(["(sensitive 1) is bad"]);
  });
});

describe("an HTML copy of a secret", () => {
  const secret = `p4ss"word<'x>&more`;
  const collector = createCollector();
  collector.add(secret, true);
  const shown = (text: string) => createHider(collector.secrets).text(text);

  it.each([
    "p4ss&quot;word&lt;&#39;x&gt;&amp;more",
    "p4ss&#34;word&lt;&#39;x&gt;&amp;more",
    `p4ss"word&lt;'x&gt;&amp;more`,
  ])("is hidden: %s", (copy) => {
    expect(shown(`<b>${copy}</b>`)).toBe("<b>(sensitive 1)</b>");
  });

  it("is not what only looks like it", () => {
    expect(shown("p4ss&quot;word&lt;other")).toBe("p4ss&quot;word&lt;other");
  });
});
