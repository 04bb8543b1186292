// What is declared for a function, written into the capacity table: the scaler and the command read what is deployed.

import { marshall } from "@aws-sdk/util-dynamodb";
import { DynamodbTableItem } from "@cdktf/provider-aws/lib/dynamodb-table-item/index.js";
import { Construct } from "constructs";
import { CAPACITY_KEYS, declarationKey } from "../../app/capacity/capacityKeys.ts";
import { type Declaration, declarationSchema } from "../../app/capacity/declaration.ts";

export class DeclarationItem extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { tableName, declaration }: { tableName: string; declaration: Declaration },
  ) {
    super(scope, id);
    const item = { ...declarationKey(declaration.functionName), ...declarationSchema.parse(declaration) };
    new DynamodbTableItem(this, "item", {
      tableName,
      hashKey: CAPACITY_KEYS.partition,
      rangeKey: CAPACITY_KEYS.sort,
      item: JSON.stringify(marshall(item)),
    });
  }
}
