import { describe, expect, it } from "@jest/globals";
import { type GlobalOptions, readSettings } from "../../../scripts/lmi/settings.ts";

const settings = (options: Partial<GlobalOptions> = {}, variables: NodeJS.ProcessEnv = {}) =>
  readSettings({ env: "dev", ...options }, { LMI_OPERATOR: "ann", ...variables });

const ANY = { accessKeyId: "local", secretAccessKey: "local" };

describe("the settings of an invocation", () => {
  it("leave endpoint, Region and credentials to the SDK when nothing is said", () => {
    expect(settings()).toEqual({ environment: "dev", json: false, dryRun: false, operator: "operator:ann" });
  });

  it.each<[string, Partial<GlobalOptions>, NodeJS.ProcessEnv, object]>([
    ["--local", { local: true }, {}, { endpoint: "http://127.0.0.1:4566", region: "us-east-1", credentials: ANY }],
    ["a port", { local: true }, { LMI_AWS_PORT: "4999" }, { endpoint: "http://127.0.0.1:4999" }],
    ["an endpoint", { local: true }, { AWS_ENDPOINT_URL: "http://localhost:1" }, { endpoint: "http://localhost:1" }],
    ["an endpoint alone", {}, { AWS_ENDPOINT_URL: "http://127.0.0.1:1" }, { region: "us-east-1", credentials: ANY }],
    ["--region", { region: "eu-west-1" }, { AWS_REGION: "us-west-2" }, { region: "eu-west-1" }],
    ["AWS_REGION", {}, { AWS_REGION: "us-west-2", AWS_DEFAULT_REGION: "eu-west-1" }, { region: "us-west-2" }],
    ["AWS_DEFAULT_REGION", {}, { AWS_DEFAULT_REGION: "us-gov-west-1" }, { region: "us-gov-west-1" }],
  ])("follow %s", (_what, options, variables, expected) => {
    expect(settings(options, variables)).toMatchObject(expected);
  });

  it.each<[string, Partial<GlobalOptions>, NodeJS.ProcessEnv]>([
    ["AWS", {}, { AWS_REGION: "us-east-1" }],
    ["an endpoint elsewhere", {}, { AWS_ENDPOINT_URL: "https://vpce.example.com" }],
    ["an endpoint whose name only begins like one here", {}, { AWS_ENDPOINT_URL: "https://localhost.example.com" }],
    ["credentials of one's own", { local: true }, { AWS_ACCESS_KEY_ID: "AKIA" }],
    ["a profile of one's own", { local: true }, { AWS_PROFILE: "work" }],
  ])("make up no credentials for %s", (_what, options, variables) => {
    expect(settings(options, variables)).not.toHaveProperty("credentials");
  });

  it.each<[Partial<GlobalOptions>, NodeJS.ProcessEnv, string]>([
    [{ env: "Dev!" }, {}, "--env: must be 2 to 12 lower-case letters and digits such as dev, got Dev!"],
    [{ region: "mars" }, {}, "region: must be a Region such as eu-west-1, got mars"],
    [{}, { LMI_AWS_PORT: "x" }, "LMI_AWS_PORT: must be a whole number from 1 to 65535, got x"],
    ...["nonsense", "127.0.0.1:4566", "localhost:4566", "ftp://x"].map((url): [object, NodeJS.ProcessEnv, string] => [
      {},
      { AWS_ENDPOINT_URL: url },
      `AWS_ENDPOINT_URL: must be a URL such as http://127.0.0.1:4566, got ${url}`,
    ]),
    [{}, { LMI_OPERATOR: "a b" }, "LMI_OPERATOR: must be 1 to 160 letters, digits and . _ @ / + = , -, got a b"],
  ])("refuse %j with %j in one line", (options, variables, message) => {
    expect(() => settings(options, variables)).toThrow(message);
  });

  it("take locally the user of the machine for the operator, and on AWS none before AWS is asked", () => {
    expect(settings({ local: true }, { LMI_OPERATOR: "" }).operator).toMatch(/^operator:\S+$/);
    expect(settings({}, { LMI_OPERATOR: "" }).operator).toBeUndefined();
  });
});
