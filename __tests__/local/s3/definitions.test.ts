import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import { Deployed } from "../../../local/deployed.ts";
import { readBucketPolicies } from "../../../local/iam/resourcePolicies.ts";
import { readBuckets } from "../../../local/s3/definitions.ts";
import { createResolver } from "../../../local/terraform/resolve.ts";
import { loadSynthesized } from "../../../local/terraform/synthesized.ts";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { environmentInput } from "../../support/stacks/environments.ts";
import { removeTemporaryFolders, synthesise, temporaryFolder } from "../../support/stacks/template.ts";

const ORIGIN = "http://localhost:3000";
const environment = defineEnvironment(environmentInput({ media: { corsOrigins: [ORIGIN], sourceDays: 7 } }));
const { folder } = synthesise([environment]);
afterAll(removeTemporaryFolders);

it("the synthesised bucket is read with what the resources beside it say", async () => {
  const synthesized = await loadSynthesized(folder, environment.name);
  const resolver = createResolver(synthesized);
  const deployed = new Deployed(join(temporaryFolder(), "deployed.json"), () => 1_000);
  expect(readBuckets(synthesized, resolver, deployed)).toEqual([
    {
      name: "test-video-media-000000000000-eu-west-1",
      createdAt: 1_000,
      settings: {
        cors: [
          {
            methods: ["GET", "HEAD", "PUT"],
            origins: [ORIGIN],
            headers: ["*"],
            exposed: ["ETag"],
            maxAgeSeconds: 600,
          },
        ],
        eventBridge: true,
        lifecycle: [
          { prefix: "", tags: {}, abortUploadsAfterDays: 1 },
          { prefix: "sources/", tags: { processed: "true" }, expirationDays: 7 },
          { prefix: "outputs/", tags: {}, expirationDays: 32 },
        ],
      },
    },
  ]);
  expect(readBucketPolicies(synthesized, resolver).map(({ name, effect }) => [name, effect])).toEqual([
    ["OnlyTls", "Deny"],
  ]);
});
