import { setTimeout as sleep } from "node:timers/promises";
import { PutObjectCommand, S3Client } from "../clients.mjs";

const s3 = new S3Client();
let inFlight = 0;

export const handler = async (event) => {
  inFlight += 1;
  const timer = setTimeout(() => console.error("slow"), 5_000);
  try {
    await s3.send(new PutObjectCommand("bucket", event.object, JSON.stringify(event)));
    await sleep(2);
    return { orderId: event.orderId, busy: inFlight > 0 };
  } finally {
    clearTimeout(timer);
    inFlight -= 1;
  }
};
