// What `npm run bench` compares the API with: the document client as samples use it. It checks nothing and logs nothing.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";

interface Event {
  readonly rawPath: string;
  readonly body?: string;
  readonly requestContext: { readonly http: { readonly method: string } };
}

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const table = process.env.VIDEOS_TABLE ?? "";
const answer = (statusCode: number, body: unknown) => ({
  statusCode,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

let created = 0;

async function create(body: string) {
  const now = new Date().toISOString();
  created += 1;
  const video = { id: `video-${created}`, ...JSON.parse(body), status: "uploaded", createdAt: now, updatedAt: now };
  await client.send(new PutCommand({ TableName: table, Item: video }));
  return answer(201, video);
}

/** The same two reads as ours: the index holds keys only. */
async function list() {
  const { Items: keys = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: "byCreation",
      KeyConditionExpression: "listed = :all",
      ExpressionAttributeValues: { ":all": "all" },
      Limit: 20,
    }),
  );
  const { Responses: responses } = await client.send(
    new BatchGetCommand({ RequestItems: { [table]: { Keys: keys.map(({ id }) => ({ id })) } } }),
  );
  return answer(200, { videos: responses?.[table] });
}

export async function handler({ rawPath, body, requestContext }: Event) {
  if (rawPath === "/health") return answer(200, { status: "ok" });
  if (requestContext.http.method === "POST") return create(body ?? "");
  if (rawPath === "/videos") return list();
  const { Item: item } = await client.send(
    new GetCommand({ TableName: table, Key: { id: rawPath.slice("/videos/".length) }, ConsistentRead: true }),
  );
  return answer(200, item);
}
