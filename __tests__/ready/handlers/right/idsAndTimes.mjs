import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

export const handler = async ({ orderId }) => {
  const began = Date.now();
  await sleep(3);
  return { id: randomUUID(), orderId, at: new Date().toISOString(), began, tookMs: Date.now() - began };
};
