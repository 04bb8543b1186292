// How IAM compares names: actions without regard to case, ARNs part by part, `*` and `?` for any characters and any one.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html

export type Matches = (value: string) => boolean;

/** Text with `*` and `?`. */
export function wildcard(pattern: string, { ignoreCase = false } = {}): Matches {
  const source = pattern
    .split(/([*?])/)
    .map((part) => (part === "*" ? ".*" : part === "?" ? "." : part.replace(/[\\^$.|+()[\]{}]/g, "\\$&")))
    .join("");
  const compiled = new RegExp(`^${source}$`, ignoreCase ? "is" : "s");
  return (value) => compiled.test(value);
}

/** partition, service, Region, account; what follows is the resource, colons and all. */
const ARN = /^arn:([^:]*):([^:]*):([^:]*):([^:]*):(.*)$/s;

/** An ARN with wildcards, none of which reaches over a colon before the resource; `*` alone is everything. */
export function arnPattern(pattern: string): Matches {
  if (pattern === "*") return () => true;
  const parts = ARN.exec(pattern)
    ?.slice(1)
    .map((part) => wildcard(part));
  return (value) => {
    const given = ARN.exec(value)?.slice(1);
    return parts !== undefined && given !== undefined && parts.every((matches, index) => matches(given[index] ?? ""));
  };
}
