import { setTimeout as sleep } from "node:timers/promises";

const track = async (orderId) => {
  await sleep(2);
  throw new Error(`tracking of ${orderId.length} characters is off`);
};

export const handler = async ({ orderId }) => {
  track(orderId);
  await sleep(6);
  return { orderId };
};
