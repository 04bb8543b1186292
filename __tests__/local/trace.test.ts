import { describe, expect, it } from "@jest/globals";
import { handedOn } from "../../local/trace.ts";

const ROOT = "Root=1-6929e1c0-0123456789abcdef01234567";

describe("a trace's header", () => {
  it.each<[string | undefined, boolean | undefined, RegExp]>([
    [ROOT, undefined, /^Root=1-6929e1c0-0123456789abcdef01234567;Parent=[0-9a-f]{16}$/],
    [ROOT, true, /^Root=1-6929e1c0-0123456789abcdef01234567;Parent=[0-9a-f]{16};Sampled=1$/],
    [`Self=1-1;${ROOT};Parent=00000000000000aa;Sampled=0`, true, /^Root=1-6929e1c0-.*;Sampled=0$/],
    [`Sampled=1; ${ROOT}`, false, /^Root=1-6929e1c0-.*;Sampled=1$/],
    [undefined, false, /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/],
    ["Root=nonsense;Sampled=?", false, /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/],
  ])("%j is handed on by a service that samples: %j, as %s", (given, isTraced, expected) => {
    expect(handedOn(given, isTraced)).toMatch(expected);
  });

  it("has another parent at each service", () => {
    expect(handedOn(`${ROOT};Parent=00000000000000aa`, true)).not.toContain("00000000000000aa");
  });
});
