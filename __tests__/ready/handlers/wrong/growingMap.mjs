import { setTimeout as sleep } from "node:timers/promises";

const answered = new Map();

export const handler = async ({ orderId }, { awsRequestId }) => {
  await sleep(3);
  answered.set(awsRequestId, true);
  return { orderId };
};
