import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Sha256 } from "../../../app/shared/sha256.ts";

const chunk = fc.oneof(fc.string({ unit: "binary" }), fc.uint8Array());
const secret = fc.oneof(fc.string({ minLength: 1 }), fc.uint8Array({ minLength: 1 }));

describe("the signer's SHA-256", () => {
  it("hashes whatever comes in however many chunks as Node does", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(chunk), async (chunks) => {
        const [ours, node] = [new Sha256(), createHash("sha256")];
        for (const one of chunks) {
          ours.update(one);
          node.update(one);
        }
        expect(Buffer.from(await ours.digest())).toEqual(node.digest());
      }),
    );
  });

  it("makes HMACs as Node does, of one secret again and again", async () => {
    await fc.assert(
      fc.asyncProperty(secret, fc.array(chunk, { minLength: 1, maxLength: 3 }), async (key, texts) => {
        for (const text of texts) {
          const ours = new Sha256(key);
          ours.update(text);
          expect(Buffer.from(await ours.digest())).toEqual(createHmac("sha256", key).update(text).digest());
        }
      }),
    );
  });

  it("takes views of a larger buffer, and begins again after a reset", async () => {
    const view = new DataView(new TextEncoder().encode("..abc..").buffer, 2, 3);
    const hash = new Sha256();

    hash.update("dropped");
    hash.reset();
    hash.update(view);

    expect(Buffer.from(await hash.digest())).toEqual(createHash("sha256").update("abc").digest());
  });
});
