import { setTimeout as sleep } from "node:timers/promises";

export const handler = async ({ orderId }) => {
  setInterval(() => {}, 60_000).unref();
  await sleep(3);
  return { orderId };
};
