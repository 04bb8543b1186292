import { describe, expect, it } from "@jest/globals";
import { cbor, tag } from "@smithy/core/cbor";
import fc from "fast-check";
import { readCborObject, writeCbor } from "../../../local/aws/cbor.ts";

const key = fc.string().filter((text) => text !== "__proto__");
const { tree: value } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: "grapheme" }),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(key, tie("tree"), { maxKeys: 4 }),
  ),
}));
const object = fc.dictionary(key, value, { maxKeys: 30 });
const plain = (of: unknown) => JSON.parse(JSON.stringify(of)) as unknown;
const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

describe("CBOR", () => {
  it("is read as the SDK writes it, and written as the SDK reads it", () => {
    fc.assert(
      fc.property(object, (given) => {
        expect(plain(readCborObject(Buffer.from(cbor.serialize(given))))).toEqual(plain(given));
        expect(plain(cbor.deserialize(writeCbor(given)))).toEqual(plain(given));
        expect(plain(readCborObject(writeCbor(given)))).toEqual(plain(given));
      }),
    );
  });

  it("has times as tagged seconds, and leaves out what is not there", () => {
    const at = new Date(1_795_905_360_500);
    expect(cbor.deserialize(writeCbor({ at, none: undefined }))).toEqual({
      at: expect.objectContaining({ tag: 1, value: 1_795_905_360.5 }),
    });
    expect(readCborObject(Buffer.from(cbor.serialize({ at: tag({ tag: 1, value: 1_795_905_360 }) })))).toEqual({
      at: 1_795_905_360,
    });
  });

  it.each([
    ["", {}],
    ["a161610a", { a: 10 }],
    ["bf 6161 9f 01 02 ff 6162 7f 6163 6164 ff ff", { a: [1, 2], b: "cd" }],
    ["a1 6161 f93c00", { a: 1 }],
    ["a1 6161 f90001", { a: 2 ** -24 }],
    ["a1 6161 f9c400", { a: -4 }],
    ["a1 6161 f97c00", { a: Number.POSITIVE_INFINITY }],
    ["a1 6161 f97e00", { a: Number.NaN }],
    ["a1 6161 fa47c35000", { a: 100_000 }],
    ["a1 6161 1b001fffffffffffff", { a: Number.MAX_SAFE_INTEGER }],
    ["a1 6161 f7", { a: null }],
    ["a1 695f5f70726f746f5f5f 01", JSON.parse('{"__proto__":1}')],
  ])("%s is what RFC 8949 says", (bytes, expected) => {
    expect(readCborObject(hex(bytes))).toEqual(expected);
  });

  it.each([
    ["what is no map", "80", "not a CBOR map"],
    ["a text", "6161", "not a CBOR map"],
    ["bytes", "4101", "not a CBOR map"],
    ["what ends too early", "a1 6161", "not CBOR"],
    ["what does not end", "bf 6161 01", "not CBOR"],
    ["more than one value", "a0 a0", "not CBOR"],
    ["a key that is no text", "a1 01 02", "not CBOR"],
    ["a list that says to be longer than all that there is", "a1 6161 9a ffffffff", "not CBOR"],
    ["lists in lists that all say to be long", `a1 6161 ${"9a01ffffff".repeat(200)}`, "not CBOR"],
    ["a map that says to be longer", "bb ffffffffffffffff", "not CBOR"],
    ["a text that says to be longer", "a1 6161 7b ffffffffffffffff", "not CBOR"],
    ["JSON", Buffer.from('{"a":1}').toString("hex"), "not CBOR"],
    ["lists in lists", `a1 6161 ${"9f".repeat(100_000)}`, "nested deeper than 256 levels"],
    ["tags on tags", `a1 6161 ${"c1".repeat(100_000)}`, "nested deeper than 256 levels"],
  ])("refuses %s in a line", (_what, bytes, problem) => {
    expect(() => readCborObject(hex(bytes))).toThrow(`The request is ${problem}.`);
  });

  it("refuses or reads whatever bytes come, and never does anything else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          readCborObject(Buffer.from(bytes));
        } catch (error) {
          expect(error).toMatchObject({ name: "SerializationException" });
        }
      }),
    );
  });
});
