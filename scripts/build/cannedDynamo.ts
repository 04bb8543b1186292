// A DynamoDB that gives the same answers whatever it is asked, as fast as it can; prints its port.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { marshall } from "@aws-sdk/util-dynamodb";

const video = (index: number) => ({
  id: `01JDTQ5W7M000000000000${String(index).padStart(4, "0")}`,
  title: "The title of a video",
  description: "What the video is about, in a sentence or two of the usual length.",
  sourceUrl: "s3://media/sources/video.mp4",
  status: "uploaded",
  attempt: 0,
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
  listed: "all",
});

const items = Array.from({ length: 20 }, (_, index) => marshall(video(index)));
const ANSWERS: Record<string, string> = {
  GetItem: JSON.stringify({ Item: items[0] }),
  Query: JSON.stringify({ Items: items.map(({ id, listed }) => ({ id, listed })), Count: 20, ScannedCount: 20 }),
  BatchGetItem: JSON.stringify({ Responses: { videos: items }, UnprocessedKeys: {} }),
};

const server = createServer((request, response) => {
  const answer = ANSWERS[String(request.headers["x-amz-target"]).split(".")[1] ?? ""] ?? "{}";
  request.resume().once("end", () => {
    response.writeHead(200, { "content-type": "application/x-amz-json-1.0", "content-length": answer.length });
    response.end(answer);
  });
});
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
