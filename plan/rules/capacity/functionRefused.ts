// Settings that AWS refuses or cuts on a function with a capacity provider, and that Terraform lets pass.

import { LIMITS } from "../../../stacks/config/limits.ts";
import { nested, number } from "../../../terraform/block.ts";
import type { Reviewed } from "../reviewed.ts";
import { type About, type FoundAs, family } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import type { Resource, World } from "../world/world.ts";
import { architectureOf, FUNCTION, isManaged, nameOf, PROVIDER, providerOf } from "./managed.ts";

const MIN_MEMORY_MIB = LIMITS.minMemoryMib.value;

const RULES = {
  "function-memory-too-small": {
    severity: "high",
    title: "A function has less memory than managed instances take",
    why: "AWS refuses less with a capacity provider; Terraform does not check it.",
    remedy: `Set memory_size to ${MIN_MEMORY_MIB} or more, a multiple of the GiB per vCPU.`,
    types: [FUNCTION],
  },
  "function-architecture-mismatch": {
    severity: "high",
    title: "A function and its capacity provider have different architectures",
    why: "AWS takes only functions of the architecture of the provider's instances; Terraform does not compare the two.",
    remedy: "Use one architecture for both; a capacity provider is replaced when its own changes.",
    types: [FUNCTION, PROVIDER],
  },
  "function-vpc-config": {
    severity: "high",
    title: "A function has a vpc_config together with a capacity provider",
    why: "On managed instances the network is that of the capacity provider; AWS refuses both.",
    remedy: "Remove vpc_config; give the capacity provider the subnets and security groups.",
    types: [FUNCTION],
  },
} as const satisfies Readonly<Record<string, About>>;

type Id = keyof typeof RULES;

type Wrong = Omit<FoundAs<Id>, "stack" | "address">;

function* wrongIn(world: World, fn: Resource): Generator<Wrong> {
  if (!isManaged(fn)) return;
  const memory = number(fn.values.memory_size);
  if (memory !== undefined && memory < MIN_MEMORY_MIB) {
    yield {
      rule: "function-memory-too-small",
      attribute: "memory_size",
      what: `The function has ${memory} MiB, and managed instances take ${MIN_MEMORY_MIB} at least: this apply will fail.`,
      applyFails: true,
      why: `AWS refuses less with a capacity provider (${LIMITS.minMemoryMib.documentation}); Terraform does not check it.`,
    };
  }
  const provider = providerOf(world, fn);
  const [own, providers] = [architectureOf(fn), provider && architectureOf(provider)];
  if (provider && own !== undefined && providers !== undefined && own !== providers) {
    yield {
      rule: "function-architecture-mismatch",
      attribute: "architectures[0]",
      what: `The function is built for ${own}, and its capacity provider ${nameOf(provider)} has ${providers}: this apply will fail.`,
      applyFails: true,
    };
  }
  if (nested(fn.values.vpc_config).some(({ subnet_ids: ids }) => Array.isArray(ids) && ids.length > 0)) {
    yield {
      rule: "function-vpc-config",
      attribute: "vpc_config[0]",
      what: "The function has a vpc_config together with a capacity provider: this apply will fail.",
      applyFails: true,
    };
  }
}

/** Only what this change brings. */
function* look(reviewed: Reviewed): Generator<FoundAs<Id>> {
  const { before, after } = reviewed.worlds;
  for (const change of changesOf(reviewed, FUNCTION)) {
    const [earlier, later] = [before.same(change), after.same(change)];
    if (later === undefined) continue;
    const had = new Set(earlier ? [...wrongIn(before, earlier)].map(({ what }) => what) : []);
    for (const wrong of wrongIn(after, later)) {
      if (!had.has(wrong.what)) yield { ...placeOf(change), ...wrong };
    }
  }
}

export const functionRefused = family(RULES, look);
