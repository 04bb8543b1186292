// The VPC's address plan.

/** A /20 out of the VPC's /16, by index: 0 to 7 private, 8 to 15 public. */
export function subnetCidr(vpcCidr: string, kind: "private" | "public", index: number): string {
  const [first, second] = vpcCidr.split(".");
  const block = kind === "private" ? index : index + 8;
  return `${first}.${second}.${block * 16}.0/20`;
}
