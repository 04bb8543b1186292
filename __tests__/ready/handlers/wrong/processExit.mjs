import { setTimeout as sleep } from "node:timers/promises";

export const handler = async ({ orderId }) => {
  await sleep(2);
  if (orderId.includes("f3")) process.exit(1);
  return { orderId };
};
