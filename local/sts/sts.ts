// AWS Security Token Service on this machine: who a call is made by. Roles' credentials are known by their access keys, all others
// are the administrator's.
import { createHash, randomUUID } from "node:crypto";
import type { AwsReply, AwsService } from "../aws/call.ts";
import { escaped } from "../aws/protocol.ts";
import { SERVICES } from "../aws/services.ts";

/** As GetCallerIdentity shows it. */
export interface Principal {
  readonly arn: string;
  readonly userId: string;
}

export interface StsOptions {
  readonly accountId: string;
  readonly partition: string;
  /** Whose an access key is, if it is a role's. */
  readonly principalOf: (accessKeyId: string | undefined) => Principal | undefined;
}

/** The operations of the API, for the door. */
export function stsOperations({ accountId, partition, principalOf }: StsOptions): AwsService {
  const administrator = { arn: `arn:${partition}:iam::${accountId}:user/administrator`, userId: userIdOf(accountId) };
  return new Map([
    [
      "GetCallerIdentity",
      async ({ accessKeyId }) => {
        const { arn, userId } = principalOf(accessKeyId) ?? administrator;
        return result("GetCallerIdentity", { Arn: arn, UserId: userId, Account: accountId });
      },
    ],
  ]);
}

/** `AIDA` and 17 characters, the same for the same account. */
const userIdOf = (accountId: string): string =>
  `AIDA${createHash("sha256")
    .update(accountId)
    .digest("hex")
    .toUpperCase()
    .replaceAll(/[0189]/g, "Z")
    .slice(0, 17)}`;

/** An answer of the query protocol. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
function result(operation: string, members: Readonly<Record<string, string>>): AwsReply {
  const requestId = randomUUID();
  const content = Object.entries(members).map(([name, value]) => `<${name}>${escaped(value)}</${name}>`);
  const body = [
    `<${operation}Response xmlns="https://sts.amazonaws.com/doc/${SERVICES.sts.version}/">`,
    `<${operation}Result>${content.join("")}</${operation}Result>`,
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`,
    `</${operation}Response>`,
  ];
  return { status: 200, headers: { "x-amzn-RequestId": requestId }, body: body.join("") };
}
