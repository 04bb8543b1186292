// SHA-256 for the SDK's signer. The SDK's own makes a key object for each HMAC, which costs six times the HMAC itself, and
// hashes in three calls what one call hashes.
import { createHmac, createSecretKey, hash, type KeyObject } from "node:crypto";
import type { Checksum, SourceData } from "@smithy/types";

/** By the bytes of a signing key, of which the signer hands out the same for a day. */
const keys = new WeakMap<object, KeyObject>();

const bytesOf = (data: SourceData): Uint8Array =>
  ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data as ArrayBuffer);

function keyOf(secret: SourceData): string | KeyObject {
  if (typeof secret === "string") return secret;
  const known = keys.get(secret);
  if (known) return known;
  const key = createSecretKey(bytesOf(secret));
  keys.set(secret, key);
  return key;
}

/** A hash or, with a secret, an HMAC; `digest` may be called once after each `reset`. */
export class Sha256 implements Checksum {
  readonly digestLength = 32;
  readonly #secret: SourceData | undefined;
  #chunks: (string | Uint8Array)[] = [];

  constructor(secret?: SourceData) {
    this.#secret = secret;
  }

  update(chunk: SourceData): void {
    this.#chunks.push(typeof chunk === "string" ? chunk : bytesOf(chunk));
  }

  async digest(): Promise<Uint8Array> {
    const chunks = this.#chunks;
    const [first = ""] = chunks;
    const data = chunks.length > 1 ? Buffer.concat(chunks.map((chunk) => Buffer.from(chunk as string))) : first;
    if (this.#secret === undefined) return hash("sha256", data, "buffer");
    return createHmac("sha256", keyOf(this.#secret)).update(data).digest();
  }

  reset(): void {
    this.#chunks = [];
  }
}
