// Rows that are dropped unparsed are reservations, and only they.
import { describe, expect, it } from "@jest/globals";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { withoutReservations } from "../../../cost/prices/withoutReservations.ts";

async function filtered(text: string, cuts: readonly number[]): Promise<string> {
  const bytes = Buffer.from(text);
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  const chunks = (async function* () {
    for (const [index, place] of places.entries()) yield bytes.subarray(place, places[index + 1]);
  })();
  let kept = "";
  for await (const chunk of withoutReservations(chunks)) kept += chunk.toString("latin1");
  return Buffer.from(kept, "latin1").toString();
}

const csv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")}\n`).join("");

describe("withoutReservations", () => {
  it("keeps what a parser sees in all other rows, wherever the bytes are cut", async () => {
    const cell = fc.oneof(
      fc.constantFrom("Reserved", "OnDemand", "", '"', ',"Reserved",', "Reserved,", "a\nb", "€"),
      fc.string(),
    );
    const row = fc.tuple(fc.constant("SKU"), cell, cell, fc.constant("end"));
    await fc.assert(
      fc.asyncProperty(fc.array(row), fc.array(fc.nat(), { maxLength: 8 }), async (rows, cuts) => {
        const expected = rows.filter((cells) => !cells.includes("Reserved"));
        expect(parse(await filtered(csv(rows), cuts))).toEqual(parse(csv(expected)));
      }),
    );
  });

  it("keeps a last row without a line end", async () => {
    expect(await filtered('"a","Reserved","b"\n"c","OnDemand","d"', [])).toBe('"c","OnDemand","d"');
  });
});
