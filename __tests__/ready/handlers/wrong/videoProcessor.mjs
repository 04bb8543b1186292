// A processor that encodes without ever yielding, as they are often written for one invocation at a time.
import { createHash } from "node:crypto";
import { PutObjectCommand, S3Client } from "../clients.mjs";

const s3 = new S3Client();

function encode(orderId) {
  let digest = orderId;
  for (let frame = 0; frame < 60_000; frame++) digest = createHash("sha256").update(digest).digest("hex");
  return digest;
}

export const handler = async ({ orderId, object }) => {
  const encoded = encode(orderId);
  await s3.send(new PutObjectCommand("bucket", object, encoded));
  return { status: "completed", orderId, encoded };
};
