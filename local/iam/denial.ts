// How a denial is told: to the caller in AWS's words, to the developer by the statement that is missing.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
import type { Asked } from "./account.ts";
import type { ServiceCaller } from "./caller.ts";
import type { Decision } from "./evaluate.ts";
import type { Session } from "./sessions.ts";

export type Denied = Exclude<Decision, { allowed: true }>;

/** What the caller is told. */
export function deniedMessage(who: Session | ServiceCaller, { action, resource }: Asked, { denial }: Denied): string {
  const [name, kind] =
    "role" in who ? [`User: ${who.arn}`, "identity-based"] : [`Service: ${who.service}`, "resource-based"];
  const why =
    denial === "explicit"
      ? `with an explicit deny in ${kind === "identity-based" ? "an" : "a"} ${kind} policy`
      : `because no ${kind} policy allows the ${action} action`;
  return `${name} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
}

/** What the developer is told, in a line. */
export function missingStatement(who: Session | ServiceCaller, { action, resource }: Asked, denied: Denied): string {
  const holder = "role" in who ? `role ${who.role.name}` : `policy of ${resource.split(":").slice(5).join(":")}`;
  if (denied.denial === "explicit") return `${holder}: statement ${denied.by.name} denies ${action} on ${resource}`;
  const principal = "role" in who ? {} : { Principal: { Service: who.service } };
  const condition = "role" in who ? {} : { Condition: { ArnLike: { "aws:SourceArn": who.sourceArn } } };
  const statement = { Effect: "Allow", ...principal, Action: action, Resource: resource, ...condition };
  return `${holder} lacks: ${JSON.stringify(statement)}`;
}
