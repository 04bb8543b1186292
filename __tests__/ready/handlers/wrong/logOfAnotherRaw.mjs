import { setTimeout as sleep } from "node:timers/promises";

let prefix = "";

export const handler = async ({ orderId, userName }) => {
  prefix = `[${userName}]`;
  await sleep(6);
  process.stdout.write(`${prefix} done\n`);
  return { orderId };
};
