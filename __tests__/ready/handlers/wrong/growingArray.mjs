import { setTimeout as sleep } from "node:timers/promises";

const timings = [];

export const handler = async ({ orderId }) => {
  const from = performance.now();
  await sleep(3);
  timings.push(performance.now() - from);
  return { orderId };
};
