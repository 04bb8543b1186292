// Which lists are sets: a plan does not say, and where it is not known the order counts.
import { isAttributes, type Value } from "../value.ts";
import { DOCUMENT, type Path } from "./path.ts";

/** Of the AWS provider; its sets of blocks too. */
const SET_ATTRIBUTES =
  /(?:_ids|_arns|cidr_blocks|_actions|_instance_types|_parameters|_log_types|_zones|_types|security_groups|^subnets|^architectures|^ingress|^egress|^route|^attribute|^global_secondary_index|^local_secondary_index|^allow_headers|^allow_methods|^allow_origins|^expose_headers)$/;

/** Of IAM policies: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html */
const POLICY_ELEMENTS: ReadonlySet<unknown> = new Set([
  "Statement",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "AWS",
  "Service",
  "Federated",
  "CanonicalUser",
]);

/** Whether the order of the list at a path means nothing. */
export function isUnordered(path: Path): boolean {
  const last = path.findLast((step) => typeof step === "string");
  const document = path.lastIndexOf(DOCUMENT);
  if (document < 0) return typeof last === "string" && SET_ATTRIBUTES.test(last);
  return path[document + 1] === "Statement" && (POLICY_ELEMENTS.has(last) || path.includes("Condition", document));
}

/** Where one element may stand without its list, as in policies; its list otherwise. */
export function asList(value: Value, path: Path): Value {
  const last = path.at(-1);
  const single = typeof value === "string" || (last === "Statement" && isAttributes(value));
  return single && typeof last === "string" && path.includes(DOCUMENT) && isUnordered(path) ? [value] : value;
}
