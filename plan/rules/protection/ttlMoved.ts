// Another attribute says when items of a table expire.
import { at } from "../../value.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import type { Look } from "./settingRule.ts";

const TABLE = "aws_dynamodb_table";

export const ttlMoved: Look = {
  types: [TABLE],
  *find(reviewed) {
    for (const change of changesOf(reviewed, TABLE)) {
      const [before, after] = [at(change.before, "ttl", 0), at(change.after, "ttl", 0)];
      if (at(before, "enabled") !== true || at(after, "enabled") !== true) continue;
      const [was, is] = [at(before, "attribute_name"), at(after, "attribute_name")];
      if (typeof was !== "string" || typeof is !== "string" || was === is) continue;
      yield {
        ...placeOf(change),
        attribute: "ttl[0].attribute_name",
        what: `Items expire by another attribute (ttl[0].attribute_name: ${was} to ${is}).`,
        why: "DynamoDB deletes every item whose new attribute is a time that has passed, and those with only the old one stay forever.",
        remedy:
          "Make sure that the new attribute holds an expiry in epoch seconds in every item, before this is applied.",
      };
    }
  },
};
