import { setTimeout as sleep } from "node:timers/promises";

const busyCpu = (milliseconds) => {
  const from = process.threadCpuUsage();
  const spent = () => {
    const { user, system } = process.threadCpuUsage(from);
    return (user + system) / 1_000;
  };
  while (spent() < milliseconds);
};

export const handler = async ({ orderId }) => {
  await sleep(2);
  busyCpu(60);
  return { orderId };
};
