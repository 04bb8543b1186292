import { expect, it } from "@jest/globals";
import { columns } from "../../report/columns.ts";

it("aligns columns, two spaces apart, and ends no line in spaces", () => {
  expect(columns([["a", "bbb", "c"], ["aaa", "b", ""], ["aa"]])).toEqual(["a    bbb  c", "aaa  b", "aa"]);
});
