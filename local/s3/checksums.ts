// The checksums that S3 keeps beside its entity tags. https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { Crc32c, Crc64Nvme } from "@aws-sdk/checksums/crc";

export const ALGORITHMS = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** Of the whole content, or of its parts' checksums. */
export type ChecksumType = "FULL_OBJECT" | "COMPOSITE";

export interface Checksum {
  readonly algorithm: Algorithm;
  /** Base64; one that is COMPOSITE ends with `-` and the number of parts. */
  readonly value: string;
  readonly type: ChecksumType;
}

export const isAlgorithm = (name: string | undefined): name is Algorithm => ALGORITHMS.some((one) => one === name);

/** `x-amz-checksum-crc32` */
export const headerOf = (algorithm: Algorithm): string => `x-amz-checksum-${algorithm.toLowerCase()}`;

/** `ChecksumCRC32` */
export const elementOf = (algorithm: Algorithm): string => `Checksum${algorithm}`;

/** Takes content piece by piece. */
export interface Running {
  update(piece: Uint8Array): void;
  /** In base64, once. */
  value(): Promise<string>;
}

export function running(algorithm: Algorithm): Running {
  if (algorithm === "CRC32") return runningCrc32();
  if (algorithm === "SHA1" || algorithm === "SHA256") {
    const hash = createHash(algorithm);
    return { update: (piece) => void hash.update(piece), value: async () => hash.digest("base64") };
  }
  const checksum = algorithm === "CRC32C" ? new Crc32c() : new Crc64Nvme();
  return {
    update: (piece) => checksum.update(piece),
    value: async () => Buffer.from(await checksum.digest()).toString("base64"),
  };
}

function runningCrc32(): Running {
  let sum = 0;
  return {
    update: (piece) => {
      sum = crc32(piece, sum);
    },
    value: async () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(sum);
      return bytes.toString("base64");
    },
  };
}

/** The checksum of parts' checksums. */
export async function composite(algorithm: Algorithm, parts: readonly string[]): Promise<string> {
  const sum = running(algorithm);
  for (const part of parts) sum.update(Buffer.from(part, "base64"));
  return `${await sum.value()}-${parts.length}`;
}
