// A way out that went through a NAT gateway, or the like, and goes straight to the internet from now on.
import { rule } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { ROUTE, TABLES, waysOf } from "./ways.ts";

const TYPES = [ROUTE, ...TABLES];

export const routeToInternet = rule({
  id: "route-to-internet",
  severity: "high",
  title: "A private route goes straight to the internet",
  why: "The subnets of the route table become public: what has a public address in them is reached from the internet, and what has none has no way out any more.",
  remedy: "Keep the route to the NAT gateway, and give public subnets a route table of their own.",
  types: TYPES,
  *check(reviewed) {
    const { before, after } = reviewed.worlds;
    for (const change of changesOf(reviewed, ...TYPES)) {
      const [was, is] = [before.same(change), after.same(change)];
      if (was === undefined || is === undefined || change.action === "noOp") continue;
      const earlier = waysOf(before, was);
      for (const { to, isInternet: isPublic } of waysOf(after, is).values()) {
        if (!isPublic || !earlier.get(to)?.isPrivate) continue;
        yield {
          ...placeOf(change),
          attribute: change.type === ROUTE ? "gateway_id" : "route",
          what: `The route to ${to} goes to an internet gateway, and went through a private way such as a NAT gateway.`,
        };
      }
    }
  },
});
