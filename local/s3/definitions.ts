// The synthesised buckets, with what the resources beside them say.
import type { Deployed } from "../deployed.ts";
import { type Block, block, blocks, number, text } from "../terraform/blocks.ts";
import type { Resolver } from "../terraform/resolve.ts";
import type { Synthesized } from "../terraform/synthesized.ts";
import type { CorsRule } from "./cors.ts";
import type { LifecycleRule } from "./lifecycle.ts";
import type { BucketDefinition } from "./settings.ts";

/** Every `aws_s3_bucket`. */
export function readBuckets(synthesized: Synthesized, resolver: Resolver, deployed: Deployed): BucketDefinition[] {
  const beside = (type: string, bucket: string): Block[] =>
    synthesized
      .resources(type)
      .filter((resource) => text(resolver.attribute(resource, "bucket")) === bucket)
      .map((resource) => resolver.configuration(resource));
  return synthesized.resources("aws_s3_bucket").map((resource) => {
    const name = String(resolver.attribute(resource, "id"));
    const arn = String(resolver.attribute(resource, "arn"));
    const of = (type: string) => beside(`aws_s3_bucket_${type}`, name);
    return {
      name,
      createdAt: deployed.resource(arn, resolver.configuration(resource)).createdAt,
      settings: {
        cors: of("cors_configuration").flatMap(({ cors_rule }) => blocks(cors_rule).map(toCorsRule)),
        eventBridge: of("notification").some(({ eventbridge }) => eventbridge === true),
        lifecycle: of("lifecycle_configuration").flatMap(({ rule }) =>
          blocks(rule)
            .filter(({ status }) => status === "Enabled")
            .map(toLifecycleRule),
        ),
      },
    };
  });
}

const strings = (value: unknown): string[] => (value ?? []) as string[];

function toCorsRule(rule: Block): CorsRule {
  const maxAgeSeconds = number(rule.max_age_seconds);
  return {
    methods: strings(rule.allowed_methods),
    origins: strings(rule.allowed_origins),
    headers: strings(rule.allowed_headers),
    exposed: strings(rule.expose_headers),
    ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
  };
}

/** What moves or expires versions and storage classes means nothing here. */
function toLifecycleRule(rule: Block): LifecycleRule {
  const filter = block(rule.filter);
  const both = block(filter.and);
  const tag = block(filter.tag);
  const expirationDays = number(block(rule.expiration).days);
  const abortUploadsAfterDays = number(block(rule.abort_incomplete_multipart_upload).days_after_initiation);
  return {
    prefix: text(both.prefix) ?? text(filter.prefix) ?? "",
    tags: {
      ...((both.tags ?? {}) as Record<string, string>),
      ...(tag.key !== undefined && { [String(tag.key)]: String(tag.value) }),
    },
    ...(expirationDays !== undefined && { expirationDays }),
    ...(abortUploadsAfterDays !== undefined && { abortUploadsAfterDays }),
  };
}
