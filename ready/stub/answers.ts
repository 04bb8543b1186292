// What the stub answers to well-known operations of AWS: as an account with nothing in it would, and with what was written
// before. Values that come from AWS are made of the request, so that a repeated request has a repeated answer.
import { createHash } from "node:crypto";

export interface StubRequest {
  /** `dynamodb`, `s3`; of other hosts undefined. */
  readonly service: string | undefined;
  /** `GetItem`; where the request names none, its method and path. */
  readonly operation: string;
  readonly method: string;
  readonly host: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** The body, where it is JSON. */
  readonly input: Readonly<Record<string, unknown>>;
}

export interface StubAnswer {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text, or what is sent as JSON. */
  readonly body?: unknown;
}

/** Undefined for a request that it does not know. */
export type Answerer = (request: StubRequest) => StubAnswer | undefined | Promise<StubAnswer | undefined>;

/** Of AWS's making: unlike for different requests. */
const token = ({ host, path, body }: StubRequest): string =>
  createHash("sha256").update(`${host} ${path} ${body}`).digest("hex").slice(0, 24);

type Item = Readonly<Record<string, unknown>>;

const holds = (item: Item, key: Item): boolean =>
  Object.entries(key).every(([name, value]) => JSON.stringify(item[name]) === JSON.stringify(value));

/** Answers of one run: tables and objects that were written can be read. Conditions and expressions are not evaluated. */
export function createAnswers(): Answerer {
  const tables = new Map<string, Item[]>();
  const objects = new Map<string, string>();
  const rowsOf = (name: unknown) => rows(tables, String(name));

  const dynamodb: Record<string, (input: Item, request: StubRequest) => unknown> = {
    GetItem: ({ TableName, Key }, request) => ({
      Item: rowsOf(TableName).find((item) => holds(item, Key as Item)) ?? {
        ...(Key as Item),
        value: { S: token(request) },
      },
    }),
    PutItem: ({ TableName, Item }) => {
      const items = rowsOf(TableName);
      items.push(Item as Item);
      if (items.length > 1_000) items.shift();
      return {};
    },
    UpdateItem: ({ Key, ReturnValues }, request) =>
      ReturnValues === undefined || ReturnValues === "NONE"
        ? {}
        : { Attributes: { ...(Key as Item), value: { S: token(request) } } },
    DeleteItem: () => ({}),
    Query: () => ({ Items: [], Count: 0, ScannedCount: 0 }),
    Scan: () => ({ Items: [], Count: 0, ScannedCount: 0 }),
    BatchWriteItem: () => ({ UnprocessedItems: {} }),
    BatchGetItem: () => ({ Responses: {}, UnprocessedKeys: {} }),
    TransactWriteItems: () => ({}),
    TransactGetItems: ({ TransactItems }) => ({ Responses: (TransactItems as unknown[]).map(() => ({})) }),
  };
  const md5 = (text: unknown) => createHash("md5").update(String(text)).digest("hex");
  const json: Record<string, Record<string, (input: Item, request: StubRequest) => unknown>> = {
    dynamodb,
    sqs: {
      SendMessage: ({ MessageBody }, request) => ({ MessageId: token(request), MD5OfMessageBody: md5(MessageBody) }),
      SendMessageBatch: ({ Entries }, request) => ({
        Successful: (Entries as Item[]).map(({ Id, MessageBody }) => ({
          Id,
          MessageId: `${token(request)}-${Id}`,
          MD5OfMessageBody: md5(MessageBody),
        })),
        Failed: [],
      }),
      DeleteMessage: () => ({}),
      ChangeMessageVisibility: () => ({}),
    },
    states: {
      StartExecution: ({ stateMachineArn, name }, request) => ({
        executionArn: `${String(stateMachineArn).replace(":stateMachine:", ":execution:")}:${name ?? token(request)}`,
        startDate: 1_767_225_600,
      }),
    },
    events: {
      PutEvents: ({ Entries }, request) => ({
        FailedEntryCount: 0,
        Entries: (Entries as unknown[]).map((_, index) => ({ EventId: `${token(request)}-${index}` })),
      }),
    },
    ssm: {
      GetParameter: ({ Name }, request) => ({ Parameter: { Name, Type: "String", Value: token(request), Version: 1 } }),
    },
    secretsmanager: {
      GetSecretValue: ({ SecretId }, request) => ({
        ARN: SecretId,
        Name: SecretId,
        SecretString: JSON.stringify({ value: token(request) }),
      }),
    },
    kinesis: { PutRecord: (_, request) => ({ ShardId: "shardId-000000000000", SequenceNumber: token(request) }) },
  };

  const s3 = (request: StubRequest): StubAnswer | undefined => {
    const { method, host, path, body } = request;
    const { pathname, searchParams } = new URL(path, "http://stub");
    if ([...searchParams.keys()].some((name) => !/^(?:x-id|x-amz-.*)$/i.test(name))) return undefined;
    const key = `${host}${pathname}`;
    const headers = { etag: `"${md5(body)}"` };
    if (method === "PUT") {
      objects.set(key, body);
      return { headers, body: "" };
    }
    if (method === "GET" || method === "HEAD") return { headers, body: objects.get(key) ?? token(request) };
    return method === "DELETE" ? { status: 204, body: "" } : undefined;
  };

  return (request) => {
    const { service, operation, input } = request;
    if (service === "s3") return s3(request);
    const known = json[service ?? ""]?.[operation];
    if (known) return { body: known(input, request) };
    if (service === "sts" && operation === "GetCallerIdentity")
      return xml(
        "GetCallerIdentity",
        "<Arn>arn:aws:sts::123456789012:assumed-role/ready/ready</Arn><UserId>ready</UserId><Account>123456789012</Account>",
      );
    if (service === "sns" && operation === "Publish") return xml("Publish", `<MessageId>${token(request)}</MessageId>`);
    if (service === "lambda" && /^\/2015-03-31\/functions\/[^/]+\/invocations/.test(request.path))
      return request.headers["x-amz-invocation-type"] === "Event"
        ? { status: 202, body: "" }
        : { body: { value: token(request) } };
    return undefined;
  };
}

function rows(tables: Map<string, Item[]>, name: string): Item[] {
  const made = tables.get(name) ?? [];
  tables.set(name, made);
  return made;
}

const xml = (operation: string, result: string): StubAnswer => ({
  headers: { "content-type": "text/xml" },
  body: `<${operation}Response><${operation}Result>${result}</${operation}Result></${operation}Response>`,
});
