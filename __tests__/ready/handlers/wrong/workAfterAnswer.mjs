import { setTimeout as sleep } from "node:timers/promises";

export const handler = async ({ orderId }) => {
  setTimeout(() => console.log(`done with ${orderId}`), 30);
  await sleep(3);
  return { orderId };
};
