import { describe, expect, it } from "@jest/globals";
import { newId } from "../../../app/videos/newId.ts";

describe("an id of a video", () => {
  it("is a ULID that no other video has, over many batches of random bytes", () => {
    const ids = Array.from({ length: 5_000 }, newId);

    expect(new Set(ids).size).toBe(5_000);
    expect(ids.every((id) => /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id))).toBe(true);
  });

  it("uses every character in every random place", () => {
    const seen = Array.from({ length: 16 }, () => new Set<string>());
    for (let count = 0; count < 2_000; count += 1) {
      [...newId().slice(10)].forEach((character, place) => void seen[place]?.add(character));
    }

    expect(seen.map(({ size }) => size)).toEqual(Array(16).fill(32));
  });
});
