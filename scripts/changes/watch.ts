// What holds at every moment of an apply, read from the order in which terraform says what it does.

/** Names of what exists, by `<type>.<name>`. */
export type Existing = Set<string>;

interface Event {
  readonly address: string;
  readonly what: "created" | "going";
}

const LINE = /^(\S+?)(?: \(deposed object \w+\))?: (Creation complete|Destroying\.\.\.)/;

export function* events(output: string): Generator<Event> {
  for (const line of output.split("\n")) {
    const [, address, what] = LINE.exec(line) ?? [];
    if (address) yield { address, what: what === "Destroying..." ? "going" : "created" };
  }
}

const WAY = {
  endpoints: [
    /^aws_vpc_endpoint\.interface-endpoints_logs_/,
    /^aws_vpc_endpoint\.interface-endpoints_states_/,
    /^aws_vpc_security_group_egress_rule\.to-interface-endpoints$/,
  ],
  nat: [
    /^aws_route\.nat_out-/,
    /^aws_nat_gateway\./,
    /^aws_route\.nat_to-internet/,
    /^aws_vpc_security_group_egress_rule\.to-anywhere$/,
  ],
} as const;

const isWhole = (way: readonly RegExp[], existing: Existing): boolean =>
  way.every((part) => [...existing].some((address) => part.test(address)));

/** An existing VPC brings its own way out. */
const hasWayOut = (existing: Existing): boolean =>
  ![...existing].some((address) => address.startsWith("aws_vpc.")) ||
  Object.values(WAY).some((way) => isWhole(way, existing));

const LASTING = /^aws_(dynamodb_table|s3_bucket)\./;

/** Lines about moments at which something was missing. @param existing before the first event; changed */
export function* brokenMoments(output: string, existing: Existing): Generator<string> {
  const hadWayOut = hasWayOut(existing);
  for (const { address, what } of events(output)) {
    if (what === "created") existing.add(address);
    else existing.delete(address);
    if (what !== "going") continue;
    if (LASTING.test(address)) yield `${address} goes`;
    if (address.startsWith("aws_lambda_function_scaling_config.")) yield `${address} goes: AWS's default of 3 applies`;
    if (hadWayOut && !hasWayOut(existing)) yield `no way out after ${address} goes`;
  }
}
