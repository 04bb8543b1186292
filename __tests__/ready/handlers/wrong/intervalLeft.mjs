import { setTimeout as sleep } from "node:timers/promises";

export const handler = async ({ orderId }) => {
  setInterval(() => {}, 1_000);
  await sleep(3);
  return { orderId };
};
