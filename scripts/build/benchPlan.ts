// A plan with as many changes as wanted, out of one of ours: each copy with names of its own.
import { readFileSync } from "node:fs";
import { gunzipSync } from "fflate";

const SOURCE = new URL("../../plan/examples/raised-floor/dev-service.plan.json.gz", import.meta.url);
const NAMES = ["role", "name", "function_name", "arn", "id"];

type Values = Record<string, unknown> | null;
interface Resource {
  address: string;
  name: string;
  mode: string;
  readonly type: string;
  change: { actions: string[]; before: Values; after: Values };
}

const renamed = (values: Values, copy: number): Values =>
  values &&
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      NAMES.includes(key) && typeof value === "string" ? `${value}-${copy}` : value,
    ]),
  );

const stateOf = (resources: readonly Resource[], side: "before" | "after") =>
  resources.flatMap(({ address, mode, type, name, change }) => {
    const values = change[side];
    return values ? [{ address, mode, type, name, values, sensitive_values: {} }] : [];
  });

/** As `terraform show -json` would write it. */
export function planWith(changes: number): string {
  const plan = JSON.parse(new TextDecoder().decode(gunzipSync(readFileSync(SOURCE))));
  const managed = (plan.resource_changes as Resource[]).filter(({ mode }) => mode === "managed");
  const copies = Array.from({ length: changes }, (_, index): Resource => {
    const copy = Math.floor(index / managed.length);
    const resource = managed[index % managed.length] as Resource;
    const { actions, before, after } = resource.change;
    const isUnchanged = actions[0] === "no-op";
    return {
      ...resource,
      address: `${resource.address}_${copy}`,
      name: `${resource.name}_${copy}`,
      change: {
        ...resource.change,
        actions: isUnchanged ? ["update"] : actions,
        before: renamed(before, copy),
        after: renamed(isUnchanged ? { ...after, tags: { copy: String(copy) } } : after, copy),
      },
    };
  });
  plan.resource_changes = copies;
  plan.planned_values.root_module.resources = stateOf(copies, "after");
  plan.prior_state.values = { root_module: { resources: stateOf(copies, "before") } };
  return JSON.stringify(plan);
}

const policyOf = (index: number, action: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: ["s3:GetObject", action], Resource: [`arn:aws:s3:::bucket-${index}/*`] }],
  });

/** One role with so many inline policies, each of which allows another action than before. */
export function inlinePolicies(count: number): string {
  const role = { name: "app", id: "app", arn: "arn:aws:iam::111122223333:role/app", assume_role_policy: "" };
  const marks = { after_unknown: {}, before_sensitive: {}, after_sensitive: {} };
  const changes = [
    { address: "aws_iam_role.app", type: "aws_iam_role", name: "app", actions: ["no-op"], before: role, after: role },
    ...Array.from({ length: count }, (_, index) => ({
      address: `aws_iam_role_policy.app[${index}]`,
      type: "aws_iam_role_policy",
      name: "app",
      actions: ["update"],
      before: { role: "app", name: `app-${index}`, policy: policyOf(index, "s3:ListBucket") },
      after: { role: "app", name: `app-${index}`, policy: policyOf(index, "s3:DeleteObject") },
    })),
  ];
  const stateWith = (side: "before" | "after") => ({
    root_module: {
      resources: changes.map(({ address, type, name, [side]: values }) => ({
        address,
        mode: "managed",
        type,
        name,
        values,
        sensitive_values: {},
      })),
    },
  });
  return JSON.stringify({
    format_version: "1.2",
    terraform_version: "1.11.4",
    resource_changes: changes.map(({ actions, before, after, ...one }) => ({
      ...one,
      mode: "managed",
      change: { actions, before, after, ...marks },
    })),
    prior_state: { values: stateWith("before") },
    planned_values: stateWith("after"),
    configuration: { root_module: {} },
  });
}
