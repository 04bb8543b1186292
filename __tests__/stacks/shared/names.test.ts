import { afterAll, describe, expect, it } from "@jest/globals";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { namesOf } from "../../../stacks/shared/names.ts";
import { beyondAws } from "../../support/aws/awsLimits.ts";
import { environmentInput, JWT, OVERFLOW } from "../../support/stacks/environments.ts";
import { removeTemporaryFolders, synthesise } from "../../support/stacks/template.ts";

afterAll(removeTemporaryFolders);

/** The longest that AWS allows for what carries a name: IAM roles and Lambda functions, 64 characters. */
const LONGEST = 64;
const LONGEST_ENVIRONMENT = "a23456789012";
/** What a capacity provider and a tick add to a name. */
const SUFFIX = "-dispatcher";

describe("the names of an environment", () => {
  const names = Object.values(namesOf({ name: LONGEST_ENVIRONMENT }));

  it("are all different", () => {
    expect(new Set(names).size).toBe(names.length);
  });

  it("start with the environment, so that two live in one account", () => {
    const others = Object.values(namesOf({ name: "prod" }));

    expect(names.filter((name) => !name.startsWith(`${LONGEST_ENVIRONMENT}-video-`))).toEqual([]);
    expect(others.filter((name) => names.includes(name))).toEqual([]);
  });

  it("are short enough, even for the longest environment name", () => {
    expect(names.filter((name) => name.length + SUFFIX.length > LONGEST)).toEqual([]);
  });

  it("make nothing whose name or description AWS refuses", () => {
    const { stacks } = synthesise([
      defineEnvironment(
        environmentInput({
          name: LONGEST_ENVIRONMENT,
          "network.egress": { type: "nat", gateways: "perAvailabilityZone" },
          "httpApi.authorizer": JWT,
          "functions.processor.overflow": OVERFLOW,
        }),
      ),
    ]);

    expect(stacks.flatMap((stack) => [...beyondAws(stack)])).toEqual([]);
  });
});
