// What AWS calls things that exist before the configuration does: networks, keys, accounts.
import { z } from "zod";

/** A resource of EC2: eight hexadecimal digits, or seventeen since 2016. */
const ec2Id = (prefix: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`), `must be ${prefix}- and 8 or 17 hexadecimal digits`);

export const vpcId = ec2Id("vpc");

const SUBNETS = "must be subnet- and 8 or 17 hexadecimal digits, or a list of such";
const subnetId = ec2Id("subnet");

/** The subnets of one Availability Zone: one, or a list of one or more. */
export const subnetsOfZone = z
  .union([subnetId, z.array(subnetId).min(1)], SUBNETS)
  .transform((subnets): string[] => [subnets].flat());

export const accountIds = z
  .array(z.string().regex(/^\d{12}$/, "must be the 12 digits of an account"))
  .min(1)
  .refine((ids) => new Set(ids).size === ids.length, "must not name an account twice");

const KEY_ARN = /^arn:aws:kms:([a-z0-9-]+):(\d{12}):key\/(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** A key and no alias: https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id-key-ARN */
export const kmsKeyArn = z
  .string()
  .regex(KEY_ARN, "must be the ARN of a KMS key, arn:aws:kms:<Region>:<account>:key/<id>");

/** Where a key is. @param arn as the schema accepts it */
export function keyPlace(arn: string): { readonly region: string; readonly account: string } {
  const [, region = "", account = ""] = KEY_ARN.exec(arn) ?? [];
  return { region, account };
}

const LAYER_ARN = /^arn:aws[a-z-]*:lambda:([a-z0-9-]+):\d{12}:layer:[\w-]{1,140}:[1-9]\d*$/;

/** A layer's version. */
export const layerArn = z.string().regex(LAYER_ARN, "must be the ARN of a layer's version");

/** @param arn as the schema accepts it */
export const regionOfLayer = (arn: string): string | undefined => LAYER_ARN.exec(arn)?.[1];
