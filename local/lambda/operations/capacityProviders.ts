// What the Lambda API says about capacity providers.
import type { AwsCall, Operation } from "../../aws/call.ts";
import { describeCapacityProvider } from "../descriptions.ts";
import type { Registry } from "../registry.ts";
import { jsonReply, pathOf } from "../restMessages.ts";
import { pageOf } from "./pages.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListCapacityProviders.html */
const MOST_ASKED = 50;

type Read = (registry: Registry, call: AwsCall) => object;

const READS: Readonly<Record<string, Read>> = {
  GetCapacityProvider: (registry, call) => ({
    CapacityProvider: describeCapacityProvider(registry.findCapacityProvider(pathOf(call, "CapacityProviderName"))),
  }),

  ListCapacityProviders(registry, call) {
    const state = call.url.searchParams.get("State");
    const listed = [...registry.capacityProviders.values()].map(describeCapacityProvider);
    const asked = listed.filter(({ State }) => state === null || State === state);
    const { items, ...more } = pageOf(
      call,
      asked,
      ({ CapacityProviderArn }) => String(CapacityProviderArn),
      MOST_ASKED,
    );
    return { CapacityProviders: items, ...more };
  },

  ListFunctionVersionsByCapacityProvider(registry, call) {
    const { spec } = registry.findCapacityProvider(pathOf(call, "CapacityProviderName"));
    const versions = [...registry.functions.values()]
      .filter((target) => target.spec.managed?.capacityProviderName === spec.name)
      .map((target) => ({ FunctionArn: target.qualifiedArn, State: target.state }));
    const { items, ...more } = pageOf(call, versions, ({ FunctionArn }) => FunctionArn, MOST_ASKED);
    return { CapacityProviderArn: spec.arn, FunctionVersions: items, ...more };
  },
};

/** The operations that read capacity providers. */
export const capacityProviderReads = (registry: Registry): [string, Operation][] =>
  Object.entries(READS).map(([name, read]) => [name, async (call) => jsonReply(200, read(registry, call))]);
