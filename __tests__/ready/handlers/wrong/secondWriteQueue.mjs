import { PutObjectCommand, S3Client, SendMessageCommand, SQSClient } from "../clients.mjs";

const s3 = new S3Client();
const sqs = new SQSClient();
const job = {};

export const handler = async (event) => {
  job.current = event;
  await s3.send(new PutObjectCommand("bucket", event.object, JSON.stringify(event)));
  await sqs.send(new SendMessageCommand({ done: job.current.orderId }));
  return { statusCode: 200, body: JSON.stringify({ accepted: true }) };
};
