// CBOR as AWS's protocol has it: objects with texts for keys, and times. https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
// What comes from a client is read within bounds: nothing is longer than what is left, or deeper than JSON may be.
import { AwsError } from "./call.ts";
import { MAX_DEPTH } from "./json.ts";

const MAJOR = { unsigned: 0, negative: 1, bytes: 2, text: 3, list: 4, map: 5, tag: 6, simple: 7 } as const;
const INDEFINITE = 31;
const BREAK = 0xff;
/** Seconds since the epoch. https://www.rfc-editor.org/rfc/rfc8949#section-3.4.2 */
const TIME = 1;

/** The body's object; nothing at all is `{}`. A time is its seconds, as in JSON. @throws AwsError SerializationException */
export function readCborObject(body: Buffer): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {};
  const reader = new Reader(body);
  let value: unknown;
  try {
    value = reader.item(0);
  } catch (error) {
    throw refuse(error instanceof DepthError ? `nested deeper than ${MAX_DEPTH} levels` : "not CBOR");
  }
  if (!reader.isAtEnd) throw refuse("not CBOR");
  if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Uint8Array)
    throw refuse("not a CBOR map");
  return value as Record<string, unknown>;
}

const refuse = (problem: string) =>
  new AwsError({ status: 400, code: "SerializationException", message: `The request is ${problem}.` });

class DepthError extends Error {}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** @throws RangeError where the bytes end too early, DepthError */
  item(depth: number): unknown {
    if (depth > MAX_DEPTH) throw new DepthError();
    const head = this.#bytes.readUInt8(this.#at++);
    const [major, info] = [head >> 5, head & 31];
    if (major === MAJOR.simple) return this.#simple(info);
    if (info === INDEFINITE) return this.#indefinite(major, depth);
    const count = this.#count(info);
    switch (major) {
      case MAJOR.unsigned:
        return count;
      case MAJOR.negative:
        return -1 - count;
      case MAJOR.bytes:
        return this.#take(count);
      case MAJOR.text:
        return this.#take(count).toString("utf8");
      case MAJOR.tag:
        return this.item(depth + 1);
    }
    // Each has a byte at least.
    if (count > this.#bytes.length - this.#at) throw new RangeError("end");
    const one = major === MAJOR.list ? () => this.item(depth + 1) : () => this.#entry(depth);
    const all = Array.from({ length: count }, one);
    return major === MAJOR.list ? all : Object.fromEntries(all as [string, unknown][]);
  }

  #entry(depth: number): [string, unknown] {
    const key = this.item(depth + 1);
    if (typeof key !== "string") throw new RangeError("key");
    return [key, this.item(depth + 1)];
  }

  #indefinite(major: number, depth: number): unknown {
    const parts: unknown[] = [];
    while (this.#bytes.readUInt8(this.#at) !== BREAK)
      parts.push(major === MAJOR.map ? this.#entry(depth) : this.item(depth + 1));
    this.#at += 1;
    if (major === MAJOR.list) return parts;
    if (major === MAJOR.map) return Object.fromEntries(parts as [string, unknown][]);
    if (major === MAJOR.text) return parts.join("");
    if (major === MAJOR.bytes) return Buffer.concat(parts as Buffer[]);
    throw new RangeError("length");
  }

  #simple(info: number): unknown {
    if (info === 20 || info === 21) return info === 21;
    if (info === 22 || info === 23) return null;
    if (info === 25) return half(this.#take(2).readUInt16BE());
    if (info === 26) return this.#take(4).readFloatBE();
    if (info === 27) return this.#take(8).readDoubleBE();
    throw new RangeError("simple");
  }

  #count(info: number): number {
    if (info < 24) return info;
    if (info === 24) return this.#take(1).readUInt8();
    if (info === 25) return this.#take(2).readUInt16BE();
    if (info === 26) return this.#take(4).readUInt32BE();
    if (info === 27) return Number(this.#take(8).readBigUInt64BE());
    throw new RangeError("count");
  }

  #take(length: number): Buffer {
    if (length > this.#bytes.length - this.#at) throw new RangeError("end");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

/** A float of 16 bits. https://www.rfc-editor.org/rfc/rfc8949#section-appendix.d */
function half(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (fraction + 1024) * 2 ** (exponent - 25));
}

/** A value of JSON, and Dates, which are times. Members that are undefined are left out. */
export function writeCbor(value: unknown): Buffer {
  if (value === null || value === undefined) return Buffer.of(0xf6);
  if (typeof value === "boolean") return Buffer.of(value ? 0xf5 : 0xf4);
  if (typeof value === "number") return number(value);
  if (value instanceof Date) return Buffer.concat([head(MAJOR.tag, TIME), number(value.getTime() / 1_000)]);
  if (typeof value === "string") return Buffer.concat([head(MAJOR.text, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Array.isArray(value)) return Buffer.concat([head(MAJOR.list, value.length), ...value.map(writeCbor)]);
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Buffer.concat([head(MAJOR.map, entries.length), ...entries.flat().map(writeCbor)]);
}

function number(value: number): Buffer {
  if (Number.isSafeInteger(value) && !Object.is(value, -0))
    return value < 0 ? head(MAJOR.negative, -1 - value) : head(MAJOR.unsigned, value);
  const bytes = Buffer.alloc(9, 0xfb);
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function head(major: number, count: number): Buffer {
  const first = (info: number) => (major << 5) | info;
  if (count < 24) return Buffer.of(first(count));
  if (count < 0x100) return Buffer.of(first(24), count);
  if (count < 0x10000) return Buffer.of(first(25), count >> 8, count & 0xff);
  const bytes = Buffer.alloc(count < 0x100000000 ? 5 : 9, first(count < 0x100000000 ? 26 : 27));
  if (bytes.length === 5) bytes.writeUInt32BE(count, 1);
  else bytes.writeBigUInt64BE(BigInt(count), 1);
  return bytes;
}
