import { setTimeout as sleep } from "node:timers/promises";

let response;

export const handler = async ({ orderId, userName }) => {
  await sleep(4);
  response = { statusCode: 200, body: JSON.stringify({ orderId, userName }) };
  return response;
};
