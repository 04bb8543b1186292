import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Feed, FRAME_MILLISECONDS } from "../../../local/console/feed.ts";
import type { Frame } from "../../../local/console/model.ts";
import type { Clock } from "../../../local/lambda/clock.ts";

const line = (what: string) => ({ at: 0, subject: "s", what, isError: false });
const provider = (takenVCpus: number) => ({ name: "p", takenVCpus, maxVCpus: 8 });

/** A feed whose frames end when they are told to. */
function setUp() {
  let due: (() => void) | undefined;
  const clock: Clock = {
    now: () => 0,
    after: (milliseconds, action) => {
      expect(milliseconds).toBe(FRAME_MILLISECONDS);
      due = action;
      return () => {
        due = undefined;
      };
    },
  };
  return { feed: new Feed(clock), pass: () => due?.() };
}

/** What a page makes of the events, as the page's own store does. */
class Page {
  lastId: string | undefined;
  entries = new Map<string, unknown>();
  lines: string[] = [];
  snapshots = 0;

  readonly take = (event: string): void => {
    const [, id, type, data = ""] = /^id: (.*)\nevent: (.*)\ndata: (.*)\n\n$/.exec(event) ?? [];
    const { puts, removes, appends } = JSON.parse(data) as Frame;
    if (type === "snapshot") {
      this.entries.clear();
      this.lines = [];
      this.snapshots += 1;
    }
    this.lastId = id;
    for (const [section, values] of Object.entries(puts))
      for (const [key, value] of Object.entries(values)) this.entries.set(`${section} ${key}`, value);
    for (const [section, keys] of Object.entries(removes))
      for (const key of keys) this.entries.delete(`${section} ${key}`);
    this.lines.push(...(appends.activity ?? []).map(({ what }) => what));
  };
}

describe("the feed", () => {
  it("gives a page that comes everything, and then what changes, once per frame", () => {
    const { feed, pass } = setUp();
    feed.put("providers", "p", provider(1));
    pass();
    const events: string[] = [];
    feed.subscribe(undefined, (event) => events.push(event));
    feed.put("providers", "p", provider(2));
    feed.put("providers", "p", provider(3));
    feed.put("providers", "p", provider(3));
    pass();
    pass();

    expect(events.map((event) => /event: (\w+)/.exec(event)?.[1])).toEqual(["snapshot", "frame"]);
    expect(events[1]).toContain('"takenVCpus":3');
    expect(events[1]).not.toContain('"takenVCpus":2');
  });

  it("tells nothing of what stays as it is", () => {
    const { feed, pass } = setUp();
    feed.put("providers", "p", provider(1));
    const events: string[] = [];
    feed.subscribe(undefined, (event) => events.push(event));
    feed.put("providers", "p", provider(1));
    pass();

    expect(events).toHaveLength(1);
  });

  it("lets a page go on where it was", () => {
    const { feed, pass } = setUp();
    const page = new Page();
    const leave = feed.subscribe(undefined, page.take);
    feed.append("activity", line("one"));
    pass();
    leave();
    feed.append("activity", line("two"));
    pass();
    feed.append("activity", line("three"));
    feed.subscribe(page.lastId, page.take);

    expect(page.lines).toEqual(["one", "two", "three"]);
    expect(page.snapshots).toBe(1);
  });

  it.each(["another-3", "nonsense", "", "0-99999"])("gives everything anew to a page whose last id is %j", (lastId) => {
    const { feed } = setUp();
    const page = new Page();
    feed.append("activity", line("one"));
    feed.subscribe(lastId, page.take);

    expect([page.lines, page.snapshots]).toEqual([["one"], 1]);
  });

  it("gives everything anew to a page that was away for longer than the backlog, and keeps the backlog bounded", () => {
    const { feed, pass } = setUp();
    const page = new Page();
    feed.subscribe(undefined, page.take)();
    const long = "x".repeat(100_000);
    for (let round = 0; round < 100; round += 1) {
      feed.append("activity", line(`${round} ${long}`));
      pass();
    }
    feed.subscribe(page.lastId, page.take);

    expect(page.snapshots).toBe(2);
    expect(page.lines).toHaveLength(100);
    expect(feed.totals.activity).toBe(100);
  });

  it("shows every page the same, however often it comes and goes, and loses no line", () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("put" as const), key: fc.constantFrom("a", "b", "c"), n: fc.nat(3) }),
      fc.record({ do: fc.constant("remove" as const), key: fc.constantFrom("a", "b", "c") }),
      fc.record({ do: fc.constantFrom("append" as const, "pass" as const, "leave" as const, "come" as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { feed, pass } = setUp();
        const page = new Page();
        let leave = feed.subscribe(undefined, page.take);
        const expected = new Map<string, unknown>();
        let lines = 0;
        for (const one of steps) {
          if (one.do === "put") {
            feed.put("providers", one.key, provider(one.n));
            expected.set(`providers ${one.key}`, provider(one.n));
          } else if (one.do === "remove") {
            feed.remove("providers", one.key);
            expected.delete(`providers ${one.key}`);
          } else if (one.do === "append") {
            feed.append("activity", line(String(lines)));
            lines += 1;
          } else if (one.do === "pass") pass();
          else {
            leave();
            if (one.do === "come") leave = feed.subscribe(page.lastId, page.take);
          }
        }
        leave();
        feed.subscribe(page.lastId, page.take);

        expect(page.entries).toEqual(expected);
        expect(page.lines).toEqual(Array.from({ length: lines }, (_, index) => String(index)));
        expect(feed.totals.activity).toBe(lines);
      }),
    );
  });
});
