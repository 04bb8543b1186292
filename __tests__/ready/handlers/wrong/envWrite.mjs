import { setTimeout as sleep } from "node:timers/promises";

export const handler = async ({ orderId, tenant }) => {
  process.env.TENANT = tenant;
  await sleep(4);
  return { orderId };
};
