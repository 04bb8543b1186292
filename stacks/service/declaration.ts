// What is declared for a function, written into the capacity table: the scaler and the command read what is deployed.

import { marshall } from "@aws-sdk/util-dynamodb";
import { DynamodbTableItem } from "@cdktf/provider-aws/lib/dynamodb-table-item/index.js";
import { Construct } from "constructs";
import { CAPACITY_KEYS } from "../../app/capacity/capacityKeys.ts";
import type { Declaration } from "../../app/capacity/declaration.ts";
import { declarationItem } from "../config/declarations.ts";

export class DeclarationItem extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { tableName, declaration }: { tableName: string; declaration: Declaration },
  ) {
    super(scope, id);
    new DynamodbTableItem(this, "item", {
      tableName,
      hashKey: CAPACITY_KEYS.partition,
      rangeKey: CAPACITY_KEYS.sort,
      item: JSON.stringify(marshall(declarationItem(declaration))),
    });
  }
}
