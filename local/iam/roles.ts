// The synthesised roles: who may take them and what they may do, from every place where Terraform can say it.
import { blocks, text } from "../terraform/blocks.ts";
import type { Resolver } from "../terraform/resolve.ts";
import type { Resource, Synthesized } from "../terraform/synthesized.ts";
import { readStatements, type Statement, UnsupportedPolicyError } from "./statements.ts";

export interface Role {
  readonly name: string;
  readonly arn: string;
  /** `AROA…`, of which the user id of a session is made. */
  readonly uniqueId: string;
  /** The trust policy. */
  readonly trust: readonly Statement[];
  readonly statements: readonly Statement[];
}

/** A role by its ARN. @throws UnsupportedPolicyError for a role that is not synthesised, or a policy that is not evaluated here */
export type Roles = (arn: string) => Role;

/** Other ways to say what a role may do; one that is overlooked would allow too much or too little. */
const NOT_READ = ["inline_policy", "managed_policy_arns", "permissions_boundary"];

/** Reads a role when it is first asked for: those that nothing here uses may say what they like. */
export function readRoles(synthesized: Synthesized, resolver: Resolver): Roles {
  const resources = new Map(
    synthesized.resources("aws_iam_role").map((role) => [String(resolver.attribute(role, "arn")), role]),
  );
  const read = new Map<string, Role>();
  return (arn) => {
    const resource = resources.get(arn);
    if (!resource)
      throw new UnsupportedPolicyError(`role ${arn}: not among the synthesised, so that what it may do is not known`);
    const role = read.get(arn) ?? readRole(resource, synthesized, resolver);
    read.set(arn, role);
    return role;
  };
}

function readRole(resource: Resource, synthesized: Synthesized, resolver: Resolver): Role {
  const attribute = (name: string) => resolver.attribute(resource, name);
  const name = String(attribute("name"));
  const unread = NOT_READ.find((setting) => blocks(attribute(setting)).length > 0);
  if (unread) {
    throw new UnsupportedPolicyError(
      `${resource.address} (stack ${resource.stack}): ${unread} is not evaluated locally; use aws_iam_role_policy`,
    );
  }
  const ofRole = (type: string) =>
    synthesized.resources(type).filter((other) => text(resolver.attribute(other, "role")) === name);
  const documents = [
    ...ofRole("aws_iam_role_policy"),
    ...ofRole("aws_iam_role_policy_attachment").map((attachment) => attached(attachment, synthesized, resolver)),
  ];
  return {
    name,
    arn: String(attribute("arn")),
    uniqueId: String(attribute("unique_id")).toUpperCase(),
    trust: readStatements(`trust policy of role ${name}`, String(attribute("assume_role_policy"))),
    statements: documents.flatMap((document) =>
      readStatements(
        `policy ${resolver.attribute(document, "name")} of role ${name}`,
        String(resolver.attribute(document, "policy")),
      ),
    ),
  };
}

function attached(attachment: Resource, synthesized: Synthesized, resolver: Resolver): Resource {
  const arn = resolver.attribute(attachment, "policy_arn");
  const policy = synthesized.resources("aws_iam_policy").find((other) => resolver.attribute(other, "arn") === arn);
  if (policy) return policy;
  throw new UnsupportedPolicyError(
    `${attachment.address} (stack ${attachment.stack}): policy ${arn} is not among the synthesised, so that what it allows is not known`,
  );
}
