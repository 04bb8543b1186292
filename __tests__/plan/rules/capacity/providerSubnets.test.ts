// The subnets of a capacity provider where the plan knows no id of them yet: they are made anew with it.
import { describe, expect, it } from "@jest/globals";
import { capacityProviderZones } from "../../../../plan/rules/capacity/providerZones.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { brief, CREATE_FIRST, findingsOf, PROVIDER_ADDRESS, provider, references } from "./samples.ts";

const LETTERS = ["a", "b", "c"];
const subnets: readonly ChangeSpec[] = LETTERS.map((letter, index) => ({
  address: `aws_subnet.private[${index}]`,
  actions: CREATE_FIRST,
  before: { id: `subnet-${letter}`, availability_zone: `eu-west-1${letter}` },
  after: { availability_zone: `eu-west-1${letter}` },
  afterUnknown: { id: true },
}));

function found(unknown: unknown, reference: string): string[] {
  const { vpc_config: _known, ...after } = provider({ name: "video-2" });
  const ids = Array.isArray(unknown) ? { subnet_ids: unknown.map(() => null) } : {};
  const moved: ChangeSpec = {
    address: PROVIDER_ADDRESS,
    actions: CREATE_FIRST,
    before: provider(),
    after: { ...after, vpc_config: [{ ...ids, security_group_ids: ["sg-instances"] }] },
    afterUnknown: { vpc_config: [{ subnet_ids: unknown }] },
  };
  const configuration = references({
    [PROVIDER_ADDRESS]: { vpc_config: [{ subnet_ids: { references: [reference] } }] },
  });
  return brief(findingsOf(capacityProviderZones, { changes: [...subnets, moved], configuration }));
}

const UNKNOWN = [`low capacity-provider-zones-unknown ${PROVIDER_ADDRESS}`];

describe("a capacity provider in subnets that are made anew with it", () => {
  it.each<[string, unknown]>([
    ["as a list of so many", [true, true, true]],
    ["as a set", true],
  ])("keeps its zones where one reference is to all of them, %s", (_, unknown) => {
    expect(found(unknown, "aws_subnet.private")).toEqual([]);
  });

  it("has fewer subnets where the list gets shorter", () => {
    expect(found([true], "aws_subnet.private")).toEqual([`high capacity-provider-fewer-zones ${PROVIDER_ADDRESS}`]);
  });

  it.each(["data.aws_subnets.private.ids", "local.subnet_ids"])("has unknown ones in %s", (reference) => {
    expect(found(true, reference)).toEqual(UNKNOWN);
    expect(found([true, true, true], reference)).toEqual([]);
  });
});
